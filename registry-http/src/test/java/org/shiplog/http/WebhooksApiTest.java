package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.webhook.Webhooks;

/** Webhook policies as clients of Harbor keep them. Bob runs each test's project, of which carol is a maintainer. */
class WebhooksApiTest {
    private static final String BOB = basic("bob", TestServer.PASSWORD);
    private static final String CAROL = basic("carol", TestServer.PASSWORD);
    private static final String POLICY = """
        {"name": "ci", "description": "tells it", "enabled": true, "event_types": ["PUSH_ARTIFACT", "DELETE_ARTIFACT"],
         "targets": [{"type": "http", "address": "https://ci.example.org/hook?token=t0ken", "auth_header": "Bearer abc",
                      "skip_cert_verify": true, "payload_format": "CloudEvents"}]}
        """;

    private static TestServer server;
    private static long projects = 500;

    private String policies;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.webhooks.follow();
        server.register("bob", false);
        server.register("carol", false);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void begin() {
        String project = "w" + ++projects;
        server.create(project, projects, Visibility.PRIVATE);
        add(project, 3, "bob", Role.PROJECT_ADMIN);
        add(project, 4, "carol", Role.MAINTAINER);
        policies = "/api/v2.0/projects/" + project + "/webhook/policies";
    }

    private static void add(String project, long userId, String name, Role role) {
        await(server.projects.execute(
                new ProjectName(project),
                new AddMember(Member.of(900 + userId, Member.Kind.USER, userId, name, role)),
                TestServer.provenance()));
    }

    private HttpResponse<String> post(String body, String who) {
        return server.sendJson("POST", policies, body, "Authorization", who);
    }

    private String created(String body) {
        HttpResponse<String> response = post(body, BOB);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return header(response, "Location");
    }

    private HttpResponse<String> delete(String path, String who) {
        return server.send("DELETE", path, BodyPublishers.noBody(), "Authorization", who);
    }

    @Test
    void createsShowsChangesAndDeletesPolicies() {
        String path = created(POLICY);
        JsonNode policy = json(server.get(path, "Authorization", BOB));
        assertThat(policy.at("/name").asText()).isEqualTo("ci");
        assertThat(policy.at("/project_id").asLong()).isEqualTo(projects);
        assertThat(policy.at("/creator").asText()).isEqualTo("bob");
        assertThat(policy.at("/enabled").asBoolean()).isTrue();
        assertThat(policy.at("/event_types").toString()).isEqualTo("[\"PUSH_ARTIFACT\",\"DELETE_ARTIFACT\"]");
        assertThat(policy.at("/targets").toString())
                .isEqualTo(
                        "[{\"type\":\"http\",\"address\":\"https://ci.example.org/hook?token=t0ken\",\"skip_cert_verify\":true,\"auth_header\":\"Bearer"
                            + " abc\",\"payload_format\":\"CloudEvents\"}]");
        HttpResponse<String> listed = server.get(policies + "?sort=-name", "Authorization", BOB);
        assertThat(header(listed, "X-Total-Count")).isEqualTo("1");
        assertThat(json(listed).get(0)).isEqualTo(policy);

        String changed = policy.toString().replace("\"ci\"", "\"cd\"");
        assertThat(server.sendJson("PUT", path, changed, "Authorization", BOB).statusCode())
                .isEqualTo(200);
        assertThat(json(server.get(path, "Authorization", BOB)).at("/name").asText())
                .isEqualTo("cd");
        assertThat(delete(path, BOB).statusCode()).isEqualTo(200);
        assertThat(error(server.get(path, "Authorization", BOB))).isEqualTo("404 NOT_FOUND");
        assertThat(error(delete(path, BOB))).isEqualTo("404 NOT_FOUND");
        assertThat(json(server.get(policies, "Authorization", BOB))).isEmpty();
    }

    @Test
    void whoMayOnlyReadSeesNoSecrets() {
        String path = created(POLICY);
        String shown = server.get(path, "Authorization", CAROL).body();
        assertThat(shown)
                .contains("\"address\":\"https://ci.example.org\"")
                .doesNotContain("abc")
                .doesNotContain("t0ken");
        assertThat(server.webhooks.policies.happened().toString())
                .doesNotContain("Bearer abc")
                .doesNotContain("t0ken");
    }

