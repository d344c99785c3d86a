package org.shiplog.cluster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.cluster.TestNode;

class TracingTest {
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACE_PARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";
    private static final Tracing.Sender SENDER = new Tracing.Sender("0", "test");

    @TempDir
    static Path directory;

    private static TestDatabase database;

    @BeforeAll
    static void startDatabase() {
        database = TestDatabase.start(directory.resolve("postgres"));
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @Test
    void sendsARequestsSpanAndThoseOfItsQuestionsInTheTraceOfItsCaller() throws IOException {
        try (Collector collector = new Collector();
                TestNode node = TestNode.start(
                        database,
                        directory.resolve("node"),
                        Map.of("SHIPLOG_TRACING_ENDPOINT", collector.url().toString()))) {
            node.push("library/app", "latest", "content".getBytes(StandardCharsets.UTF_8));
            node.send(
                    "GET",
                    "/v2/library/app/manifests/latest",
                    new byte[0],
                    "traceparent",
                    TRACE_PARENT,
                    "X-Request-Id",
                    "one-of-mine");

            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(collector.received())
                    .contains(
                            TRACE_ID,
                            hex("GET /v2/{name}/manifests/{reference}"),
                            hex("library/app"),
                            hex("one-of-mine"),
                            hex("entity repository query")));
        }
    }

    @Test
    @Timeout(120)
    void losesNothingButSpansWhenTheCollectorDoesNotAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Tracing tracing =
                        Tracing.start(URI.create("http://127.0.0.1:" + silent.getLocalPort()), SENDER)) {
            for (int i = 0; i < 100_000; i++) {
                tracing.request(HttpRequest.GET("/v2/")).end();
            }
        }
    }

    @Test
    void answersRequestsWhileThereIsNoCollector() throws IOException {
        try (TestNode node = TestNode.start(
                database,
                directory.resolve("alone"),
                Map.of("SHIPLOG_TRACING_ENDPOINT", "http://127.0.0.1:" + freePort()))) {
            for (int i = 0; i < 50; i++) {
                assertThat(node.send("GET", "/v2/", new byte[0]).statusCode()).isEqualTo(200);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes what exporters send. In OTLP texts and ids stand as they are, so that they can be looked for in the bytes. */
    private static final class Collector implements AutoCloseable {
        private final Queue<String> requests = new ConcurrentLinkedQueue<>();
        private final HttpServer server;

        Collector() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", exchange -> {
                requests.add(HexFormat.of().formatHex(exchange.getRequestBody().readAllBytes()));
                exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        String received() {
            return String.join("", requests);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
