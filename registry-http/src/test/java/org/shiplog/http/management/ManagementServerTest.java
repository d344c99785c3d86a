package org.shiplog.http.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.shiplog.http.management.HealthReport.Check;

@TestInstance(Lifecycle.PER_CLASS)
final class ManagementServerTest {
    private final ActorSystem system = ActorSystem.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ManagementServer server = start(
            0,
            ManagementRoute.forAnyone(
                    "/well",
                    () -> CompletableFuture.completedFuture(report(true, true).response())),
            ManagementRoute.forAnyone(
                    "/ill",
                    () -> CompletableFuture.completedFuture(report(false, true).response())),
            ManagementRoute.forAnyone(
                    "/noted",
                    () -> CompletableFuture.completedFuture(report(false, false).response())),
            ManagementRoute.forAnyone(
                    "/bug", () -> CompletableFuture.failedFuture(new IllegalStateException("the secret is 42"))));

    @AfterAll
    void stop() {
        http.close();
        system.terminate();
    }

    @Test
    void answersWithTheReasons() throws Exception {
        HttpResponse<String> answer = send("GET", "/ill");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).isEqualTo("""
            {"healthy":false,"checks":[{"name":"cluster","passed":false,"counts":true,"detail":"joining"}]}\
            """);
        assertThat(send("GET", "/well").statusCode()).isEqualTo(200);
    }

    @Test
    void isWellAlthoughSomethingThatDoesNotCountIsNot() throws Exception {
        assertThat(send("GET", "/noted").statusCode()).isEqualTo(200);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> answer = send("HEAD", "/ill");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void changesNothing() throws Exception {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            HttpResponse<String> answer = send(method, "/well");
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        }
    }

    @Test
    void saysWhatThereIs() throws Exception {
        HttpResponse<String> answer = send("GET", "/v2/");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("/well", "/ill");
    }

    @Test
    void keepsTheReasonOfAFailureToItself() throws Exception {
        HttpResponse<String> answer = send("GET", "/bug");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void failsWhenItsPortIsTaken() {
        assertThatThrownBy(() -> start(server.address().getPort())).isInstanceOf(CompletionException.class);
    }

    private static HealthReport report(boolean passed, boolean counts) {
        return new HealthReport(List.of(new Check("cluster", passed, counts, passed ? "member" : "joining")));
    }

    private ManagementServer start(int port, ManagementRoute... routes) {
        return ManagementServer.start(system, "127.0.0.1", port, List.of(routes))
                .toCompletableFuture()
                .join();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
