package org.shiplog.http.api.user;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserCommand.ChangeSystemAdmin;
import org.shiplog.domain.identity.UserCommand.DeleteUser;
import org.shiplog.domain.identity.UserCommand.RegisterUser;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.user.UserInput.NewUser;
import org.shiplog.http.api.user.UserTargets.Target;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.SettingKey;

/** Registers, changes and deletes users. */
public final class UserRoutes {
    private static final Permission UPDATE = new Permission("user", "update");
    private static final Permission DELETE = new Permission("user", "delete");

    private final ApiPorts ports;
    private final Accounts accounts;
    private final UserTargets targets;
    private final UserModes modes;
    private final JsonBody bodies;

    public UserRoutes(ApiPorts ports, UserTargets targets, JsonBody bodies) {
        this.ports = ports;
        this.accounts = ports.ofProjects().accounts();
        this.targets = targets;
        this.modes = new UserModes(ports.ofProjects().settings());
        this.bodies = bodies;
    }

    public List<Route> routes() {
        Access update = new Access.OnWhatIsFound(Set.of(UPDATE));
        return List.of(
                // Whoever may register themselves is nobody yet.
                route("createUser", HttpMethods.POST, UserReads.USERS, new Access.Anyone(), this::create),
                route("updateUserProfile", HttpMethods.PUT, UserReads.USER, update, this::update),
                route("deleteUser", HttpMethods.DELETE, UserReads.USER, new Access.OnSystem(DELETE), this::delete),
                route(
                        "setUserSysAdmin",
                        HttpMethods.PUT,
                        UserReads.USER + "/sysadmin",
                        new Access.OnSystem(UPDATE),
                        this::setSystemAdmin));
    }

    private static Route route(String id, HttpMethod method, String path, Access access, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), access, handler);
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return modes.creationFault(call).map(fault -> refuse(call, fault)).orElseGet(() -> {
            String prefix = ports.ofProjects().settings().now().text(SettingKey.ROBOT_NAME_PREFIX);
            return bodies.read(
                    call.request(),
                    fields -> UserInput.newUser(fields, prefix, call.principal().administersSystem()),
                    user -> create(call, user));
        });
    }

    private CompletionStage<HttpResponse> refuse(Call call, HttpResponse refusal) {
        return bodies.discard(call.request()).thenApply(_ -> refusal);
    }

    /** Looks first at what is taken, since hashing costs much and numbers are not given out twice. */
    private CompletionStage<HttpResponse> create(Call call, NewUser user) {
        return accounts.users()
                .query(user.username(), new User.FindUser())
                .thenCompose(known -> known.isPresent()
                        ? completedFuture(UserRefusals.response(
                                new UserRefusal.UserExists(known.get().userId())))
                        : ports.ofAccounts()
                                .profiles()
                                .isTaken(user.profile().email())
                                .thenCompose(taken -> taken ? completedFuture(emailTaken()) : register(call, user)));
    }

    private CompletionStage<HttpResponse> register(Call call, NewUser user) {
        return ports.ofAccounts()
                .secrets()
                .hash(user.password())
                .thenCompose(hash -> ports.ids()
                        .next(Ids.Sequence.USER)
                        .thenCompose(id -> accounts.users()
                                .execute(
                                        user.username(),
                                        new RegisterUser(id, UserSource.DATABASE, hash, false),
                                        call.provenance())
                                .thenCompose(outcome -> switch (outcome) {
                                    case Outcome.Accepted<UserRefusal> _ -> addProfile(call, id, user);
                                    case Outcome.Refused<UserRefusal>(UserRefusal refusal) ->
                                        completedFuture(UserRefusals.response(refusal));
                                })));
    }

    /** Another user may have got the mail address since it was looked at. */
    private CompletionStage<HttpResponse> addProfile(Call call, long id, NewUser user) {
        return ports.ofAccounts()
                .profiles()
                .put(id, user.profile())
                .thenCompose(stored -> stored
                        ? completedFuture(HttpResponse.create()
                                .withStatus(StatusCodes.CREATED)
                                .addHeader(RawHeader.create("Location", UserReads.USERS + "/" + id)))
                        : accounts.users()
                                .execute(user.username(), new DeleteUser(), another(call.provenance()))
                                .thenApply(_ -> emailTaken()));
    }

    private static Provenance another(Provenance of) {
        return new Provenance(
                of.principal(),
                of.at(),
                of.clientAddress(),
                of.userAgent(),
                of.requestId(),
                UUID.randomUUID().toString());
    }

    private static HttpResponse emailTaken() {
        return ErrorResponse.of(ApiError.CONFLICT, "email has already been used");
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(
                call.request(),
                fields -> UserInput.profile(fields, call.principal().administersSystem()),
                profile -> targets.answer(call, UPDATE, true, target -> {
                    long id = target.row().userId();
                    return modes.isModifiable(target)
                            ? ports.ofAccounts()
                                    .profiles()
                                    .put(id, profile)
                                    .thenApply(stored -> stored ? HttpResponse.create() : emailTaken())
                            : completedFuture(
                                    ErrorResponse.of(ApiError.FORBIDDEN, "User with ID " + id + " can't be modified"));
                }));
    }

    /** What is personal goes first: if the rest fails, it can be tried again, which it could not when the user is gone. */
    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> targets.answer(call, DELETE, false, target -> {
                    long id = target.row().userId();
                    if (target.self() || id == User.FIRST_ADMINISTRATOR) {
                        return completedFuture(
                                ErrorResponse.of(ApiError.FORBIDDEN, "User with ID " + id + " cannot be deleted"));
                    }
                    return ports.ofAccounts()
                            .profiles()
                            .erase(id)
                            .thenCompose(_ -> execute(call, target, new DeleteUser()))
                            .thenCompose(response ->
                                    ports.ofAccounts().sessions().endAll(id).thenApply(_ -> response));
                }));
    }

    private CompletionStage<HttpResponse> setSystemAdmin(Call call) {
        return bodies.read(
                call.request(),
                fields -> UserInput.sysadminFlag(fields, call.principal().administersSystem()),
                granted -> targets.answer(
                        call,
                        UPDATE,
                        false,
                        target -> call.principal().administersSystem()
                                ? execute(call, target, new ChangeSystemAdmin(granted))
                                : completedFuture(ErrorResponse.of(ApiError.FORBIDDEN))));
    }

    private CompletionStage<HttpResponse> execute(Call call, Target target, UserCommand command) {
        return accounts.users()
                .execute(target.name(), command, call.provenance())
                .thenApply(UserRefusals::ok);
    }
}
