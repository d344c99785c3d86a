package org.shiplog.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.shiplog.e2e.cluster.TestCluster;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.RegistryHttp.Answer;
import org.shiplog.e2e.node.RunningNode;

/** Secrets that can be recognised go in by every way there is; nothing that the node writes or tells may have them. */
@TestInstance(Lifecycle.PER_CLASS)
final class PlantedSecretsTest {
    private static final String API = "/api/v2.0";
    private static final String FIRST = "Canary-First-Password-1";
    private static final String SECOND = "Canary-Second-Password-2";
    private static final String WRONG = "Canary-Wrong-Password-3";
    private static final int SAMPLES = 48;

    private final TestCluster cluster = TestCluster.start(NodeSettings.named("planted"), 1);
    private final RunningNode node = cluster.node(0);
    private final RegistryHttp admin = node.registry().asAdmin();
    private final Map<String, String> planted = new LinkedHashMap<>();
    private final List<String> refusals = new ArrayList<>();

    @AfterAll
    void end() {
        cluster.close();
    }

    private RegistryHttp as(String name, String password) {
        return new Registry(node.registry().host(), name, password).asAdmin();
    }

    private Answer json(RegistryHttp http, String method, String path, String body) {
        return http.send(http.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    @Test
    void secretsAreNowhereToBeFound() {
        plantAccounts();
        plantSettings();
        plantFailures();

        Awaitility.await("the log has it")
                .atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(API + "/audit-logs?page_size=100").text().contains("canary-project"));
        Map<String, String> told = told();
        DatabaseText database = DatabaseText.of(cluster.database());

        assertThat(database.tablesWith("canary-project"))
                .as("whether it would be found")
                .anyMatch(table -> table.contains("journal"));
        assertThat(planted).hasSizeGreaterThan(10);
        planted.forEach((what, secret) -> {
            assertThat(secret).as(what).hasSizeGreaterThan(20);
            told.forEach((where, text) ->
                    assertThat(text.contains(secret)).as(what + " in " + where).isFalse());
            assertThat(database.tablesWith(secret)).as(what).isEmpty();
        });
    }

    private void plantAccounts() {
        planted.put("administrator's password", node.registry().password());
        admin.createProject("canary-project", false);
        planted.put("password", FIRST);
        var user = """
            {"username":"canary","password":"%s","email":"canary@example.org","realname":"canary","comment":""}\
            """.formatted(FIRST);
        assertThat(admin.post(API + "/users", user).status()).isEqualTo(201);
        var canary = as("canary", FIRST);
        var id = canary.get(API + "/users/current").json().get("user_id").asLong();
        var token = json(canary, "POST", "/api/shiplog/v1/users/current/tokens", "{\"name\":\"laptop\"}");
        planted.put("personal token", token.json().get("token").asText());
        assertThat(as("canary", planted.get("personal token")).get("/v2/").status())
                .isEqualTo(200);
        planted.put("changed password", SECOND);
        var change = "{\"old_password\":\"" + FIRST + "\",\"new_password\":\"" + SECOND + "\"}";
        assertThat(json(canary, "PUT", API + "/users/" + id + "/password", change)
                        .status())
                .isEqualTo(200);
        planted.put("secret for command lines", "Canary-Command-Line-Secret-4");
        json(admin, "PUT", API + "/users/" + id + "/cli_secret", "{\"secret\":\"Canary-Command-Line-Secret-4\"}");
        var robot = admin.post(API + "/robots", """
            {"name":"canary","level":"project","duration":30,"permissions":[{"kind":"project","namespace":"canary-project",
            "access":[{"resource":"repository","action":"pull"}]}]}\
            """).json();
        planted.put("robot's secret", robot.get("secret").asText());
        planted.put("robot's chosen secret", "CanaryRobotsChosenSecret5");
        var path = API + "/robots/" + robot.get("id").asLong();
        assertThat(json(admin, "PATCH", path, "{\"secret\":\"CanaryRobotsChosenSecret5\"}")
                        .status())
                .isEqualTo(200);
        planted.put(
                "registry token",
                as("canary", SECOND)
                        .get("/service/token?scope=repository:canary-project/app:pull")
                        .json()
                        .get("token")
                        .asText());
        assertThat(node.registry()
                        .anonymous()
                        .send(bearer(planted.get("registry token")))
                        .status())
                .isEqualTo(200);
    }

    private HttpRequest.Builder bearer(String token) {
        return node.registry().anonymous().request("/v2/").header("Authorization", "Bearer " + token);
    }

    private void plantSettings() {
        planted.put("directory's password", "Canary-Directory-Password-6");
        planted.put("provider's client secret", "Canary-Client-Secret-7");
        var settings = """
            {"ldap_search_password":"Canary-Directory-Password-6","oidc_client_secret":"Canary-Client-Secret-7"}\
            """;
        assertThat(json(admin, "PUT", API + "/configurations", settings).status())
                .isEqualTo(200);
        planted.put("directory's password in a trial", "Canary-Trial-Password-8");
        refusals.add(json(admin, "POST", API + "/ldap/ping", """
            {"ldap_url":"ldap://127.0.0.1:1","ldap_base_dn":"dc=example","ldap_search_dn":"cn=admin","ldap_uid":"uid",
            "ldap_scope":2,"ldap_search_password":"Canary-Trial-Password-8"}\
            """).text());
    }

    private void plantFailures() {
        planted.put("wrong password", WRONG);
        planted.put("malformed credentials", "Canary-Malformed-Credentials-9");
        planted.put("session", "Canary-Session-".repeat(4).substring(0, 43));
        for (var path : List.of("/v2/", "/service/token", API + "/users/current")) {
            refusals.add(as("canary", WRONG).get(path).text());
            refusals.add(as("nobody", WRONG).get(path).text());
            for (var header : List.of("Bearer ", "Basic ", "Digest ", "")) {
                var request = node.registry().anonymous().request(path);
                refusals.add(node.registry()
                        .anonymous()
                        .send(request.header("Authorization", header + planted.get("malformed credentials")))
                        .text());
            }
            var cookie = node.registry().anonymous().request(path).header("Cookie", "sid=" + planted.get("session"));
            refusals.add(node.registry().anonymous().send(cookie).text());
        }
        for (int i = 0; i < 10; i++) {
            refusals.add(as("canary", WRONG + i).get("/v2/").text());
        }
        refusals.add(json(admin, "POST", API + "/users", "{\"password\":\"" + WRONG + "\",\"username\":7}")
                .text());
        refusals.add(json(admin, "PUT", API + "/configurations", "{\"oidc_client_secret\":[\"" + WRONG + "\"]}")
                .text());
    }

    /** Everything that can be read of the node. */
    private Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("log", node.output());
        told.put("refusals", String.join("\n", refusals));
        for (var path : List.of(
                "/audit-logs?page_size=100",
                "/auditlog-exts?page_size=100",
                "/projects/canary-project/logs?page_size=100",
                "/configurations",
                "/users",
                "/robots",
                "/robots?q=Level=project,ProjectID=2",
                "/systeminfo",
                "/health")) {
            told.put(path, admin.get(API + path).text());
        }
        told.put(
                "tokens",
                as("canary", SECOND).get("/api/shiplog/v1/users/current/tokens").text());
        for (var path : List.of("/metrics", "/health", "/health/ready", "/health/live")) {
            told.put(
                    "management " + path,
                    node.registry()
                            .anonymous()
                            .send(HttpRequest.newBuilder(node.management(path)))
                            .text());
        }
        assertThat(told.get("management /metrics"))
                .as("guessing shows")
                .containsPattern("shiplog_logins_total\\{[^}]*result=\"rejected\"[^}]*} [1-9]")
                .doesNotContain("canary");
        assertThat(told.get("/audit-logs?page_size=100"))
                .as("the lockout shows")
                .containsIgnoringCase("lock");
        return told;
    }

