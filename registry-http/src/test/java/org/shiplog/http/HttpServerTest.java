package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.storage.blob.BlobStoreException;

class HttpServerTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(
                failing("bug", new IllegalStateException("the secret is 42")),
                failing("database", new SQLException("secret table", "42P01")),
                failing("connection", new SQLException("no route to db.internal", "08006")),
                failing("entity", new EntityUnavailableException("shard 7 of node 10.0.0.3")),
                failing("full", new BlobStoreException("/var/lib/shiplog is full", new IOException(), true)),
                failing("disk", new BlobStoreException("/dev/sda broke", new IOException(), false)),
                throwing("thrown"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Route failing(String name, Throwable failure) {
        return new Route(
                name,
                HttpMethods.GET,
                PathTemplate.of("/test/" + name),
                new Access.Anyone(),
                _ -> CompletableFuture.failedFuture(failure));
    }

    private static Route throwing(String name) {
        return new Route(name, HttpMethods.GET, PathTemplate.of("/test/" + name), new Access.Anyone(), _ -> {
            throw new IllegalArgumentException("the secret is 43");
        });
    }

    @Test
    void keepsTheClientsRequestId() {
        assertThat(header(server.get("/api/version", "X-Request-Id", "build-7.step_2"), "X-Request-Id"))
                .isEqualTo("build-7.step_2");
    }

    @Test
    void makesARequestIdWhenTheClientsIsUnfit() {
        for (String unfit : List.of("a b", "a\"b", "x".repeat(65), "<script>")) {
            assertThat(header(server.get("/api/version", "X-Request-Id", unfit), "X-Request-Id"))
                    .isNotEqualTo(unfit)
                    .matches("[A-Za-z0-9._-]{1,64}");
        }
    }

    @Test
    void saysNothingOfWhatFailed() {
        for (String name : List.of("bug", "database", "thrown")) {
            HttpResponse<String> response = server.get("/test/" + name);
            assertThat(error(response)).isEqualTo("500 UNKNOWN");
            assertThat(response.body()).doesNotContain("secret");
            assertThat(json(response).at("/errors/0/detail/requestId").asText())
                    .isEqualTo(header(response, "X-Request-Id"));
        }
    }

    @Test
    void asksToTryAgainWhenSomethingIsAway() {
        for (String name : List.of("entity", "disk", "connection")) {
            HttpResponse<String> response = server.get("/test/" + name);
            assertThat(error(response)).isEqualTo("503 UNAVAILABLE");
            assertThat(header(response, "Retry-After")).isEqualTo("1");
            assertThat(response.body())
                    .doesNotContain("10.0.0.3")
                    .doesNotContain("sda")
                    .doesNotContain("internal");
        }
    }

    @Test
    void saysWhenThereIsNoSpaceLeft() {
        assertThat(error(server.get("/test/full"))).isEqualTo("507 UNAVAILABLE");
    }

    @Test
    void knowsNoOtherPaths() {
        assertThat(error(server.get("/nothing/here"))).isEqualTo("404 NOT_FOUND");
        assertThat(error(server.get("/v2/nothing"))).isEqualTo("404 NAME_UNKNOWN");
        assertThat(error(server.get("/api/v2.0/projects/a/b/c/d"))).isEqualTo("404 NOT_FOUND");
        assertThat(error(server.get("/api/v2.0/../v2.0/audit-logs"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void namesTheMethodsThatAPathHas() {
        HttpResponse<String> response = server.send("PATCH", "/v2/open/app/manifests/v1", BodyPublishers.ofString("x"));
        assertThat(error(response)).isEqualTo("405 UNSUPPORTED");
        assertThat(header(response, "Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD", "PUT", "DELETE");
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() {
        HttpResponse<String> response = server.send("HEAD", "/api/version", BodyPublishers.noBody());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "Content-Length")).isEqualTo(header(server.get("/api/version"), "Content-Length"));
    }

    @Test
    void answersARefusedUploadWhoseBodyIsStillComing() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("PATCH /v2/secret/app/blobs/uploads/x HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Length: 1073741824\r\n\r\nsome bytes")
                            .getBytes(StandardCharsets.US_ASCII));
            List<String> answer = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines()
                    .toList();
            assertThat(answer.getFirst()).startsWith("HTTP/1.1 401");
            assertThat(answer).contains("Connection: close");
        }
    }

    @Test
    void keepsTheConnectionAfterAShortRefusedBody() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream()
                        .write(("POST /v2/secret/app/blobs/uploads/ HTTP/1.1\r\nHost: localhost\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write("5\r\nhello\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(answers.readLine()).startsWith("HTTP/1.1 401");
                int length = 0;
                for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
                    length = line.startsWith("Content-Length: ") ? Integer.parseInt(line.substring(16)) : length;
                }
                assertThat(answers.skip(length)).isEqualTo(length);
            }
        }
    }

    @Test
    void answersWhatIsNotHttpWithJsonAndNoEcho() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /<script> HTTP/1.1\r\nHost: <script>\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/json")
                    .doesNotContain("<script>");
        }
    }

    @Test
    void refusesTooLongPaths() {
        assertThat(server.get("/v2/" + "a".repeat(20_000)).statusCode()).isEqualTo(414);
    }

    @Test
    void recordsWhoActedFromWhereAndCleansTheUserAgent() throws IOException {
        String agent = "evil\t\u009b31magent" + "x".repeat(300);
        String request = "PUT /api/v2.0/projects/open HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + admin()
                + "\r\nX-Request-Id: audit-1\r\nContent-Type: application/json\r\nUser-Agent: " + agent
                + "\r\nConnection: close\r\nContent-Length: 30\r\n\r\n{\"metadata\":{\"public\":\"true\"}}";
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(server.projects.executed().getLast().provenance()).satisfies(provenance -> {
            assertThat(provenance.principal()).isEqualTo("admin");
            assertThat(provenance.clientAddress()).isEqualTo("127.0.0.1");
            assertThat(provenance.requestId()).isEqualTo("audit-1");
            assertThat(provenance.at()).isEqualTo(server.clock.instant());
            assertThat(provenance.userAgent()).hasSize(256).matches("\\P{Cntrl}+");
        });
    }

    @Test
    void endsEveryConnectionWithItsAnswerWhenItIsAboutToStop() {
        try (TestServer leaving = new TestServer()) {
            assertThat(leaving.get("/api/version").headers().firstValue("Connection"))
                    .isEmpty();

            leaving.server().endConnections();

            HttpResponse<?> last = leaving.get("/api/version");
            assertThat(last.statusCode()).isEqualTo(200);
            assertThat(last.headers().firstValue("Connection")).contains("close");
        }
    }

    @Test
    void stopsAccepting() {
        TestServer own = new TestServer();
        await(own.server().stop(Duration.ofSeconds(5)));
        assertThatThrownBy(() -> own.get("/api/version")).hasCauseInstanceOf(ConnectException.class);
        own.close();
    }
}
