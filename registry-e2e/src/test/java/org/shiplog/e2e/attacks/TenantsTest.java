package org.shiplog.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.attacks.Stopwatch.Question;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.SharedRegistry;
import org.shiplog.e2e.push.ImageManifest;
import org.shiplog.e2e.push.Payload;

/** Two tenants of one node: what the read models tell one of the other, and how long answers take. */
@ExtendWith(SharedRegistry.class)
final class TenantsTest {
    private static final String API = "/api/v2.0";
    private static final String PASSWORD = "Tenants-Password-1";
    private static final Payload BLOB = Payload.of(77, 1_000);
    private static final Payload OWN = Payload.of(79, 1_000);

    private static Registry registry;
    private static RegistryHttp anton;
    private static RegistryHttp berta;

    @BeforeAll
    static void start(Registry shared) {
        registry = shared;
        anton = tenant("anton");
        berta = tenant("berta");
        assertThat(berta.upload("of-berta/app", BLOB.digest(), BLOB.bytes()).status())
                .isEqualTo(201);
        assertThat(berta.put("/v2/of-berta/app/manifests/v1", ImageManifest.MEDIA_TYPE, ImageManifest.of(BLOB, BLOB))
                        .status())
                .isEqualTo(201);
    }

    private static RegistryHttp tenant(String name) {
        var user = """
            {"username":"%s","password":"%s","email":"%s@example.org","realname":"%s","comment":""}\
            """.formatted(name, PASSWORD, name, name);
        assertThat(registry.asAdmin().post(API + "/users", user).status()).isEqualTo(201);
        var http = new Registry(registry.host(), name, PASSWORD).asAdmin();
        http.createProject("of-" + name, false);
        return http;
    }

    @Test
    void listsAndSearchesForWhatIsPrivate() {
        for (var path : List.of(
                "/v2/_catalog?n=1000",
                API + "/search?q=of-berta",
                API + "/projects?name=of-berta",
                API + "/audit-logs?q=username=berta",
                API + "/auditlog-exts?q=username=berta")) {
            Awaitility.await("the owner sees it: " + path)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> berta.get(path).text().contains("of-berta"));
            var seen = anton.get(path);
            assertThat(seen.status()).as(path).isEqualTo(200);
            assertThat(seen.text()).as(path).doesNotContain("of-berta\"", "of-berta/");
            assertThat(seen.header("X-Total-Count")).as(path).isIn("", "0");
            assertThat(registry.anonymous().get(path).text()).as(path).doesNotContain("of-berta");
        }
    }

    @Test
    void existenceByTheTimeOfARefusal() {
        List<Question> pairs = new ArrayList<>();
        for (var path : List.of("/v2/%s/app/tags/list", "/v2/%s/app/manifests/v1", API + "/projects/%s")) {
            pairs.add(byAnton("GET", path.formatted("of-berta"), 403));
            pairs.add(byAnton("GET", path.formatted("of-nobody"), 403));
        }
        var nobodys = Payload.of(78, 1_000).digest();
        for (var digest : List.of(BLOB.digest(), nobodys)) {
            pairs.add(byAnton("HEAD", "/v2/of-anton/app/blobs/" + digest, 404));
        }
        for (var from : List.of("&from=of-berta/app", "")) {
            for (var digest : List.of(BLOB.digest(), nobodys)) {
                pairs.add(byAnton("POST", "/v2/of-anton/app/blobs/uploads/?mount=" + digest + from, 202));
            }
        }
        assertThat(anton.upload("of-anton/app", OWN.digest(), OWN.bytes()).status())
                .isEqualTo(201);
        assertThat(berta.get("/v2/of-berta/app/tags/list").status()).isEqualTo(200);
        var times = new Stopwatch(registry, 60).ask(pairs);
        for (int i = 0; i < pairs.size(); i += 2) {
            assertAlike(List.of(times.get(pairs.get(i)), times.get(pairs.get(i + 1))), times);
        }
    }

    private static Question byAnton(String method, String path, int status) {
        return new Question("anton", PASSWORD, method, path, status);
    }

    /** Without the same work for all names they differ by a factor of ten, as a remembered password does. */
    @Test
    void existenceByTheTimeOfAWrongPassword() {
        assertThat(registry.asAdmin().post(API + "/robots", """
            {"name":"timed","level":"system","duration":30,"permissions":[{"kind":"system","namespace":"/",
            "access":[{"resource":"project","action":"list"}]}]}\
            """).status()).isEqualTo(201);
        List<Question> wrong = new ArrayList<>();
        for (var name : List.of("berta", "nobody-at-all", "robot$timed", "robot$nobody", "a,b")) {
            wrong.add(new Question(name, "wrong%d", "GET", "/v2/", 401));
        }
        List<Question> questions = new ArrayList<>(wrong);
        var right = byAnton("GET", "/v2/", 200);
        questions.add(right);
        var times = new Stopwatch(registry, 8).ask(questions);
        assertThat(times.get(right))
                .as("the work is in the times: %s", times)
                .isLessThan(times.get(wrong.getFirst()) / 3);
        assertAlike(wrong.stream().map(times::get).toList(), times);
    }

    /** Twice as much, or two milliseconds, is what one measures of the same thing on a machine with other work. */
    private static void assertAlike(List<Long> some, Map<Question, Long> all) {
        long least = some.stream().mapToLong(Long::longValue).min().orElseThrow();
        long most = some.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(most)
                .as("%s", all)
                .isLessThan(Math.max(2 * least, least + Duration.ofMillis(2).toNanos()));
    }

    @Test
    void floodOfWrongPasswordsBesidePullsAndLogins() {
        List<CompletableFuture<HttpResponse<Void>>> flood = new ArrayList<>();
        try (var attacker = Stopwatch.client("127.0.2.1")) {
            for (int i = 0; i < 150; i++) {
                var pair = Base64.getEncoder().encodeToString(("guessed" + i + ":x").getBytes(StandardCharsets.UTF_8));
                var guess = HttpRequest.newBuilder(registry.address("/v2/")).header("Authorization", "Basic " + pair);
                flood.add(attacker.sendAsync(guess.build(), BodyHandlers.discarding()));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(berta.manifest("of-berta/app", "v1").status()).isEqualTo(200);
            }
            assertThat(flood).as("pulls do not wait for guesses").anyMatch(guess -> !guess.isDone());
            assertThat(new Registry(registry.host(), "anton", "not remembered")
                            .asAdmin()
                            .get("/v2/")
                            .status())
                    .as("looked at, though one address has all that it may")
                    .isEqualTo(401);
            var statuses =
                    flood.stream().map(guess -> guess.join().statusCode()).toList();
            assertThat(statuses).contains(401, 429).allMatch(status -> status == 401 || status == 429);
        }
    }
}
