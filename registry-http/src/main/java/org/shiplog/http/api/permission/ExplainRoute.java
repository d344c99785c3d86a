package org.shiplog.http.api.permission;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.access.Grant;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.Robot.FindRobot;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.Past;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.ProjectLookup;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;

/**
 * Tells why somebody may, or may not, do something to a repository, now or at an earlier time. Everybody may ask about themselves;
 * about others, who may list the project's members.
 */
public final class ExplainRoute {
    private static final Permission LIST_MEMBERS = new Permission("member", "list");
    private static final Set<String> PARAMETERS = Set.of("repository", "action", "user", "robot", "at");

    private final Accounts accounts;
    private final ProjectLookup lookup;
    private final Past past;
    private final LiveSettings settings;
    private final InstantSource clock;

    public ExplainRoute(
            Accounts accounts, ProjectLookup lookup, Past past, LiveSettings settings, InstantSource clock) {
        this.accounts = accounts;
        this.lookup = lookup;
        this.past = past;
        this.settings = settings;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "explain",
                HttpMethods.GET,
                PathTemplate.of("/api/shiplog/v1/explain"),
                new Access.OnWhatIsFound(Set.of(LIST_MEMBERS)),
                this::explain));
    }

    /** @param about the principal's name as asked; empty for whoever asks */
    private record Question(
            RepositoryName repository,
            ProjectName project,
            Permission permission,
            Optional<Username> user,
            Optional<RobotName> robot,
            Optional<Instant> at) {
        boolean aboutOthers() {
            return user.isPresent() || robot.isPresent();
        }
    }

    private CompletionStage<HttpResponse> explain(Call call) {
        Query query = ListRequest.query(call.request());
        Optional<Question> question = question(query);
        if (question.isEmpty()) {
            return completedFuture(ErrorResponse.of(
                    ApiError.BAD_REQUEST,
                    "needs repository and action (pull, push, push-new-tag or delete), and may have user or robot, and"
                            + " at, a past time such as 2026-11-01T12:00:00Z"));
        }
        Question asked = question.get();
        return lookup.find(call.principal(), Optional.of(asked.project()), Optional.empty())
                .thenCompose(found -> asked.aboutOthers() && !found.rights().allow(LIST_MEMBERS)
                        ? completedFuture(ErrorResponse.of(ApiError.FORBIDDEN))
                        : answer(call.principal(), asked));
    }

    private Optional<Question> question(Query query) {
        Optional<RepositoryName> repository = query.get("repository").flatMap(RepositoryName::parse);
        Optional<Permission> permission = query.get("action")
                .flatMap(action -> Permission.parse(Permission.PULL.resource(), action))
                .filter(Set.of(Permission.PULL, Permission.PUSH, Permission.PUSH_NEW_TAG, Permission.DELETE)::contains);
        Optional<Instant> at = query.get("at").flatMap(ExplainRoute::time);
        Optional<Username> user = query.get("user").flatMap(Username::parse);
        Optional<RobotName> robot = query.get("robot").flatMap(RobotName::parse);
        boolean understood = query.toMultiMap().keySet().stream().allMatch(PARAMETERS::contains)
                && (query.get("at").isEmpty()
                        || at.filter(clock.instant()::isAfter).isPresent())
                && query.get("user").isPresent() == user.isPresent()
                && query.get("robot").isPresent() == robot.isPresent()
                && !(user.isPresent() && robot.isPresent());
        return understood && permission.isPresent()
                ? repository.flatMap(name ->
                        name.project().map(project -> new Question(name, project, permission.get(), user, robot, at)))
                : Optional.empty();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private CompletionStage<HttpResponse> answer(Principal caller, Question asked) {
        return principal(caller, asked)
                .thenCompose(principal -> principal.isEmpty()
                        ? completedFuture(shown(
                                asked,
                                "",
                                Optional.empty(),
                                "there is no such user or robot, or it is" + " disabled or expired"))
                        : rights(principal.get(), asked)
                                .thenApply(
                                        rights -> shown(asked, principal.get().id(), rights)));
    }

    private CompletionStage<Optional<Rights>> rights(Principal principal, Question asked) {
        if (asked.at().isEmpty()) {
            return lookup.find(principal, Optional.of(asked.project()), Optional.empty())
                    .thenApply(found -> found.facts().map(_ -> found.rights()));
        }
        FindProject find = new FindProject(Optional.empty(), ProjectAccess.subject(principal));
        return past.project(asked.project(), asked.at().get())
                .thenApply(project -> find.answer(project).map(facts -> ProjectAccess.rights(principal, facts)));
    }

    private CompletionStage<Optional<Principal>> principal(Principal caller, Question asked) {
        String prefix = settings.now().text(SettingKey.ROBOT_NAME_PREFIX);
        if (asked.robot().isPresent()) {
            RobotName name = asked.robot().get();
            CompletionStage<Optional<Robot.Account>> robot = asked.at().isPresent()
                    ? past.robot(name, asked.at().get()).thenApply(Robot::account)
                    : accounts.robots().query(name, new FindRobot());
            Instant when = asked.at().orElseGet(clock::instant);
            return robot.thenApply(found ->
                    found.filter(account -> account.isActiveAt(when)).map(account -> account.principal(name, prefix)));
        }
        Optional<Username> user = asked.user()
                .or(() -> caller instanceof Principal.Person person
                        ? Optional.of(new Username(person.id()))
                        : Optional.empty());
        if (user.isEmpty()) {
            return completedFuture(Optional.of(caller));
        }
        CompletionStage<Optional<User>> known = asked.at().isPresent()
                ? past.user(user.get(), asked.at().get()).thenApply(new FindUser()::answer)
                : accounts.users().query(user.get(), new FindUser());
        return known.thenApply(found -> found.filter(User::enabled).map(it -> it.principal(user.get())));
    }

    private static HttpResponse shown(Question asked, String principal, Optional<Rights> rights) {
        // Whether there is a project is nobody's business who may do nothing in it.
        if (rights.map(Rights::areNone).orElse(true)) {
            return shown(asked, principal, Optional.empty(), "there is no such project, or no right to anything in it");
        }
        Optional<Grant> grant = rights.get().because(asked.permission(), asked.repository());
        return shown(
                asked,
                principal,
                grant,
                grant.map(Grant::origin).orElse("none of the rights in the project allows it"));
    }

    private static HttpResponse shown(Question asked, String principal, Optional<Grant> grant, String reason) {
        ObjectNode body = Json.object()
                .put("allowed", grant.isPresent())
                .put("principal", principal)
                .put("repository", asked.repository().value())
                .put("action", asked.permission().action())
                .put("reason", reason);
        grant.ifPresent(given -> given.repositories()
                .forEach(glob -> body.withArray("repositories").add(glob.pattern())));
        asked.at().ifPresent(time -> body.put("at", time.toString()));
        return Json.ok(body);
    }
}
