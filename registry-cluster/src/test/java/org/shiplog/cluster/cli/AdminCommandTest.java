package org.shiplog.cluster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.storage.identity.OperatorRequests;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** The operator's commands against a database and, in the node's place, somebody who writes down what is asked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminCommandTest {
    private static final String NAME = "?username=eve";
    private static final String EVE =
            "[{\"user_id\":7,\"username\":\"eve\",\"source\":\"database\",\"administrator\":false,\"disabled\":false}]";

    @TempDir
    Path folder;

    private EmbeddedPostgres postgres;
    private HikariDataSource pool;
    private OperatorRequests announced;
    private HttpServer node;
    private final List<String> asked = new ArrayList<>();
    private String accounts = EVE;
    private int status = 200;

    @BeforeAll
    void startDatabase(@TempDir Path directory) {
        postgres = EmbeddedPostgres.start(directory);
        pool = Database.pool(postgres.address(), "test", 2);
        Database.migrate(pool);
        announced = new OperatorRequests(pool, Runnable::run);
    }

    @AfterAll
    void stopDatabase() {
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void startNode() throws IOException {
        asked.clear();
        accounts = EVE;
        status = 200;
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", this::answer);
        node.start();
    }

    @AfterEach
    void stopNode() {
        node.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        Optional<String> token = Optional.ofNullable(
                        exchange.getRequestHeaders().getFirst("Authorization"))
                .map(value -> value.substring("Bearer ".length()));
        boolean taken = token.map(text -> announced
                        .take(text, exchange.getRequestMethod(), target)
                        .toCompletableFuture()
                        .join())
                .orElse(false);
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (token.isPresent()) {
            asked.add(exchange.getRequestMethod() + " " + target + (body.isEmpty() ? "" : " " + body));
        }
        boolean change = exchange.getRequestMethod().equals("PUT");
        String answer = change ? "" : accounts;
        if (status != 200 && change) {
            answer = "{\"errors\":[{\"code\":\"BAD_REQUEST\",\"message\":\"not like this\"}]}";
        }
        byte[] bytes = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(
                token.isPresent() && !taken ? 401 : change ? status : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private CommandRun admin(String... arguments) {
        List<String> line = new ArrayList<>(List.of("admin"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--url", "http://127.0.0.1:" + node.getAddress().getPort()));
        return run(line);
    }

    private CommandRun run(List<String> line) {
        Map<String, String> environment =
                Map.of("SHIPLOG_DATABASE_URL", postgres.jdbcUrl(), "SHIPLOG_DATA_DIR", folder.toString());
        return CommandRun.of(environment, CommandRun.NOTHING, line.toArray(String[]::new));
    }

    @Test
    void listsUsersWithoutLettingTheirNamesSteerTheTerminal() {
        accounts = "[{\"user_id\":1,\"username\":\"admin\",\"source\":\"database\",\"administrator\":true,"
                + "\"disabled\":false,\"locked_until\":\"2026-11-27T01:00:00Z\"},"
                + "{\"user_id\":7,\"username\":\"e\\u001b[2Jve\",\"source\":\"ldap\",\"administrator\":false,"
                + "\"disabled\":true}]";
        CommandRun run = admin("users", "--search", "e&f");
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(run.out().lines())
                .hasSize(3)
                .anyMatch(
                        line -> line.matches("1 +admin +database +yes +enabled, locked out until 2026-11-27T01:00:00Z"))
                .anyMatch(line -> line.matches("7 +e\\?\\[2Jve +ldap +no +disabled"));
        assertThat(asked).containsExactly("GET /api/shiplog/v1/users?page_size=100&page=1&search=e%26f");
    }

    @Test
    void makesUpAPasswordAndShowsItOnce() {
        CommandRun run = admin("reset-password", "eve");
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        String password = run.out().replaceAll("(?s).*Password +(\\S+).*", "$1");
        assertThat(password).matches("[A-Za-z0-9]{28}").matches(".*[0-9].*").matches(".*[A-Z].*");
        assertThat(asked)
                .containsExactly(
                        "GET /api/shiplog/v1/users" + NAME,
                        "PUT /api/v2.0/users/7/password {\"new_password\":\"" + password + "\"}");
    }

    @Test
    void removesTheKeptPasswordOfTheAdministratorThatIsNoneAnyMore() throws IOException {
        Path kept = AdminPassword.file(folder);
        Files.writeString(kept, "old");
        admin("reset-password", "eve");
        assertThat(kept).exists();
        accounts = EVE.replace("\"user_id\":7", "\"user_id\":1");
        admin("reset-password", "admin");
        assertThat(kept).doesNotExist();
    }

    @Test
    void tellsWhyThePasswordAloneLetsNobodyIn() {
        accounts = EVE.replace("\"disabled\":false", "\"disabled\":true");
        assertThat(admin("reset-password", "eve").out()).contains("shiplog admin enable eve");
    }

    @Test
    void shutsOutAndLetsInAndChangesWhoAdministers() {
        assertThat(admin("disable", "eve").out()).isEqualTo("eve is disabled.\n");
        assertThat(admin("enable", "eve").out()).isEqualTo("eve is enabled.\n");
        assertThat(admin("grant-admin", "eve").out()).isEqualTo("eve is an administrator.\n");
        assertThat(admin("revoke-admin", "eve").out()).isEqualTo("eve was made an ordinary user.\n");
        assertThat(asked.stream().filter(line -> line.startsWith("PUT")))
                .containsExactly(
                        "PUT /api/shiplog/v1/users/7/disabled {\"disabled\":true}",
                        "PUT /api/shiplog/v1/users/7/disabled {\"disabled\":false}",
                        "PUT /api/v2.0/users/7/sysadmin {\"sysadmin_flag\":true}",
                        "PUT /api/v2.0/users/7/sysadmin {\"sysadmin_flag\":false}");
    }

    @Test
    void saysWhatWasWrong() {
        accounts = "[]";
        CommandRun unknown = admin("disable", "nobody");
        assertThat(unknown.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(unknown.err()).contains("no user of that name");
        accounts = EVE;
        status = 400;
        CommandRun refused = admin("disable", "eve");
        assertThat(refused.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(refused.err()).contains("The node refuses: not like this");
    }

    @Test
    void findsNoNodeWhereNoneRuns() {
        CommandRun none = run(List.of("admin", "users"));
        assertThat(none.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(none.err()).contains("needs a running node", "the database lists none");
        CommandRun silent = run(List.of("admin", "users", "--url", "http://127.0.0.1:9"));
        assertThat(silent.err()).contains("http://127.0.0.1:9 does not answer");
        CommandRun stopped = CommandRun.of(
                Map.of("SHIPLOG_DATA_DIR", folder.resolve("data").toString()), CommandRun.NOTHING, "admin", "users");
        assertThat(stopped.err()).contains("does not run", "shiplog serve");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void takesOnePasswordOnly() {
        CommandRun both = admin("reset-password", "eve", "--prompt", "--password-stdin");
        assertThat(both.status()).isEqualTo(ShiplogCommand.UNUSABLE);
        CommandRun none = admin("reset-password", "eve", "--password-stdin");
        assertThat(none.status()).isEqualTo(ShiplogCommand.UNUSABLE);
        assertThat(none.err()).contains("must hold the password in one line");
        assertThat(asked).isEmpty();
    }
}
