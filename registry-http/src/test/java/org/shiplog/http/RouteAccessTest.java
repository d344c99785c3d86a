package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.Route;

/**
 * What every operation demands, written down a second time in {@code route-access.txt}: a new or changed operation must be entered
 * there, too, by somebody who has thought about who may call it.
 */
class RouteAccessTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyOperationDemandsWhatTheTableSays() throws IOException {
        TreeSet<String> declared = new TreeSet<>();
        for (Route route : server.routes) {
            declared.add(route.method().value() + " " + route.path().template() + " : " + text(route.access()));
        }
        assertThat(String.join("\n", declared)).isEqualTo(String.join("\n", table()));
    }

    private static TreeSet<String> table() throws IOException {
        try (InputStream file = RouteAccessTest.class.getResourceAsStream("/route-access.txt")) {
            assertThat(file).isNotNull();
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            TreeSet<String> lines = new TreeSet<>();
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(lines::add);
            return lines;
        }
    }

    private static String text(Access access) {
        return switch (access) {
            case Access.Anyone _ -> "anyone";
            case Access.LoggedIn _ -> "logged in";
            case Access.OnSystem(var permission) -> "system " + permission;
            case Access.OnProject(var permission) -> "project " + permission;
            case Access.OnRepository(var actions) ->
                "repository "
                        + actions.stream()
                                .map(Action::permission)
                                .map(permission -> permission.action())
                                .sorted()
                                .toList();
            case Access.OnWhatIsFound(var permissions) ->
                "what is found " + permissions.stream().sorted().toList();
        };
    }
}