    @Test
    void isForThoseWhoMay() {
        String path = created(POLICY);
        assertThat(error(post(POLICY, CAROL))).isEqualTo("403 FORBIDDEN");
        assertThat(error(delete(path, CAROL))).isEqualTo("403 FORBIDDEN");
        assertThat(error(post(POLICY, alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(server.get(path, "Authorization", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(server.get(path + "/executions", "Authorization", CAROL).statusCode())
                .isEqualTo(200);
        String test = path.replace("/api/v2.0/", "/api/shiplog/v1/") + "/test";
        assertThat(error(server.sendJson("POST", test, "{}", "Authorization", CAROL)))
                .isEqualTo("403 FORBIDDEN");
        server.create("other" + projects, projects + 10_000, Visibility.PUBLIC);
        String elsewhere = path.replaceFirst("projects/[^/]+", "projects/other" + projects);
        assertThat(error(server.get(elsewhere, "Authorization", admin()))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void namesAreTakenOnceAndThereIsALimit() {
        created(POLICY);
        assertThat(error(post(POLICY, BOB))).isEqualTo("409 CONFLICT");
        for (int number = 1; number < Webhooks.Rules.MAX_POLICIES; number++) {
            created(POLICY.replace("\"ci\"", "\"ci-" + number + "\""));
        }
        HttpResponse<String> refused = post(POLICY.replace("\"ci\"", "\"more\""), BOB);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("at most 50");
    }

    @Test
    void saysWhatItCanTell() {
        String project = policies.substring(0, policies.lastIndexOf('/'));
        assertThat(server.get(project + "/events", "Authorization", BOB).body())
                .isEqualTo(
                        "{\"event_type\":[\"PUSH_ARTIFACT\",\"PULL_ARTIFACT\",\"DELETE_ARTIFACT\",\"QUOTA_EXCEED\",\"QUOTA_WARNING\"],"
                            + "\"notify_type\":[\"http\",\"slack\"],"
                            + "\"payload_formats\":[{\"notify_type\":\"http\",\"formats\":[\"CloudEvents\",\"Default\"]}]}");
        assertThat(error(server.get(project + "/jobs", "Authorization", BOB))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(server.get(project + "/jobs?policy_id=99999", "Authorization", BOB)))
                .isEqualTo("404 NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\" \",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[TARGET]}",
                "{\"name\":\"x\",\"event_types\":[],\"targets\":[TARGET]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH\"],\"targets\":[TARGET]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[TARGET,TARGET,TARGET,TARGET,TARGET,TARGET]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[TARGET],\"extra\":1}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[TARGET],\"repositories\":[\"A b\"]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[{\"type\":\"teams\",\"address\":\"https://a.example\"}]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[{\"type\":\"http\",\"address\":\"ftp://a.example\"}]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[{\"type\":\"http\",\"address\":\"https://u:p@a.example\"}]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[{\"type\":\"http\",\"address\":\"not"
                        + " a url\"}]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[{\"type\":\"slack\",\"address\":\"https://a.example\",\"payload_format\":\"Default\"}]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[{\"type\":\"http\",\"address\":\"https://a.example\",\"payload_format\":\"XML\"}]}",
                "{\"name\":\"x\",\"event_types\":[\"PUSH_ARTIFACT\"],\"targets\":[{\"type\":\"http\",\"address\":\"https://a.example\",\"auth_header\":\"a\\r"
                    + "\\n"
                    + "b: c\"}]}"
            })
    void refusesWhatIsNoPolicy(String body) {
        String target = "{\"type\":\"http\",\"address\":\"https://a.example\"}";
        HttpResponse<String> response = post(body.replace("TARGET", target), BOB);
        assertThat(error(response)).isEqualTo("400 BAD_REQUEST");
        assertThat(json(response).at("/errors/0/message").asText()).isNotEmpty();
    }

    @Test
    void refusesAddressesThatAreTooLong() {
        String body = POLICY.replace("t0ken", "x".repeat(1_100));
        assertThat(error(post(body, BOB))).isEqualTo("400 BAD_REQUEST");
    }
}
