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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand.AddMember;

/** Labels, and the catalogue of permissions. Alice runs {@code alpha}, in which carol is a developer; bob runs {@code beta}. */
class LabelsApiTest {
    private static final String LABELS = "/api/v2.0/labels";
    private static final String BOB = basic("bob", TestServer.PASSWORD);
    private static final String CAROL = basic("carol", TestServer.PASSWORD);

    private TestServer server;
    private long alpha;
    private long beta;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.register("bob", false);
        server.register("carol", false);
        alpha = createProject("alpha", alice());
        beta = createProject("beta", BOB);
        await(server.projects.execute(
                new ProjectName("alpha"),
                new AddMember(Member.of(900, Member.Kind.USER, 4, "carol", Role.DEVELOPER)),
                TestServer.provenance()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private long createProject(String name, String authorization) {
        String location = header(
                server.sendJson(
                        "POST",
                        "/api/v2.0/projects",
                        "{\"project_name\":\"" + name + "\"}",
                        "Authorization",
                        authorization),
                "Location");
        return Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
    }

    @Test
    void createsLabelsOfTheRegistry() {
        HttpResponse<String> created = create(global("stable"), admin());
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEmpty();
        JsonNode label = json(server.get(header(created, "Location"), "Authorization", alice()));
        assertThat(label.get("name").asText()).isEqualTo("stable");
        assertThat(label.get("color").asText()).isEqualTo("#00FF7f");
        assertThat(label.get("scope").asText()).isEqualTo("g");
        assertThat(label.get("project_id").asLong()).isZero();
        assertThat(json(list("?scope=g", alice())).findValuesAsText("name")).containsExactly("stable");
        assertThat(error(create(global("stable"), admin()))).isEqualTo("409 CONFLICT");
        assertThat(create(ofProject("stable", alpha), alice()).statusCode()).isEqualTo(201);
    }

    @Test
    void leavesLabelsOfTheRegistryToAdministrators() {
        String location = header(create(global("stable"), admin()), "Location");
        assertThat(error(create(global("other"), alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(put(location, global("renamed"), alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(delete(location, alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(server.get(LABELS + "?scope=g").statusCode()).isEqualTo(401);
        assertThat(server.get(location).statusCode()).isEqualTo(401);
    }

    @Test
    void grantsAProjectsLabelsByRole() {
        String location = header(create(ofProject("ready", alpha), alice()), "Location");
        assertThat(server.get(location, "Authorization", CAROL).statusCode()).isEqualTo(200);
        assertThat(json(list("?scope=p&project_id=" + alpha, CAROL))).hasSize(1);
        assertThat(error(create(ofProject("other", alpha), CAROL))).isEqualTo("403 FORBIDDEN");
        assertThat(error(put(location, ofProject("renamed", alpha), CAROL))).isEqualTo("403 FORBIDDEN");
        assertThat(error(delete(location, CAROL))).isEqualTo("403 FORBIDDEN");
    }

    @Test
    void keepsTenantsApart() {
        String bobs = header(create(ofProject("ready", beta), BOB), "Location");
        for (String path : List.of(bobs, LABELS + "/9999", LABELS + "/x")) {
            assertThat(server.get(path, "Authorization", alice()).body())
                    .isEqualTo(server.get(LABELS + "/9999", "Authorization", alice())
                            .body());
            assertThat(error(server.get(path, "Authorization", alice()))).isEqualTo("404 NOT_FOUND");
            assertThat(error(put(path, ofProject("mine", beta), alice()))).isEqualTo("404 NOT_FOUND");
            assertThat(error(delete(path, alice()))).isEqualTo("404 NOT_FOUND");
        }
        for (long project : List.of(beta, 9_999L)) {
            assertThat(error(list("?scope=p&project_id=" + project, alice()))).isEqualTo("403 FORBIDDEN");
            assertThat(error(create(ofProject("mine", project), alice()))).isEqualTo("403 FORBIDDEN");
        }
        assertThat(error(create(ofProject("mine", 9_999), admin()))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void changesLabelsAndNotWhatTheyAreFor() {
        String location = header(create(ofProject("ready", alpha), alice()), "Location");
        assertThat(put(location, "{\"name\":\"steady\",\"description\":\"almost\"}", alice())
                        .statusCode())
                .isEqualTo(200);
        JsonNode label = json(server.get(location, "Authorization", alice()));
        assertThat(label.get("name").asText()).isEqualTo("steady");
        assertThat(label.get("description").asText()).isEqualTo("almost");
        assertThat(label.get("color").asText()).isEmpty();
        assertThat(error(put(location, ofProject("steady", beta), alice()))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(put(location, global("steady"), alice()))).isEqualTo("400 BAD_REQUEST");
        create(ofProject("go", alpha), alice());
        assertThat(error(put(location, ofProject("go", alpha), alice()))).isEqualTo("409 CONFLICT");
    }

    @Test
    void deletesLabels() {
        String location = header(create(ofProject("ready", alpha), alice()), "Location");
        assertThat(delete(location, alice()).statusCode()).isEqualTo(200);
        assertThat(error(delete(location, alice()))).isEqualTo("404 NOT_FOUND");
        assertThat(json(list("?scope=p&project_id=" + alpha, alice()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"scope\":\"g\"}",
                "{\"name\":\"\",\"scope\":\"g\"}",
                "{\"name\":\" \",\"scope\":\"g\"}",
                "{\"name\":7,\"scope\":\"g\"}",
                "{\"name\":\"a\"}",
                "{\"name\":\"a\",\"scope\":\"x\"}",
                "{\"name\":\"a\",\"scope\":\"p\"}",
                "{\"name\":\"a\",\"scope\":\"p\",\"project_id\":-1}",
                "{\"name\":\"a\",\"scope\":\"g\",\"color\":\"red\"}",
                "{\"name\":\"a\",\"scope\":\"g\",\"color\":\"#00000g\"}",
                "{\"name\":\"a\\u0000\",\"scope\":\"g\"}",
                "{\"name\":\"\\ud800\",\"scope\":\"g\"}",
                "{\"name\":\"a\",\"scope\":\"g\",\"level\":\"u\"}"
            })
    void refusesLabelsThatAreNone(String body) {
        assertThat(error(create(body, admin()))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void limitsNames() {
        assertThat(create(global("n".repeat(128)), admin()).statusCode()).isEqualTo(201);
        assertThat(error(create(global("n".repeat(129)), admin()))).isEqualTo("400 BAD_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?scope=x", "?scope=p", "?scope=p&project_id=x", "?scope=p&project_id=0", "?scope=g&q=x"})
    void refusesListsOfNothing(String query) {
        assertThat(error(list(query, admin()))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void showsPermissionsToThoseWhoCanGiveSome() {
        JsonNode all = json(server.get("/api/v2.0/permissions", "Authorization", admin()));
        assertThat(all.get("system")).isNotEmpty();
        assertThat(all.get("project").toString()).contains("{\"resource\":\"repository\",\"action\":\"pull\"}");
        assertThat(all.get("shiplog").toString())
                .isEqualTo("[{\"resource\":\"repository\",\"action\":\"push-new-tag\"}]");
        JsonNode some = json(server.get("/api/v2.0/permissions", "Authorization", alice()));
        assertThat(some.has("system")).isFalse();
        assertThat(some.get("project")).isEqualTo(all.get("project"));
        assertThat(error(server.get("/api/v2.0/permissions", "Authorization", CAROL)))
                .isEqualTo("403 FORBIDDEN");
        assertThat(server.get("/api/v2.0/permissions").statusCode()).isEqualTo(401);
    }

    private static String global(String name) {
        return "{\"name\":\"" + name + "\",\"color\":\"#00FF7f\",\"scope\":\"g\",\"project_id\":0}";
    }

    private static String ofProject(String name, long project) {
        return "{\"name\":\"" + name + "\",\"scope\":\"p\",\"project_id\":" + project + "}";
    }

    private HttpResponse<String> create(String body, String authorization) {
        return server.sendJson("POST", LABELS, body, "Authorization", authorization);
    }

    private HttpResponse<String> put(String path, String body, String authorization) {
        return server.sendJson("PUT", path, body, "Authorization", authorization);
    }

    private HttpResponse<String> list(String query, String authorization) {
        return server.get(LABELS + query, "Authorization", authorization);
    }

    private HttpResponse<String> delete(String path, String authorization) {
        return server.send("DELETE", path, BodyPublishers.noBody(), "Authorization", authorization);
    }
}
