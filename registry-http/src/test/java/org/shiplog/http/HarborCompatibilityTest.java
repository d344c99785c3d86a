package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.api.Operation;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Route;

/** What there is of Harbor's API, and what is said of it. */
class HarborCompatibilityTest {
    private static final int OPERATIONS = 203;
    private static final Path PAGE = Path.of("..", "docs", "harbor-compatibility.md");
    private static final String WRITE = "compatibility.write";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.list("open", 1, Visibility.PUBLIC);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void hasARouteForEveryOperationUnderItsOwnName() {
        Map<String, Route> routes =
                server.routes.stream().collect(Collectors.toMap(Route::id, Function.identity(), (one, _) -> one));
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        for (Operation operation : Operation.all()) {
            expected.put(operation.id(), operation.method() + " " + shape(operation.path()));
            Route route = routes.get(operation.id());
            if (route != null) {
                found.put(
                        operation.id(),
                        route.method().value() + " " + shape(route.path().template()));
            }
        }
        assertThat(expected).hasSize(OPERATIONS);
        assertThat(found).isEqualTo(expected);
    }

    /** Names of variables are nobody's business. */
    private static String shape(String template) {
        return template.replaceAll("\\{[^}]*}", "{}");
    }

    @Test
    void saysOfEveryOperationThatIsNotThereThatItIsNot() {
        for (Operation operation : coming()) {
            assertThat(error(send(operation, admin()))).as(operation.id()).isEqualTo("501 NOT_IMPLEMENTED");
        }
    }

    @Test
    void saysSoOnlyToThoseWhoMayUseTheOperation() {
        for (Operation operation : coming()) {
            if (!(operation.access() instanceof Access.Anyone)) {
                assertThat(server.send(operation.method(), path(operation, "secret"), BodyPublishers.noBody())
                                .statusCode())
                        .as("%s by nobody", operation.id())
                        .isEqualTo(401);
            }
            if (operation.access() instanceof Access.OnSystem) {
                assertThat(error(send(operation, alice())))
                        .as("%s by a user", operation.id())
                        .isEqualTo("403 FORBIDDEN");
            }
        }
    }

    @Test
    void meansTheFixedWordWhereAVariableWouldFit() {
        for (int first = 0; first < server.routes.size(); first++) {
            Route route = server.routes.get(first);
            String path = route.path().template().replaceAll("\\{[^}]*}", "some");
            String method = route.method().value();
            if (route.path().template().startsWith("/api/")) {
                Route meant = server.routes.stream()
                        .filter(other -> other.method().value().equals(method))
                        .filter(other -> other.path().match(path).isPresent())
                        .findFirst()
                        .orElseThrow();
                assertThat(meant.id()).isEqualTo(route.id());
            }
        }
    }

    @Test
    void isDescribedAsItIs() throws IOException {
        String page = page();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as(
                        "%s is out of date. To write it: mvnw -pl registry-http -am test -Dtest=%s"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        PAGE, getClass().getSimpleName(), WRITE)
                .isEqualTo(page);
    }

    private static String page() {
        List<Operation> operations = Operation.all();
        long coming = coming().size();
        StringBuilder page = new StringBuilder("""
            # Harbor's API, operation by operation

            The management API follows Harbor's, release 2.16: the same paths, fields, statuses and permissions, under `/api/v2.0`. Of its %d operations
            %d work. The others answer 501 with the code `NOT_IMPLEMENTED`, to callers who would be allowed to use them.

            This page is compared with the routes by `HarborCompatibilityTest`, which can write it, too.

            Where an operation works, this is different:

            - A body with a field of no operation is refused (400). Harbor passes it over.
            - A page holds at most 100 rows. `page_size=0` asks for them; in Harbor for everything.
            - A negative `page` is refused (422) like one that is no number; in Harbor it is the first.
            - Times have limits: a robot's `duration` is at most 36500 days, `token_expiration` 60 minutes, `session_timeout` 43200.
            - What a robot may do is answered in one order, whatever the one in which it was sent.
            - A project with a `registry_id`, a proxy cache, is refused (400).

            | tag | operation | method | path | state |
            |---|---|---|---|---|
            """.formatted(operations.size(), operations.size() - coming));
        for (Operation operation : operations) {
            page.append("| %s | %s | %s | `%s` | %s |\n"
                    .formatted(
                            operation.tag(),
                            operation.id(),
                            operation.method(),
                            operation.path().substring("/api/v2.0".length()),
                            server.coming.contains(operation.id()) ? "later: 501" : "works"));
        }
        return page.toString();
    }

    private static List<Operation> coming() {
        return Operation.all().stream()
                .filter(operation -> server.coming.contains(operation.id()))
                .toList();
    }

    private static HttpResponse<String> send(Operation operation, String authorization) {
        return server.send(
                operation.method(), path(operation, "open"), BodyPublishers.noBody(), "Authorization", authorization);
    }

    private static String path(Operation operation, String project) {
        return operation.path().replaceAll("\\{project_name(_or_id)?}", project).replaceAll("\\{[^}]*}", "1");
    }
}
