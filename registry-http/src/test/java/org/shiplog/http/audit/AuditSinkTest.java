package org.shiplog.http.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.outbound.Loopback;
import org.shiplog.http.outbound.TestCertificate;
import org.shiplog.http.settings.Settings;
import org.shiplog.projections.audit.AuditRow;

/** The audit log arrives at real servers. */
class AuditSinkTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestCertificate certificate;

    private final AuditSinks sinks =
            new AuditSinks(Loopback.system(), task -> Thread.ofVirtual().start(task), "registry.example.org");

    @BeforeAll
    static void make(@TempDir Path folder) throws IOException, GeneralSecurityException {
        certificate = TestCertificate.make(folder, "localhost");
    }

    private static AuditRow act(long id) {
        return new AuditRow(
                id,
                Instant.parse("2026-11-21T10:00:00.000001Z").plusSeconds(id),
                "bob",
                "team/app:v1",
                "artifact",
                "pull",
                Optional.of("team"),
                "192.0.2.1",
                "docker/28 \"\n\u00fc]",
                "r" + id,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
    }

    private static List<AuditRow> acts(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(AuditSinkTest::act).toList();
    }

    private static ForwardPlan plan(Map<String, String> settings) {
        return ForwardPlan.of(new Settings(settings)).orElseThrow();
    }

    private static ForwardPlan tls(int port, String authority) {
        return plan(Map.of(
                "audit_log_forward_endpoint",
                "syslog+tls://localhost:" + port,
                "audit_log_forward_ca_certificate",
                authority));
    }

    private static ServerSocketFactory tlsSockets() throws GeneralSecurityException {
        return certificate.server().getSSLContext().getServerSocketFactory();
    }

    @Test
    void syslogOverTlsHasEveryActInOrderWhenItIsConfirmed() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.start(tlsSockets(), 0);
                AuditSink sink = sinks.open(tls(receiver.port(), certificate.pem()), Optional.empty())) {
            sink.send(acts(1, 500));
            sink.send(acts(501, 700));
            assertThat(sink.acknowledges()).isFalse();
            sink.confirm();
            assertThat(receiver.messages()).as("at once, without waiting").hasSize(700);
            sink.send(acts(701, 701));
            sink.confirm();
            List<String> messages = receiver.messages();
            assertThat(messages).hasSize(701);
            assertThat(messages.getFirst())
                    .startsWith("<110>1 2026-11-21T10:00:01.000001Z registry.example.org shiplog - pull_artifact"
                            + " [origin software=\"Shiplog\"] {\"id\":1,");
            for (int index = 0; index < messages.size(); index++) {
                String message = messages.get(index);
                JsonNode record = JSON.readTree(message.substring(message.indexOf('{')));
                assertThat(record.get("id").asLong()).isEqualTo(index + 1);
                assertThat(record.get("user_agent").asText()).isEqualTo("docker/28 \"\n\u00fc]");
                assertThat(message).matches("[\\x20-\\x7e]+");
            }
        }
    }

    @Test
    void onlyTheReceiverThatIsMeantIsTold() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.start(tlsSockets(), 0)) {
            ForwardPlan stranger = tls(receiver.port(), "");
            assertThat(probe(stranger)).isPresent();
            assertThat(probe(tls(receiver.port(), certificate.pem()))).isEmpty();
            ForwardPlan byAnotherName = plan(Map.of(
                    "audit_log_forward_endpoint",
                    "syslog+tls://127.0.0.1:" + receiver.port(),
                    "audit_log_forward_ca_certificate",
                    certificate.pem()));
            assertThat(probe(byAnotherName)).isPresent();
            try (AuditSink sink = sinks.open(stranger, Optional.empty())) {
                assertThatThrownBy(() -> sink.send(acts(1, 1))).isInstanceOf(IOException.class);
            }
            assertThat(receiver.messages()).isEmpty();
        }
    }

    private Optional<String> probe(ForwardPlan plan) {
        return sinks.probe(plan).toCompletableFuture().join();
    }

    @Test
    void whatABrokenConnectionHadIsNotConfirmed() throws Exception {
        SyslogReceiver receiver = SyslogReceiver.start(ServerSocketFactory.getDefault(), 0);
        ForwardPlan plan = plan(Map.of("audit_log_forward_endpoint", "localhost:" + receiver.port()));
        try (AuditSink sink = sinks.open(plan, Optional.empty())) {
            sink.send(acts(1, 3));
            receiver.close();
            assertThatThrownBy(() -> {
                        sink.send(acts(4, 6));
                        sink.confirm();
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(probe(plan)).isPresent();
    }

    @Test
    void aReceiverThatDoesNotReadIsGivenUp() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                AuditSink sink = sinks.open(
                        plan(Map.of("audit_log_forward_endpoint", "localhost:" + deaf.getLocalPort())),
                        Optional.empty())) {
            assertThatThrownBy(() -> {
                        while (true) {
                            sink.send(acts(1, AuditSink.MAX_ACTS));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("too slow");
        }
    }

    private record Post(String contentType, String authorization, String body) {}

    private static HttpServer receive(HttpServer server, List<Post> posts, AtomicInteger status) {
        server.createContext("/audit", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            posts.add(new Post(
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    body));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void cloudEventsArePostedWithTheToken() throws Exception {
        List<Post> posts = new CopyOnWriteArrayList<>();
        AtomicInteger status = new AtomicInteger(204);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(certificate.server());
        receive(server, posts, status);
        ForwardPlan plan = plan(Map.of(
                "audit_log_forward_endpoint",
                "https://localhost:" + server.getAddress().getPort() + "/audit",
                "audit_log_forward_ca_certificate",
                certificate.pem(),
                "audit_log_forward_token",
                "#marker"));
        assertThat(probe(plan)).isEmpty();
        try (AuditSink sink = sinks.open(plan, Optional.of("s3cr3t"))) {
            sink.send(acts(1, 2));
            assertThat(sink.acknowledges()).isTrue();
            Post post = posts.getFirst();
            assertThat(post.contentType()).isEqualTo("application/cloudevents-batch+json");
            assertThat(post.authorization()).isEqualTo("Bearer s3cr3t");
            JsonNode batch = JSON.readTree(post.body());
            assertThat(batch).hasSize(2);
            assertThat(batch.at("/1/id").asText()).isEqualTo("2");
            assertThat(batch.at("/1/type").asText()).isEqualTo("org.shiplog.audit.artifact.pull.v1");
            assertThat(batch.at("/1/data/principal").asText()).isEqualTo("bob");
            status.set(503);
            assertThatThrownBy(() -> sink.send(acts(3, 3)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the receiver answered 503");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void linesArePostedToAServerInside() throws Exception {
        List<Post> posts = new CopyOnWriteArrayList<>();
        HttpServer server = receive(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
                posts,
                new AtomicInteger(200));
        ForwardPlan plan = plan(Map.of(
                "audit_log_forward_endpoint",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/audit",
                "audit_log_forward_format",
                "jsonl"));
        try (AuditSink sink = sinks.open(plan, Optional.empty())) {
            sink.send(acts(1, 3));
            assertThat(posts.getFirst().contentType()).isEqualTo("application/x-ndjson");
            assertThat(posts.getFirst().authorization()).isEqualTo("null");
            assertThat(posts.getFirst().body().lines()).hasSize(3);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs.example.org:514",
                "[2001:db8::1]:514",
                "syslog+tcp://10.0.0.1:601",
                "syslog+tls://logs",
                "syslog+tls://logs:6514",
                "http://collector:8088/services?x=y",
                "https://collector.example.org"
            })
    void takesTheseForms(String endpoint) {
        assertThat(ForwardTarget.parse(endpoint)).isPresent();
    }

    @Test
    void readsHostAndPort() {
        assertThat(ForwardTarget.parse("syslog+tls://logs")).contains(new ForwardTarget.Syslog("logs", 6514, true));
        assertThat(ForwardTarget.parse("[2001:db8::1]:514"))
                .contains(new ForwardTarget.Syslog("2001:db8::1", 514, false));
    }

    @Test
    void noTokenGoesOverAPlainConnection() {
        Settings settings = new Settings(
                Map.of("audit_log_forward_endpoint", "http://collector:8088/", "audit_log_forward_token", "#marker"));
        assertThat(ForwardPlan.fault(settings)).contains("audit_log_forward_token is sent over https only");
    }
}
