package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Permissions;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.robot.RobotCommand.CreateRobot;
import org.shiplog.domain.robot.RobotFacts;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.http.auth.TestPasswords;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.Route;

/**
 * Every operation, called by everybody there can be, about the private project {@code secret}. Who is not allowed is told so before
 * anything is looked at: 401 without a name, 403 with one. Who is allowed gets an answer of the operation's own.
 */
@ResourceLock(TestHistory.TABLES)
class RightsMatrixTest {
    private static final String SECRET = "correct Horse 1";
    private static final Set<Permission> NOTHING = Set.of();
    private static final Map<String, String> VARIABLES = Map.of(
            "project_name_or_id", "secret",
            "project_name", "secret",
            "name", "secret/app",
            "repository_name", "app",
            "digest", "sha256:" + "0".repeat(64),
            "reference", "v1",
            "tag_name", "v1");

    private static TestServer server;
    private static List<Caller> callers;

    /**
     * @param authorization empty for nobody
     * @param valid whether the credentials are any good
     * @param inProject what the caller may do in the project
     * @param inSystem what the caller may do to the registry
     */
    private record Caller(
            String name,
            Optional<String> authorization,
            boolean valid,
            Set<Permission> inProject,
            Set<Permission> inSystem) {}

    @BeforeAll
    static void start() {
        server = new TestServer();
        callers = new ArrayList<>();
        callers.add(new Caller("anonymous", Optional.empty(), true, NOTHING, NOTHING));
        callers.add(new Caller("outsider", Optional.of(TestServer.alice()), true, NOTHING, NOTHING));
        long userId = 3;
        for (Role role : Role.values()) {
            String name = role.wireName().toLowerCase(Locale.ROOT);
            server.register(name, false);
            member("secret", userId, name, role);
            callers.add(
                    new Caller(name, Optional.of(basic(name, TestServer.PASSWORD)), true, role.permissions(), NOTHING));
            userId++;
        }
        server.register("neighbour", false);
        member("open", userId, "neighbour", Role.PROJECT_ADMIN);
        callers.add(new Caller(
                "admin of another project",
                Optional.of(basic("neighbour", TestServer.PASSWORD)),
                true,
                NOTHING,
                NOTHING));
        Set<Permission> pull = Set.of(Permission.PULL, Permission.READ_PROJECT);
        callers.add(robot("secret+reader", 2, 30, permission("secret", 2, pull), pull, NOTHING));
        callers.add(robot("open+all", 1, 30, permission("open", 1, Permissions.OF_PROJECT), NOTHING, NOTHING));
        callers.add(robot("everywhere", 0, 30, permission("*", 0, pull), pull, NOTHING));
        callers.add(robot(
                "system",
                0,
                30,
                new RobotPermission(
                        RobotPermission.Scope.SYSTEM, "/", 0, List.copyOf(Permissions.OF_SYSTEM), List.of()),
                NOTHING,
                Permissions.OF_SYSTEM));
        Caller expired = robot("expired", 0, 0, permission("*", 0, pull), NOTHING, NOTHING);
        callers.add(new Caller("expired robot", expired.authorization(), false, NOTHING, NOTHING));
        // Last, because only for administrators does something happen.
        callers.add(new Caller("administrator", Optional.of(TestServer.admin()), true, everything(), everything()));
    }

    private static void member(String project, long userId, String name, Role role) {
        await(server.projects.execute(
                new ProjectName(project),
                new AddMember(Member.of(userId, Member.Kind.USER, userId, name, role)),
                TestServer.provenance()));
    }

    private static RobotPermission permission(String project, long id, Set<Permission> access) {
        return new RobotPermission(RobotPermission.Scope.PROJECT, project, id, List.copyOf(access), List.of());
    }

    private static Caller robot(
            String name,
            long projectId,
            long days,
            RobotPermission permission,
            Set<Permission> inProject,
            Set<Permission> inSystem) {
        Instant now = server.clock.instant();
        await(server.robots.execute(
                RobotName.parse(name).orElseThrow(),
                new CreateRobot(
                        new RobotFacts(name.hashCode(), projectId, RobotFacts.CreatorKind.USER, 1, now),
                        new RobotProfile("", true, days, List.of(permission), List.of()),
                        TestPasswords.cheap().hash(SECRET)),
                TestServer.provenance()));
        return new Caller(name, Optional.of(basic("robot$" + name, SECRET)), true, inProject, inSystem);
    }

    /** What any operation demands. */
    private static Set<Permission> everything() {
        return server.routes.stream()
                .flatMap(route -> switch (route.access()) {
                    case Access.OnSystem(Permission permission) -> Stream.of(permission);
                    case Access.OnProject(Permission permission) -> Stream.of(permission);
                    case Access.OnRepository(Set<Action> actions) ->
                        actions.stream().map(Action::permission);
                    case Access.Anyone _, Access.LoggedIn _, Access.OnWhatIsFound _ -> Stream.<Permission>empty();
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyOperationIsForThoseWhomItIsFor() {
        List<String> faults = new ArrayList<>();
        // The project goes with its deletion.
        List<Route> routes = server.routes.stream()
                .sorted(Comparator.comparing((Route route) -> route.id().equals("deleteProject"))
                        .thenComparing(Route::id))
                .toList();
        for (Route route : routes) {
            for (Caller caller : callers) {
                int status = call(route, caller);
                if (!isRight(route.access(), caller, status)) {
                    faults.add(route.id() + " by " + caller.name() + ": " + status);
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private static int call(Route route, Caller caller) {
        StringBuilder path = new StringBuilder();
        for (String segment : route.path().template().substring(1).split("/", -1)) {
            String variable = segment.startsWith("{") ? segment.substring(1, segment.length() - 1) : "";
            path.append('/').append(variable.isEmpty() ? segment : VARIABLES.getOrDefault(variable, "999999"));
        }
        String method = route.method().value();
        boolean body = !Set.of("GET", "HEAD", "DELETE").contains(method);
        List<String> headers = new ArrayList<>();
        caller.authorization().ifPresent(credentials -> headers.addAll(List.of("Authorization", credentials)));
        if (body) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        return server.send(
                        method,
                        path.toString(),
                        body ? BodyPublishers.ofString("{}") : BodyPublishers.noBody(),
                        headers.toArray(String[]::new))
                .statusCode();
    }

    private static boolean isRight(Access access, Caller caller, int status) {
        if (status >= 500 && status != 501) {
            return false;
        }
        if (!caller.valid()) {
            // Too many attempts to log in are not looked at any more, nor are forms without proof that one of our pages
            // sent them.
            return status == 401 || status == 429 || (status == 403 && access instanceof Access.Anyone);
        }
        boolean named = caller.authorization().isPresent();
        return switch (access) {
            case Access.Anyone _ -> true;
            case Access.LoggedIn _, Access.OnWhatIsFound _ -> named || status == 401;
            case Access.OnSystem(Permission permission) ->
                isRight(named, caller.inSystem().contains(permission), status);
            case Access.OnProject(Permission permission) ->
                isRight(named, caller.inProject().contains(permission), status);
            case Access.OnRepository(Set<Action> actions) ->
                isRight(named, actions.stream().map(Action::permission).allMatch(caller.inProject()::contains), status);
        };
    }

    private static boolean isRight(boolean named, boolean allowed, int status) {
        if (allowed) {
            return status != 401 && status != 403;
        }
        return status == (named ? 403 : 401);
    }
}
