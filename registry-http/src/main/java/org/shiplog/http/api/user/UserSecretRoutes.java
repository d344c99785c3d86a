package org.shiplog.http.api.user;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserCommand.ChangeCliSecret;
import org.shiplog.domain.identity.UserCommand.ChangePassword;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.user.UserInput.PasswordChange;
import org.shiplog.http.api.user.UserTargets.Target;
import org.shiplog.http.auth.SecretChecks;
import org.shiplog.http.auth.SecretChecks.Attempt;
import org.shiplog.http.auth.SecretChecks.Verdict;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Changes users' passwords, and the secrets for command lines of users who log in elsewhere. */
public final class UserSecretRoutes {
    private static final Permission UPDATE = new Permission("user", "update");

    private final ApiPorts ports;
    private final SecretChecks secrets;
    private final UserTargets targets;
    private final UserModes modes;
    private final JsonBody bodies;

    public UserSecretRoutes(ApiPorts ports, UserTargets targets, JsonBody bodies) {
        this.ports = ports;
        this.secrets = ports.ofAccounts().secrets();
        this.targets = targets;
        this.modes = new UserModes(ports.ofProjects().settings());
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                route("updateUserPassword", "/password", this::changePassword),
                route("setCliSecret", "/cli_secret", this::changeCliSecret));
    }

    private static Route route(String id, String path, Handler handler) {
        Access access = new Access.OnWhatIsFound(Set.of(UPDATE));
        return new Route(id, HttpMethods.PUT, PathTemplate.of(UserReads.USER + path), access, handler);
    }

    private CompletionStage<HttpResponse> changePassword(Call call) {
        return bodies.read(
                call.request(),
                fields -> UserInput.passwordChange(fields, call.principal().administersSystem()),
                change -> targets.answer(call, UPDATE, true, target -> {
                    if (!modes.isModifiable(target) || target.isBeyond(call.principal())) {
                        return forbidden("User with ID " + target.row().userId() + " can't be modified");
                    }
                    return target.self() ? changeOwn(call, target, change) : change(call, target, change.newPassword());
                }));
    }

    /** Whoever found a session open shall not lock its owner out, nor try passwords faster than at the login. */
    private CompletionStage<HttpResponse> changeOwn(Call call, Target target, PasswordChange change) {
        Attempt attempt = new Attempt(
                        target.name().value(),
                        change.oldPassword(),
                        call.provenance().clientAddress())
                .on(target.user());
        String hash = target.user().passwordHash();
        return secrets.check(attempt, hash.isEmpty() ? List.of() : List.of(hash))
                .thenCompose(verdict -> switch (verdict) {
                    case Verdict.Right _ ->
                        change.newPassword().equals(change.oldPassword())
                                ? completedFuture(ErrorResponse.of(
                                        ApiError.BAD_REQUEST, "the new password is the same as the old one"))
                                : change(call, target, change.newPassword());
                    case Verdict.Wrong _ -> forbidden("the current password is incorrect");
                    case Verdict.Throttled(Duration after) -> completedFuture(ErrorResponse.throttled(after));
                });
    }

    /** Whoever is logged in with the old password is so no longer. */
    private CompletionStage<HttpResponse> change(Call call, Target target, String password) {
        return secrets.hash(password)
                .thenCompose(hash -> execute(call, target, new ChangePassword(hash)))
                .thenCompose(response -> ports.ofAccounts()
                        .sessions()
                        .endAll(target.row().userId())
                        .thenApply(_ -> response));
    }

    private CompletionStage<HttpResponse> changeCliSecret(Call call) {
        return bodies.read(
                call.request(),
                fields -> UserInput.cliSecret(fields, call.principal().administersSystem()),
                secret -> targets.answer(call, UPDATE, true, target -> {
                    if (target.isBeyond(call.principal())) {
                        return forbidden("User with ID " + target.row().userId() + " can't be modified");
                    }
                    if (!modes.mode().equals("oidc_auth") || target.user().source() != UserSource.OIDC) {
                        return completedFuture(ErrorResponse.of(
                                ApiError.PRECONDITION, "only users who log in by OpenID Connect have such a secret"));
                    }
                    return secrets.hash(secret).thenCompose(hash -> execute(call, target, new ChangeCliSecret(hash)));
                }));
    }

    private CompletionStage<HttpResponse> execute(Call call, Target target, UserCommand command) {
        return ports.ofProjects()
                .accounts()
                .users()
                .execute(target.name(), command, call.provenance())
                .thenApply(UserRefusals::ok);
    }

    private static CompletionStage<HttpResponse> forbidden(String message) {
        return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN, message));
    }
}
