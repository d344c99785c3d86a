package org.shiplog.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.RegistryHttp.Answer;
import org.shiplog.e2e.node.RunningNode;
import org.shiplog.e2e.node.SharedRegistry;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** Secrets that can be recognised go in by every way there is; nothing that the node writes or tells may have them. */
@ExtendWith(SharedRegistry.class)
final class PlantedSecretsTest {
    private static final String API = "/api/v2.0";
    /** Lockouts are what nobody who is known does. */
    private static final String BY_NOBODY = "/audit-logs?page_size=100&q=username=anonymous";

    private static final String FIRST = "Canary-First-Password-1";
    private static final String SECOND = "Canary-Second-Password-2";
    private static final String WRONG = "Canary-Wrong-Password-3";

    private final RunningNode node;
    private final RegistryHttp admin;
    private final Map<String, String> planted = new LinkedHashMap<>();
    private final List<String> refusals = new ArrayList<>();

    PlantedSecretsTest(RunningNode node) {
        this.node = node;
        this.admin = node.registry().asAdmin();
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

        for (var log : List.of("/projects/canary-project/logs", BY_NOBODY)) {
            Awaitility.await("the log has it: " + log)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> admin.get(API + log).text().contains("\"resource\":\"canary"));
        }
        Map<String, String> told = told();
        DatabaseText database = DatabaseText.of(
                EmbeddedPostgres.running(node.data().resolve("postgres")).orElseThrow());

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
        planted.put("token of the audit log's receiver", "Canary-Forwarding-Token-10");
        var settings = """
            {"ldap_search_password":"Canary-Directory-Password-6","oidc_client_secret":"Canary-Client-Secret-7",
            "audit_log_forward_token":"Canary-Forwarding-Token-10"}\
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
                BY_NOBODY,
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
        return told;
    }
}
