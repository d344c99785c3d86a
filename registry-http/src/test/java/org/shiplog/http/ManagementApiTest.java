package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ProjectDetails;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.catalog.CatalogProject;

class ManagementApiTest {
    private static final String PROJECTS = "/api/v2.0/projects";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void createsAProject() {
        HttpResponse<String> response = create("{\"project_name\":\"tools\",\"metadata\":{\"public\":\"true\"}}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(header(response, "Location")).isEqualTo(PROJECTS + "/101");
        assertThat(response.body()).isEmpty();
        JsonNode project = json(server.get(PROJECTS + "/tools"));
        assertThat(project.get("project_id").asLong()).isEqualTo(101);
        assertThat(project.at("/metadata/public").asText()).isEqualTo("true");
        assertThat(project.get("owner_name").asText()).isEqualTo("admin");
        assertThat(project.get("repo_count").asInt()).isZero();
    }

    @Test
    void createsPrivateProjectsUnlessAskedOtherwise() {
        create(
                "{\"project_name\":\"tools\",\"metadata\":{\"auto_scan\":\"true\"},\"storage_limit\":-1,\"cve_allowlist\":{},"
                    + "\"registry_id\":null}");
        assertThat(server.get(PROJECTS + "/tools").statusCode()).isEqualTo(401);
        assertThat(server.get(PROJECTS + "/tools", "Authorization", admin()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesNoRegistryForWhatItIs() {
        assertThat(create("{\"project_name\":\"tools\",\"registry_id\":0}").statusCode())
                .isEqualTo(201);
    }

    @Test
    void namesTheNewProjectInTheLocationOnDemand() {
        HttpResponse<String> response = server.sendJson(
                "POST",
                PROJECTS,
                "{\"project_name\":\"tools\"}",
                "Authorization",
                admin(),
                "X-Resource-Name-In-Location",
                "true");
        assertThat(header(response, "Location")).isEqualTo(PROJECTS + "/tools");
    }

    @Test
    void refusesASecondProjectOfTheSameName() {
        HttpResponse<String> response = create("{\"project_name\":\"open\"}");
        assertThat(error(response)).isEqualTo("409 CONFLICT");
        assertThat(response.body()).contains("project named open already exists");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"project_name\":\"Tools\"}",
                "{\"project_name\":\"a/b\"}",
                "{\"project_name\":\"\"}",
                "{\"project_name\":7}",
                "{}",
                "[]",
                "\"tools\"",
                "{\"project_name\":\"tools\"} {}",
                "{\"project_name\":\"tools\",\"project_name\":\"other\"}",
                "{\"project_name\":\"tools\",\"owner_id\":1}",
                "{\"project_name\":\"tools\",\"project_id\":1}",
                "{\"project_name\":\"tools\",\"metadata\":{\"public\":true}}",
                "{\"project_name\":\"tools\",\"metadata\":{\"public\":\"yes\"}}",
                "{\"project_name\":\"tools\",\"metadata\":[]}",
                "{\"project_name\":\"tools\",\"public\":\"true\"}",
                "{\"project_name\":\"tools\",\"registry_id\":3}",
                "{\"project_name\":\"tools\"",
                "\u0000"
            })
    void refusesBodiesThatMeanSomethingElse(String body) {
        assertThat(error(create(body))).isEqualTo("400 BAD_REQUEST");
        assertThat(exists("tools")).isFalse();
    }

    @Test
    void refusesBodiesThatAreTooLong() {
        String padding = " ".repeat(64 * 1024);
        assertThat(error(create("{\"project_name\":\"tools\"}" + padding))).isEqualTo("413 REQUEST_ENTITY_TOO_LARGE");
        HttpResponse<String> streamed = server.send(
                "POST",
                PROJECTS,
                BodyPublishers.fromPublisher(BodyPublishers.ofString("{" + padding)),
                "Authorization",
                admin(),
                "Content-Type",
                "application/json");
        assertThat(streamed.statusCode()).isEqualTo(413);
    }

    @Test
    void refusesOtherMediaTypesAndCodings() {
        String body = "{\"project_name\":\"tools\"}";
        assertThat(error(server.send(
                        "POST",
                        PROJECTS,
                        BodyPublishers.ofString(body),
                        "Authorization",
                        admin(),
                        "Content-Type",
                        "text/plain")))
                .isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
        assertThat(error(server.sendJson("POST", PROJECTS, body, "Authorization", admin(), "Content-Encoding", "gzip")))
                .isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
        assertThat(exists("tools")).isFalse();
    }

    @Test
    void letsOnlyThoseCreateWhoLoggedIn() {
        assertThat(error(server.sendJson("POST", PROJECTS, "{\"project_name\":\"tools\"}")))
                .isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void changesVisibility() {
        HttpResponse<String> response = server.sendJson(
                "PUT",
                PROJECTS + "/open",
                "{\"metadata\":{\"public\":\"false\",\"auto_scan\":\"true\"}}",
                "Authorization",
                admin());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(server.get("/v2/open/app/tags/list").statusCode()).isEqualTo(401);
    }

    @Test
    void deletesAProjectWhoseRepositoriesAreEmpty() {
        assertThat(delete("open").statusCode()).isEqualTo(200);
        assertThat(exists("open")).isFalse();
        assertThat(error(delete("open"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void keepsAProjectThatHoldsAnArtifact() {
        pushManifest(new RepositoryName("open/app"), 1);
        assertThat(error(delete("open"))).isEqualTo("412 PRECONDITION");
        assertThat(exists("open")).isTrue();
        assertThat(json(server.get(PROJECTS + "/open/_deletable", "Authorization", admin()))
                        .get("deletable")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void findsProjectsByNumberUnlessToldThatItIsAName() {
        server.catalog.projects.add(row(2, "secret", Visibility.PRIVATE));
        assertThat(json(server.get(PROJECTS + "/2", "Authorization", admin()))
                        .get("name")
                        .asText())
                .isEqualTo("secret");
        assertThat(server.get(PROJECTS + "/2", "Authorization", admin(), "X-Is-Resource-Name", "true")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void doesNotTakeAnotherProjectForTheOneOfAnOldNumber() {
        server.catalog.projects.add(row(9, "secret", Visibility.PRIVATE));
        assertThat(server.get(PROJECTS + "/9", "Authorization", admin()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void tellsWhetherAProjectExistsToThoseWhoMaySeeIt() {
        assertThat(head("secret", admin())).isEqualTo(200);
        assertThat(head("noproj", admin())).isEqualTo(404);
        assertThat(head("secret", alice())).isEqualTo(404);
        assertThat(head("open", alice())).isEqualTo(200);
        assertThat(head("", alice())).isEqualTo(404);
    }

    @Test
    void listsWhatTheCallerMaySee() {
        server.catalog.projects.addAll(
                List.of(row(1, "open", Visibility.PUBLIC), row(2, "secret", Visibility.PRIVATE)));
        assertThat(names(server.get(PROJECTS))).containsExactly("open");
        assertThat(names(server.get(PROJECTS, "Authorization", alice()))).containsExactly("open");
        assertThat(names(server.get(PROJECTS, "Authorization", admin()))).containsExactly("open", "secret");
        assertThat(names(server.get(PROJECTS + "?public=false"))).isEmpty();
        assertThat(error(server.get(PROJECTS + "?public=perhaps"))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void leadsThroughThePages() {
        for (int i = 1; i <= 5; i++) {
            server.catalog.projects.add(row(i, "p" + i, Visibility.PUBLIC));
        }
        HttpResponse<String> middle = server.get(PROJECTS + "?q=name%3D~p&page=2&page_size=2");
        assertThat(names(middle)).containsExactly("p3", "p4");
        assertThat(header(middle, "X-Total-Count")).isEqualTo("5");
        assertThat(header(middle, "Link"))
                .isEqualTo("</api/v2.0/projects?q=name%3D~p&page=1&page_size=2>; rel=\"prev\" , "
                        + "</api/v2.0/projects?q=name%3D~p&page=3&page_size=2>; rel=\"next\"");
        HttpResponse<String> whole = server.get(PROJECTS);
        assertThat(header(whole, "Link")).isEmpty();
    }

    @Test
    void refusesListParametersThatAreNone() {
        assertThat(error(server.get(PROJECTS + "?page_size=101"))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(error(server.get(PROJECTS + "?page=-1"))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(error(server.get(PROJECTS + "?page=one"))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(error(server.get(PROJECTS + "?page_size=1.5"))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(error(server.get(PROJECTS + "?q=name"))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(server.get(PROJECTS + "?q=%25"))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void showsTheAuditLogOfAProject() {
        server.catalog.acts.add(act(7, "open"));
        server.catalog.acts.add(act(8, "secret"));
        HttpResponse<String> all = server.get("/api/v2.0/audit-logs", "Authorization", admin());
        assertThat(header(all, "X-Total-Count")).isEqualTo("2");
        HttpResponse<String> one = server.get(PROJECTS + "/secret/logs", "Authorization", admin());
        assertThat(json(one)).hasSize(1);
        JsonNode row = json(one).get(0);
        assertThat(row.get("id").asLong()).isEqualTo(8);
        assertThat(row.get("username").asText()).isEqualTo("alice");
        assertThat(row.get("operation").asText()).isEqualTo("create");
        assertThat(row.get("op_time").asText()).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(row.has("client_address")).isFalse();
        assertThat(server.get(PROJECTS + "/open/logs", "Authorization", alice()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void answersWhatClientsAskFirst() {
        assertThat(server.get("/api/version").body()).isEqualTo("{\"version\":\"v2.0\"}");
        assertThat(server.get("/api/v2.0/ping").body()).isEqualTo("Pong");
        assertThat(json(server.get("/api/v2.0/health")).get("status").asText()).isEqualTo("healthy");
        assertThat(json(server.get("/api/v2.0/systeminfo")).has("harbor_version"))
                .isFalse();
        assertThat(json(server.get("/api/v2.0/systeminfo", "Authorization", alice()))
                        .has("harbor_version"))
                .isTrue();
        JsonNode user = json(server.get("/api/v2.0/users/current", "Authorization", admin()));
        assertThat(user.get("username").asText()).isEqualTo("admin");
        assertThat(user.get("sysadmin_flag").asBoolean()).isTrue();
    }

    private HttpResponse<String> create(String body) {
        return server.sendJson("POST", PROJECTS, body, "Authorization", admin());
    }

    private HttpResponse<String> delete(String project) {
        return server.send("DELETE", PROJECTS + "/" + project, BodyPublishers.noBody(), "Authorization", admin());
    }

    private int head(String project, String authorization) {
        return server.send(
                        "HEAD",
                        PROJECTS + "?project_name=" + project,
                        BodyPublishers.noBody(),
                        "Authorization",
                        authorization)
                .statusCode();
    }

    private boolean exists(String project) {
        return await(server.projects.query(
                        new ProjectName(project), new FindProject(Optional.empty(), Optional.empty())))
                .isPresent();
    }

    private void pushManifest(RepositoryName repository, long generation) {
        ManifestFacts facts = new ManifestFacts(
                DigestAlgorithm.SHA256.digestOf(new byte[] {1}),
                MediaType.parse("application/vnd.oci.image.manifest.v1+json").orElseThrow(),
                1,
                List.<BlobReference>of(),
                Optional.empty(),
                "");
        await(server.repositories.execute(
                repository, new PushManifest(generation, facts, List.of()), TestServer.provenance()));
    }

    private static List<String> names(HttpResponse<String> response) {
        return json(response).findValuesAsText("name");
    }

    private static CatalogProject row(long id, String name, Visibility visibility) {
        Instant then = Instant.parse("2026-11-21T09:00:00Z");
        ProjectDetails details = new ProjectDetails(Map.of(), Project.UNLIMITED, CveAllowlist.NONE);
        return new CatalogProject(id, new ProjectName(name), visibility, "admin", then, then, 0, details, Set.of());
    }

    private static AuditRow act(long id, String project) {
        return new AuditRow(
                id,
                Instant.parse("2026-11-21T10:00:00Z"),
                "alice",
                project + "/app:v1",
                "tag",
                "create",
                Optional.of(project),
                "10.0.0.1",
                "docker",
                "r1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
    }
}
