package org.shiplog.e2e.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.node.Operator;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.SharedRegistry;

/** What only a whole node shows: from a push through the journal to a receiver, whose address an administrator has to allow. */
@ExtendWith(SharedRegistry.class)
final class WebhookNodeTest {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final byte[] EMPTY_INDEX =
            ("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]}").getBytes(UTF_8);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Operator operator;
    private final RegistryHttp http;
    private HttpServer sink;

    WebhookNodeTest(Registry registry) {
        this.operator = new Operator(registry);
        this.http = registry.asAdmin();
    }

    @BeforeEach
    void start() throws IOException {
        sink = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        sink.createContext("/", exchange -> {
            try (exchange) {
                received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        sink.start();
    }

    @AfterEach
    void stop() {
        operator.configure("{\"outbound_allowed_hosts\": \"\"}");
        sink.stop(0);
    }

    @Test
    void aPushReachesAReceiverThatAnAdministratorAllowed() {
        http.createProject("hooks", true);
        var created = http.post("/api/v2.0/projects/hooks/webhook/policies", """
            {"name": "ci", "enabled": true, "event_types": ["PUSH_ARTIFACT"],
             "targets": [{"type": "http", "address": "http://127.0.0.1:%d/"}]}
            """.formatted(
                        sink.getAddress().getPort()));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        push("refused");
        var executions = created.header("Location") + "/executions?sort=id";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                http.get(executions).json().at("/0/status").asText())
                        .isEqualTo("Error"));
        assertThat(received).isEmpty();

        operator.configure("{\"outbound_allowed_hosts\": \"127.0.0.1\"}");
        await().atMost(PATIENCE).untilAsserted(() -> {
            push("v" + System.nanoTime());
            assertThat(received).isNotEmpty();
        });
        assertThat(received.getFirst()).contains("\"repo_full_name\":\"hooks/app\"");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(http.get(executions).json().findValuesAsText("status"))
                        .contains("Success"));
    }

    private void push(String tag) {
        assertThat(http.put("/v2/hooks/app/manifests/" + tag, INDEX, EMPTY_INDEX)
                        .status())
                .isEqualTo(201);
    }
}