    /**
     * What nobody can be called, who is unknown and who is known take the same time. Compared are the lower quartiles of samples taken in
     * turn, which other work on the machine does not touch; without the same work for all of them they differ by a factor of ten.
     */
    @Test
    void unknownNamesTakeAsLongAsWrongPasswords() throws IOException, InterruptedException {
        var robot = admin.post(API + "/robots", """
            {"name":"timed","level":"system","duration":30,"permissions":[{"kind":"system","namespace":"/",
            "access":[{"resource":"project","action":"list"}]}]}\
            """);
        assertThat(robot.status()).isEqualTo(201);
        List<String> names = List.of("admin", "nobody-at-all", "robot$timed", "robot$nobody", "a,b");
        Map<String, long[]> times = new LinkedHashMap<>();
        names.forEach(name -> times.put(name, new long[SAMPLES]));
        // Few from each address, because too many are not looked at.
        int each = 6;
        for (int sample = 0; sample < SAMPLES; sample++) {
            var address = InetAddress.ofLiteral("127.0.1." + (1 + sample / each));
            try (var client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .localAddress(address)
                    .build()) {
                for (var name : names) {
                    times.get(name)[sample] = time(client, name, "wrong" + sample);
                }
            }
        }
        Map<String, Long> quartiles = new LinkedHashMap<>();
        times.forEach(
                (name, all) -> quartiles.put(name, Arrays.stream(all).sorted().toArray()[SAMPLES / 4]));
        long least =
                quartiles.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long most = quartiles.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat((double) most / least).as("%s", quartiles).isLessThan(1.5);
    }

    private long time(HttpClient client, String name, String password) throws IOException, InterruptedException {
        var pair = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        // The connection is there before the clock starts.
        client.send(
                HttpRequest.newBuilder(node.registry().address("/api/v2.0/ping"))
                        .build(),
                BodyHandlers.discarding());
        var request = HttpRequest.newBuilder(node.registry().address("/v2/"))
                .header("Authorization", "Basic " + pair)
                .build();
        long before = System.nanoTime();
        HttpResponse<Void> response = client.send(request, BodyHandlers.discarding());
        long taken = System.nanoTime() - before;
        assertThat(response.statusCode()).as(name).isEqualTo(401);
        return taken;
    }
}
