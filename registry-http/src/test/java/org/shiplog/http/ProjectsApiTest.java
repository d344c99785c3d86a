package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand.AddMember;

/** Two tenants: alice creates and runs {@code alpha}, bob {@code beta}; carol is a developer of alpha. */
class ProjectsApiTest {
    private static final String PROJECTS = "/api/v2.0/projects";
    private static final String BOB = basic("bob", TestServer.PASSWORD);
    private static final String CAROL = basic("carol", TestServer.PASSWORD);

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.register("bob", false);
        server.register("carol", false);
        assertThat(post("{\"project_name\":\"alpha\"}", alice()).statusCode()).isEqualTo(201);
        assertThat(post("{\"project_name\":\"beta\"}", BOB).statusCode()).isEqualTo(201);
        await(server.projects.execute(
                new ProjectName("alpha"),
                new AddMember(Member.of(900, Member.Kind.USER, 4, "carol", Role.DEVELOPER)),
                TestServer.provenance()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void makesTheCreatorItsAdministrator() {
        JsonNode project = json(get("/alpha", alice()));
        assertThat(project.get("owner_name").asText()).isEqualTo("alice");
        assertThat(project.get("owner_id").asLong()).isEqualTo(2);
        assertThat(project.get("current_user_role_id").asInt()).isEqualTo(1);
        assertThat(project.get("togglable").asBoolean()).isTrue();
        assertThat(project.get("deleted").asBoolean()).isFalse();
        assertThat(project.at("/cve_allowlist/project_id").asLong())
                .isEqualTo(project.get("project_id").asLong());
        JsonNode seenByCarol = json(get("/alpha", CAROL));
        assertThat(seenByCarol.get("current_user_role_ids").toString()).isEqualTo("[2]");
        assertThat(seenByCarol.get("togglable").asBoolean()).isFalse();
    }

    @Test
    void keepsTheTenantsApart() {
        for (String path : List.of("/beta", "/beta/summary", "/beta/_deletable", "/nosuch", "/nosuch/summary")) {
            assertThat(error(get(path, alice()))).as(path).isEqualTo("403 FORBIDDEN");
        }
        assertThat(error(put("/beta", "{\"public\":true}", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/nosuch", "{\"public\":true}", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(delete("/beta", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(delete("/nosuch", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/alpha", "{\"public\":true}", CAROL))).isEqualTo("403 FORBIDDEN");
        assertThat(error(delete("/alpha", CAROL))).isEqualTo("403 FORBIDDEN");
    }

    @Test
    void letsOnlyAdministratorsCreateWhenToldSo() {
        server.set("project_creation_restriction", "adminonly");
        assertThat(error(post("{\"project_name\":\"gamma\"}", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(post("{\"project_name\":\"gamma\"}", alice()).body())
                .as("Harbor's own tests compare the whole of it")
                .isEqualTo(
                        "{\"errors\":[{\"code\":\"FORBIDDEN\",\"message\":\"Only system admin can create project\"}]}");
        assertThat(post("{\"project_name\":\"gamma\"}", admin()).statusCode()).isEqualTo(201);
    }

    @Test
    void limitsTheStorageAsAdministratorsSay() {
        server.set("storage_per_project", "1000");
        post("{\"project_name\":\"usual\",\"storage_limit\":5}", alice());
        post("{\"project_name\":\"generous\",\"storage_limit\":5000}", admin());
        post("{\"project_name\":\"unsaid\",\"storage_limit\":0}", admin());
        assertThat(project("usual").storageLimit()).isEqualTo(1000);
        assertThat(project("generous").storageLimit()).isEqualTo(5000);
        assertThat(project("unsaid").storageLimit()).isEqualTo(1000);
        server.set("quota_per_project_enable", "false");
        post("{\"project_name\":\"unlimited\",\"storage_limit\":5000}", admin());
        assertThat(project("unlimited").storageLimit()).isEqualTo(-1);
    }

    @Test
    void keepsMetadataInOneForm() {
        post(
                "{\"project_name\":\"gamma\",\"metadata\":{\"severity\":\"High\",\"auto_scan\":\"1\",\"prevent_vul\":\"TRUE\","
                    + "\"proxy_speed_kb\":\"-1\",\"retention_id\":\"\",\"reuse_sys_cve_allowlist\":null}}",
                alice());
        assertThat(json(get("/gamma", alice())).get("metadata").toString())
                .isEqualTo(
                        "{\"public\":\"false\",\"auto_scan\":\"true\",\"prevent_vul\":\"true\",\"severity\":\"high\"}");
        put("/gamma", "{\"metadata\":{\"public\":\"true\",\"severity\":\"\",\"auto_scan\":\"false\"}}", alice());
        assertThat(json(get("/gamma", alice())).get("metadata").toString())
                .isEqualTo("{\"public\":\"true\",\"auto_scan\":\"false\",\"prevent_vul\":\"true\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metadata\":{\"owner\":\"bob\"}}",
                "{\"metadata\":{\"auto_scan\":\"maybe\"}}",
                "{\"metadata\":{\"auto_scan\":true}}",
                "{\"metadata\":{\"severity\":\"terrible\"}}",
                "{\"metadata\":{\"proxy_speed_kb\":\"fast\"}}",
                "{\"metadata\":{\"max_upstream_conn\":\"0\"}}",
                "{\"metadata\":{\"proxy_cache_filter_pattern\":\"a*\"}}",
                "{\"metadata\":{\"retention_id\":\"7\"}}",
                "{\"cve_allowlist\":{\"project_id\":1,\"items\":[]}}",
                "{\"cve_allowlist\":{\"items\":[{\"cve_id\":\"\"}]}}",
                "{\"cve_allowlist\":{\"items\":[{\"cve_id\":\"CVE-1\\u0000\"}]}}",
                "{\"cve_allowlist\":{\"items\":[{\"cve_id\":\"CVE-1\",\"reason\":\"x\"}]}}",
                "{\"cve_allowlist\":{\"expires_at\":-1}}",
                "{\"storage_limit\":-2}",
                "{\"storage_limit\":1125899906842625}",
                "{\"storage_limit\":1.5}",
                "{\"owner_name\":\"bob\"}",
                "{\"owner_id\":3}",
                "{\"project_id\":1}",
                "{\"repo_count\":1}"
            })
    void refusesChangesThatMeanSomethingElse(String body) {
        assertThat(error(put("/alpha", body, alice()))).isEqualTo("400 BAD_REQUEST");
        assertThat(project("alpha").metadata().isEmpty()).isTrue();
    }

    @Test
    void replacesTheListOfAcceptedVulnerabilities() {
        put(
                "/alpha",
                "{\"cve_allowlist\":{\"items\":[{\"cve_id\":\"CVE-2\"},{\"cve_id\":\"CVE-1\"}],\"expires_at\":1893456000}}",
                alice());
        JsonNode list = json(get("/alpha", alice())).get("cve_allowlist");
        assertThat(list.get("items").findValuesAsText("cve_id")).containsExactly("CVE-1", "CVE-2");
        assertThat(list.get("expires_at").asLong()).isEqualTo(1893456000);
        put("/alpha", "{\"cve_allowlist\":{\"items\":[]},\"project_name\":\"renamed\",\"storage_limit\":5}", alice());
        assertThat(json(get("/alpha", alice())).at("/cve_allowlist/items")).isEmpty();
        assertThat(project("alpha").storageLimit()).isEqualTo(-1);
    }

    @Test
    void showsNumbersToThoseWhoMayKnowThem() {
        JsonNode summary = json(get("/alpha/summary", CAROL));
        assertThat(summary.get("project_admin_count").asInt()).isEqualTo(1);
        assertThat(summary.get("developer_count").asInt()).isEqualTo(1);
        assertThat(summary.get("guest_count").asInt()).isZero();
        assertThat(summary.at("/quota/hard/storage").asLong()).isEqualTo(-1);
        assertThat(summary.at("/quota/used/storage").isNumber()).isTrue();
        JsonNode open = json(server.get(PROJECTS + "/open/summary"));
        assertThat(open.get("repo_count").asInt()).isEqualTo(1);
        assertThat(open.has("quota")).isFalse();
        assertThat(open.has("guest_count")).isFalse();
    }

    @Test
    void letsTheOwnerDelete() {
        assertThat(delete("/alpha", alice()).statusCode()).isEqualTo(200);
        assertThat(project("alpha").exists()).isFalse();
    }

    @Test
    void changesSingleMetadata() {
        assertThat(metadata("POST", "/alpha/metadatas/", "{\"auto_scan\":\"true\"}", alice())
                        .statusCode())
                .isEqualTo(200);
        assertThat(error(metadata("POST", "/alpha/metadatas/", "{\"auto_scan\":\"true\"}", alice())))
                .isEqualTo("409 CONFLICT");
        assertThat(get("/alpha/metadatas/auto_scan", alice()).body()).isEqualTo("{\"auto_scan\":\"true\"}");
        metadata("PUT", "/alpha/metadatas/auto_scan", "{\"auto_scan\":\"false\"}", alice());
        assertThat(get("/alpha/metadatas/auto_scan", alice()).body()).isEqualTo("{\"auto_scan\":\"false\"}");
        metadata("PUT", "/alpha/metadatas/public", "{\"public\":\"true\"}", alice());
        assertThat(get("/alpha/metadatas/", admin()).body()).isEqualTo("{\"public\":\"true\",\"auto_scan\":\"false\"}");
        assertThat(delete("/alpha/metadatas/auto_scan", alice()).statusCode()).isEqualTo(200);
        assertThat(error(get("/alpha/metadatas/auto_scan", alice()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(delete("/alpha/metadatas/auto_scan", alice()))).isEqualTo("404 NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        POST   |                     | {}                                        | 400
        POST   |                     | {"auto_scan":"true","prevent_vul":"true"} | 400
        POST   |                     | {"auto_scan":"maybe"}                     | 400
        POST   |                     | {"no_such":"true"}                        | 400
        POST   |                     | {"retention_id":"3"}                      | 400
        POST   |                     | {"public":"true"}                         | 409
        PUT    | auto_scan           | {"prevent_vul":"true"}                    | 400
        PUT    | auto_scan           | {"auto_scan":"true"}                      | 404
        PUT    | retention_id        | {"retention_id":"3"}                      | 400
        DELETE | public              | {}                                        | 400
        DELETE | retention_id        | {}                                        | 400
        """)
    void refusesMetadataThatIsNone(String method, String key, String body, int status) {
        String path = "/alpha/metadatas/" + Optional.ofNullable(key).orElse("");
        assertThat(metadata(method, path, body, alice()).statusCode()).isEqualTo(status);
    }

    @Test
    void grantsMetadataByRole() {
        assertThat(error(get("/alpha/metadatas/", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(get("/alpha/metadatas/public", CAROL))).isEqualTo("403 FORBIDDEN");
        assertThat(error(get("/beta/metadatas/public", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(metadata("POST", "/beta/metadatas/", "{\"auto_scan\":\"true\"}", alice())))
                .isEqualTo("403 FORBIDDEN");
        assertThat(server.get(PROJECTS + "/open/metadatas/public").statusCode()).isEqualTo(401);
    }

    private Project project(String name) {
        return await(server.projects.query(new ProjectName(name), project -> project));
    }

    private HttpResponse<String> get(String path, String authorization) {
        return server.get(PROJECTS + path, "Authorization", authorization);
    }

    private HttpResponse<String> post(String body, String authorization) {
        return server.sendJson("POST", PROJECTS, body, "Authorization", authorization);
    }

    private HttpResponse<String> put(String path, String body, String authorization) {
        return server.sendJson("PUT", PROJECTS + path, body, "Authorization", authorization);
    }

    private HttpResponse<String> metadata(String method, String path, String body, String authorization) {
        return server.sendJson(method, PROJECTS + path, body, "Authorization", authorization);
    }

    private HttpResponse<String> delete(String path, String authorization) {
        return server.send("DELETE", PROJECTS + path, BodyPublishers.noBody(), "Authorization", authorization);
    }
}
