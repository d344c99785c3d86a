package org.shiplog.cluster.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.cluster.TestNode;

/** A whole node forwards its audit log: every act, in order, at least once, whatever the receiver and the node go through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditForwardingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Long> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(204);
    private final AtomicInteger number = new AtomicInteger();
    private Path data = Path.of("");
    private Optional<TestDatabase> database = Optional.empty();
    private Optional<TestNode> node = Optional.empty();

    @BeforeAll
    void start(@TempDir Path postgres, @TempDir Path directory) {
        data = directory;
        database = Optional.of(TestDatabase.start(postgres));
        startNode();
    }

    private void startNode() {
        node = Optional.of(TestNode.start(database.orElseThrow(), data, Map.of()));
    }

    @AfterAll
    void stop() {
        node.orElseThrow().close();
        database.orElseThrow().close();
    }

    private HttpServer receiver(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::take);
        server.start();
        return server;
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int answer = status.get();
        if (answer == 204) {
            for (String line : body.lines().toList()) {
                received.add(JSON.readTree(line).get("id").asLong());
            }
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return node.orElseThrow()
                .send(method, path, body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    private void forwardTo(String endpoint) {
        HttpResponse<String> changed = send(
                "PUT",
                "/api/v2.0/configurations",
                "{\"audit_log_forward_endpoint\":\"" + endpoint + "\",\"audit_log_forward_format\":\"jsonl\"}");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    }

    private void act(int times) {
        for (int time = 0; time < times; time++) {
            String project = "{\"project_name\":\"p" + number.incrementAndGet() + "\"}";
            assertThat(send("POST", "/api/v2.0/projects", project).statusCode()).isEqualTo(201);
        }
    }

    private JsonNode forwarding() throws IOException {
        return JSON.readTree(send("GET", "/api/shiplog/v1/audit/forwarding", "").body());
    }

    /** What the log itself shows, from the change of the setting on. */
    private List<Long> logged() throws IOException {
        List<Long> ids = new ArrayList<>();
        String log = send("GET", "/api/shiplog/v1/audit/export", "").body();
        for (String line : log.lines().toList()) {
            ids.add(JSON.readTree(line).get("id").asLong());
        }
        return ids;
    }

    private void awaitEverything(long from) throws IOException {
        List<Long> all = logged().stream().filter(id -> id >= from).sorted().toList();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).containsAll(all));
        assertThat(received.stream().distinct().toList())
                .as("in order, when what was sent twice counts where it came first")
                .isEqualTo(all);
    }

    @Test
    void missesNothing() throws Exception {
        HttpServer server = receiver(0);
        int port = server.getAddress().getPort();
        String endpoint = "http://127.0.0.1:" + port + "/";
        act(2);
        long before = logged().stream().mapToLong(Long::longValue).max().orElseThrow();
        forwardTo(endpoint);
        act(5);
        awaitEverything(before + 1);

        // A receiver that fails, and one that is not there.
        status.set(503);
        act(3);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(forwarding().path("failure").asText()).isEqualTo("the receiver answered 503"));
        server.stop(0);
        act(3);
        assertThat(forwarding().get("state").asText()).isEqualTo("failing");
        assertThat(forwarding().get("backlog_events").asLong()).isGreaterThanOrEqualTo(6);
        assertThat(node.orElseThrow()
                        .manage("/health/ready", "application/json")
                        .body())
                .contains("audit forwarding");
        assertThat(node.orElseThrow().manage("/metrics", "text/plain").body())
                .contains("shiplog_audit_forward_backlog", "shiplog_audit_forward_failing");

        // The node goes on where it was, and so does one that had lost its place to another that then died.
        node.orElseThrow().close();
        status.set(204);
        server = receiver(port);
        startNode();
        act(3);
        awaitEverything(before + 1);
        loseTheLease();
        act(3);
        awaitEverything(before + 1);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(forwarding().get("state").asText()).isEqualTo("forwarding"));

        forwardTo("");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(database.orElseThrow().count("SELECT count(*) FROM audit_forward"))
                        .isZero());
        assertThat(forwarding().toString()).isEqualTo("{\"state\":\"off\"}");
        server.stop(0);
    }

    private void loseTheLease() throws SQLException {
        try (Connection connection = database.orElseThrow().pool().getConnection()) {
            connection
                    .createStatement()
                    .execute("UPDATE audit_forward SET holder = 'dead',"
                            + " held_until = clock_timestamp() + interval '1 second'");
        }
    }
}
