package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.Pushes.CONFIG;
import static org.shiplog.http.Pushes.IMAGE_CONFIG;
import static org.shiplog.http.Pushes.MANIFEST;
import static org.shiplog.http.Pushes.digest;
import static org.shiplog.http.Pushes.index;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.shiplog.domain.project.Visibility;

/** Pushes in the ways that clients push, and looks at what the catalogue says then. Each test has a project of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactsApiTest {
    private TestServer server;
    private Pushes pushes;
    private long lastProject = 10;
    private String project;

    @BeforeAll
    void start() {
        server = new TestServer();
        pushes = new Pushes(server);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void newProject() {
        project = "p" + ++lastProject;
        server.create(project, lastProject, Visibility.PRIVATE);
    }

    @Test
    void showsAnImageWithWhatItsConfigSays() {
        String digest = push("web/app", "v1", image(CONFIG, ""));
        JsonNode artifact = json(get("web%252Fapp/artifacts/v1"));
        assertThat(artifact.path("digest").asText()).isEqualTo(digest);
        assertThat(artifact.path("type").asText()).isEqualTo("IMAGE");
        assertThat(artifact.path("media_type").asText()).isEqualTo(IMAGE_CONFIG);
        assertThat(artifact.path("manifest_media_type").asText()).isEqualTo(MANIFEST);
        assertThat(artifact.path("repository_name").asText()).isEqualTo(project + "/web/app");
        assertThat(artifact.path("size").asLong())
                .isEqualTo(CONFIG.length() + image(CONFIG, "").length());
        assertThat(artifact.at("/extra_attrs/architecture").asText()).isEqualTo("amd64");
        assertThat(artifact.at("/extra_attrs/config/Env/0").asText()).isEqualTo("A=b");
        assertThat(artifact.at("/extra_attrs/history").isMissingNode()).isTrue();
        assertThat(artifact.at("/tags/0/name").asText()).isEqualTo("v1");
        String history = artifact.at("/addition_links/build_history/href").asText();
        assertThat(json(server.get(history, "Authorization", admin()))
                        .at("/0/created_by")
                        .asText())
                .isEqualTo("COPY . /");
        assertThat(json(get("web%2Fapp/artifacts/" + digest))).isEqualTo(artifact);
        assertThat(get("web%252Fapp/artifacts/v1/additions/values.yaml").statusCode())
                .isEqualTo(400);
    }

    @Test
    void pagesFiltersAndSortsArtifacts() {
        for (int i = 0; i < 5; i++) {
            push("app", "v" + i, image(CONFIG, "\"annotations\": {\"n\": \"" + i + "\"},"));
        }
        String chart =
                push("app", "chart", manifest("application/vnd.cncf.helm.config.v1+json", "{\"name\": \"c\"}", ""));
        HttpResponse<String> page = get("app/artifacts?page=2&page_size=4");
        assertThat(json(page)).hasSize(2);
        assertThat(header(page, "X-Total-Count")).isEqualTo("6");
        assertThat(header(page, "Link")).contains("page=1&page_size=4>; rel=\"prev\"");
        JsonNode found = json(get("app/artifacts?q=type%3DCHART"));
        assertThat(found.findValuesAsText("digest")).containsExactly(chart);
        assertThat(found.at("/0/extra_attrs/name").asText()).isEqualTo("c");
        assertThat(json(get("app/artifacts?q=tags%3Dv3"))).hasSize(1);
        assertThat(json(get("app/artifacts?q=tags%3D~v"))).hasSize(5);
        assertThat(json(get("app/artifacts?q=tags%3Dnil"))).isEmpty();
        assertThat(json(get("app/artifacts?sort=digest")).findValuesAsText("digest"))
                .isSorted();
        assertThat(get("app/artifacts?q=tags%3D%7Ba%20b%7D").statusCode()).isEqualTo(400);
        assertThat(get("app/artifacts?page_size=101").statusCode()).isEqualTo(422);
        assertThat(json(get("app/artifacts?with_tag=false")).at("/0/tags").isMissingNode())
                .isTrue();
    }

    @Test
    void hidesPartsOfAnIndexAndDeletesThemWithIt() {
        String amd = pushByDigest("app", image(CONFIG, ""));
        String arm = push("app", "arm", image(CONFIG.replace("amd64", "arm64"), ""));
        String index = push("app", "all", index("", amd, arm));
        assertThat(json(get("app/artifacts")).findValuesAsText("digest")).containsExactlyInAnyOrder(index, arm);
        JsonNode shown = json(get("app/artifacts/all"));
        assertThat(shown.path("references").findValuesAsText("child_digest")).containsExactly(amd, arm);
        assertThat(shown.at("/references/0/platform/architecture").asText()).isEqualTo("amd64");
        assertThat(shown.path("type").asText()).isEqualTo("IMAGE");
        assertThat(error(delete("app/artifacts/" + amd))).isEqualTo("412 PRECONDITION");
        assertThat(delete("app/artifacts/all").statusCode()).isEqualTo(200);
        assertThat(get("app/artifacts/" + amd).statusCode()).isEqualTo(404);
        assertThat(get("app/artifacts/" + arm).statusCode()).isEqualTo(200);
        assertThat(json(get("app")).path("artifact_count").asLong()).isEqualTo(1);
    }

    @Test
    void recognizesAccessoriesInEitherOrder() {
        String image = image(CONFIG, "");
        String digest = digest(image).toString();
        String tag = digest.replace(':', '-') + ".sig";
        String early = push("app", tag, manifest("application/vnd.example+json", "{\"early\":1}", ""));
        assertThat(json(get("app/artifacts")).findValuesAsText("digest")).containsExactly(early);
        push("app", "v1", image);
        String late =
                pushByDigest("app", manifest("application/vnd.cncf.notary.signature", "{}", Pushes.subject(digest)));
        JsonNode listed = json(get("app/artifacts"));
        assertThat(listed).hasSize(1);
        assertThat(listed.at("/0/accessories").findValuesAsText("type"))
                .containsExactlyInAnyOrder("signature.cosign", "signature.notation");
        HttpResponse<String> accessories = get("app/artifacts/v1/accessories?page_size=1");
        assertThat(json(accessories)).hasSize(1);
        assertThat(header(accessories, "X-Total-Count")).isEqualTo("2");
        assertThat(delete("app/artifacts/v1").statusCode()).isEqualTo(200);
        assertThat(get("app/artifacts/" + early).statusCode()).isEqualTo(404);
        assertThat(get("app/artifacts/" + late).statusCode()).isEqualTo(404);
    }

    @Test
    void setsAndDeletesTags() {
        String digest = push("app", "v1", image(CONFIG, ""));
        assertThat(post("app/artifacts/" + digest + "/tags", "{\"name\": \"v2\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(post("app/artifacts/v1/tags", "{\"name\": \"v2\"}").statusCode())
                .isEqualTo(409);
        assertThat(post("app/artifacts/v1/tags", "{\"name\": \"-\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("app/artifacts/v1/tags", "{\"name\": \"v3\", \"x\": 1}").statusCode())
                .isEqualTo(400);
        assertThat(post("app/artifacts/nothing/tags", "{\"name\": \"v3\"}").statusCode())
                .isEqualTo(404);
        HttpResponse<String> tags = get("app/artifacts/v1/tags");
        assertThat(json(tags).findValuesAsText("name")).containsExactlyInAnyOrder("v1", "v2");
        assertThat(header(tags, "X-Total-Count")).isEqualTo("2");
        assertThat(delete("app/artifacts/v1/tags/v2").statusCode()).isEqualTo(200);
        assertThat(delete("app/artifacts/v1/tags/v2").statusCode()).isEqualTo(404);
        assertThat(delete("app/artifacts/v1/tags/v1").statusCode()).isEqualTo(200);
        assertThat(json(get("app/artifacts/" + digest)).path("tags")).isEmpty();
        assertThat(json(get("app/artifacts?q=tags%3Dnil"))).hasSize(1);
    }

    @Test
    void labelsArtifacts() {
        push("app", "v1", image(CONFIG, ""));
        push("app", "v2", image(CONFIG, "\"annotations\": {},"));
        long mine = label("{\"name\": \"mine\", \"scope\": \"p\", \"project_id\": " + lastProject + "}");
        long other = label("{\"name\": \"other" + lastProject + "\", \"scope\": \"p\", \"project_id\": 2}");
        assertThat(post("app/artifacts/v1/labels", "{\"id\": " + mine + "}").statusCode())
                .isEqualTo(200);
        assertThat(post("app/artifacts/v1/labels", "{\"id\": " + mine + "}").statusCode())
                .isEqualTo(409);
        assertThat(post("app/artifacts/v1/labels", "{\"id\": " + other + "}").statusCode())
                .isEqualTo(404);
        assertThat(post("app/artifacts/v1/labels", "{}").statusCode()).isEqualTo(400);
        assertThat(json(get("app/artifacts/v1?with_label=true"))
                        .at("/labels/0/name")
                        .asText())
                .isEqualTo("mine");
        assertThat(json(get("app/artifacts?q=labels%3D(" + mine + ")"))).hasSize(1);
        assertThat(delete("app/artifacts/v1/labels/" + mine).statusCode()).isEqualTo(200);
        assertThat(delete("app/artifacts/v1/labels/" + mine).statusCode()).isEqualTo(404);
        assertThat(json(get("app/artifacts/v1?with_label=true")).path("labels")).isEmpty();
    }

    @Test
    void describesListsAndDeletesRepositories() {
        push("one", "v1", image(CONFIG, ""));
        push("deep/two", "v1", image(CONFIG, ""));
        assertThat(send("PUT", "deep%252Ftwo", "{\"description\": \"# Two\"}").statusCode())
                .isEqualTo(200);
        assertThat(send("PUT", "deep%252Ftwo", "{\"descriptions\": \"\"}").statusCode())
                .isEqualTo(400);
        JsonNode two = json(get("deep%252Ftwo"));
        assertThat(two.path("name").asText()).isEqualTo(project + "/deep/two");
        assertThat(two.path("description").asText()).isEqualTo("# Two");
        assertThat(two.path("artifact_count").asLong()).isEqualTo(1);
        HttpResponse<String> all = get("?q=name%3D~one&page_size=1");
        assertThat(json(all).findValuesAsText("name")).containsExactly(project + "/one");
        assertThat(header(all, "X-Total-Count")).isEqualTo("1");
        assertThat(delete("deep%2Ftwo").statusCode()).isEqualTo(200);
        assertThat(delete("deep%2Ftwo").statusCode()).isEqualTo(404);
        assertThat(get("deep%2Ftwo/artifacts").statusCode()).isEqualTo(404);
        assertThat(json(get(""))).hasSize(1);
        push("deep/two", "v1", image(CONFIG, ""));
        assertThat(json(get("deep%2Ftwo")).path("description").asText()).isEmpty();
    }

    @Test
    void hidesRepositoriesFromStrangers() {
        push("app", "v1", image(CONFIG, ""));
        String all = "/api/v2.0/repositories?page_size=100&q=name%3D" + project + "/app";
        assertThat(json(server.get(all))).isEmpty();
        assertThat(json(server.get(all, "Authorization", alice()))).isEmpty();
        assertThat(json(server.get(all, "Authorization", admin()))).hasSize(1);
        String path = "/api/v2.0/projects/" + project + "/repositories";
        for (String known : List.of("", "/app", "/nothing", "/app/artifacts", "/app/artifacts/v1")) {
            assertThat(server.get(path + known).statusCode()).isEqualTo(401);
            assertThat(server.get(path + known, "Authorization", alice()).statusCode())
                    .isEqualTo(403);
        }
        assertThat(get("..%252Fapp").statusCode()).isEqualTo(404);
        assertThat(get("nothing/artifacts").statusCode()).isEqualTo(404);
    }

    private String push(String repository, String tag, String manifest) {
        return pushes.push(project + "/" + repository, tag, manifest);
    }

    private String pushByDigest(String repository, String manifest) {
        return pushes.pushByDigest(project + "/" + repository, manifest);
    }

    private String image(String config, String members) {
        return pushes.image(config, members);
    }

    private String manifest(String configType, String config, String members) {
        return pushes.manifest(configType, config, members);
    }

    private long label(String body) {
        HttpResponse<String> created = server.sendJson("POST", "/api/v2.0/labels", body, "Authorization", admin());
        assertThat(created.statusCode()).isEqualTo(201);
        String location = header(created, "Location");
        return Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
    }

    private String path(String path) {
        String slash = path.isEmpty() || path.startsWith("?") ? "" : "/";
        return "/api/v2.0/projects/" + project + "/repositories" + slash + path;
    }

    private HttpResponse<String> get(String path) {
        return server.get(path(path), "Authorization", admin());
    }

    private HttpResponse<String> delete(String path) {
        return server.send("DELETE", path(path), BodyPublishers.noBody(), "Authorization", admin());
    }

    private HttpResponse<String> post(String path, String body) {
        return send("POST", path, body);
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return server.sendJson(method, path(path), body, "Authorization", admin());
    }
}
