package org.shiplog.http.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.Fetched.Failed;
import org.shiplog.http.outbound.Fetched.Forbidden;
import org.shiplog.http.outbound.GuardedFetch.Patience;

class GuardedFetchTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void bringsWhatTheServerAnswers() {
        serve(exchange -> answer(exchange, 404, exchange.getRequestMethod() + " " + exchange.getRequestURI()));
        Fetched fetched = fetch(Loopback.fetch(), url("/a%2Fb?c=d%20e"));
        assertThat(fetched).isInstanceOfSatisfying(Answered.class, answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.contentType()).isEqualTo("application/json");
            assertThat(answer.text()).isEqualTo("GET /a%2Fb?c=d%20e");
        });
        assertThat(fetched).hasToString("404 application/json, 18 bytes");
    }

    @Test
    void sendsHeadersAndBody() {
        serve(exchange -> answer(
                exchange,
                200,
                String.join(
                        "|",
                        exchange.getRequestMethod(),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestHeaders().getFirst("Host"),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8))));
        OutboundRequest request =
                OutboundRequest.post(url("/x"), "application/json", "{}").with("Authorization", "Bearer secret");
        assertThat(text(fetch(Loopback.fetch(), request)))
                .isEqualTo("POST|Bearer secret|application/json|127.0.0.1:" + port() + "|{}");
        assertThat(request).asString().doesNotContain("secret").doesNotContain("{}");
    }

    @Test
    void refusesHeadersOfSeveralLines() {
        serve(exchange -> answer(exchange, 200, "{}"));
        OutboundRequest request = OutboundRequest.get(url("/")).with("Authorization", "Bearer a\r\nHost: evil.example");
        assertThat(fetch(Loopback.fetch(), request)).isInstanceOf(Forbidden.class);
        assertThat(requests).hasValue(0);
    }

    @Test
    void doesNotFollowRedirects() {
        serve(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            answer(exchange, 302, "");
        });
        assertThat(fetch(Loopback.fetch(), url("/")))
                .isInstanceOfSatisfying(
                        Answered.class, answer -> assertThat(answer.status()).isEqualTo(302));
        assertThat(requests).hasValue(1);
    }

    @Test
    void endsAnAnswerThatDoesNotEnd() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    body.write(new byte[64 * 1024]);
                }
            }
        });
        assertThat(fetch(Loopback.fetch(), url("/"))).isEqualTo(new Failed("more than 1048576 bytes"));
    }

    @Test
    void refusesAnAnswerThatSaysThatItIsTooLarge() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 1024 * 1024 + 1);
            exchange.getResponseBody().write(new byte[8 * 1024]);
            exchange.getResponseBody().flush();
            await();
        });
        assertThat(fetch(Loopback.fetch(), url("/"))).isEqualTo(new Failed("more than 1048576 bytes"));
    }

    @Test
    void endsWhatIsSilent() {
        serve(_ -> await());
        assertThat(fetch(impatient(Duration.ofMillis(200), Duration.ofSeconds(20)), url("/")))
                .isInstanceOf(Failed.class);
        assertThat(fetch(impatient(Duration.ofSeconds(20), Duration.ofMillis(200)), url("/")))
                .isEqualTo(new Failed("too slow"));
    }

    @Test
    void endsWhatComesInDrops() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (!end.await(20, TimeUnit.MILLISECONDS)) {
                    body.write(' ');
                    body.flush();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(fetch(impatient(Duration.ofSeconds(20), Duration.ofMillis(300)), url("/")))
                .isEqualTo(new Failed("too slow"));
    }

    @Test
    void saysWhatFails() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThat(fetch(Loopback.fetch(), URI.create("http://127.0.0.1:" + closed + "/")))
                .isInstanceOf(Failed.class);
        GuardedFetch lost = new GuardedFetch(
                Loopback.system(),
                new AddressGuard(
                        host -> {
                            throw new UnknownHostException(host);
                        },
                        Runnable::run,
                        _ -> true),
                TlsTrust.platform(),
                true);
        assertThat(fetch(lost, URI.create("http://nowhere.example/"))).isEqualTo(new Failed("unknown host"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/",
                "http://localhost:PORT/",
                "http://[::ffff:127.0.0.1]:PORT/",
                "http://[::1]:PORT/",
                "http://0.0.0.0:PORT/",
                "http://0x7f.1:PORT/",
                "http://2130706433:PORT/",
                "http://127.1:PORT/",
                "http://user@127.0.0.1:PORT/",
                "http://127.0.0.1:PORT//other.example/",
                "http:///",
                "http:x",
                "ftp://127.0.0.1/",
                "file:///etc/passwd"
            })
    void sendsNothingToTheInside(String target) {
        serve(exchange -> answer(exchange, 200, "{}"));
        GuardedFetch guarded =
                new GuardedFetch(Loopback.system(), Loopback.guard(_ -> false), TlsTrust.platform(), true);
        assertThat(fetch(guarded, URI.create(target.replace("PORT", Integer.toString(port())))))
                .isInstanceOf(Forbidden.class);
        assertThat(requests).hasValue(0);
    }

    @Test
    void asksWithoutTlsOnlyWhereThatIsAllowed() {
        serve(exchange -> answer(exchange, 200, "{}"));
        GuardedFetch strict = new GuardedFetch(Loopback.system(), Loopback.guard(), TlsTrust.platform(), false);
        assertThat(fetch(strict, url("/"))).isEqualTo(new Forbidden("not https"));
        assertThat(requests).hasValue(0);
    }

    /** A name that meant a public address when it was looked at could mean another one for the connection. */
    @Test
    void looksUpANameOnceAndConnectsToThatAddress() {
        serve(exchange -> answer(exchange, 200, exchange.getRequestHeaders().getFirst("Host")));
        AtomicInteger lookups = new AtomicInteger();
        AddressGuard guard = new AddressGuard(
                _ -> lookups.getAndIncrement() == 0
                        ? List.of(InetAddress.getLoopbackAddress())
                        : List.of(InetAddress.getByName("192.0.2.1")),
                Runnable::run,
                Map.of("provider.example", true)::containsKey);
        GuardedFetch named = new GuardedFetch(Loopback.system(), guard, TlsTrust.platform(), true);
        assertThat(text(fetch(named, URI.create("http://provider.example:" + port() + "/"))))
                .isEqualTo("provider.example:" + port());
        assertThat(lookups).hasValue(1);
    }

    private GuardedFetch impatient(Duration silence, Duration whole) {
        return new GuardedFetch(
                Loopback.system(), Loopback.guard(), TlsTrust.platform(), true, new Patience(silence, whole));
    }

    private void serve(HttpHandler handler) {
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            handler.handle(exchange);
        });
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private static Fetched fetch(GuardedFetch fetch, URI url) {
        return fetch(fetch, OutboundRequest.get(url));
    }

    private static Fetched fetch(GuardedFetch fetch, OutboundRequest request) {
        return fetch.fetch(request).toCompletableFuture().join();
    }

    private static String text(Fetched fetched) {
        return fetched instanceof Answered answer ? answer.text() : fetched.toString();
    }
}
