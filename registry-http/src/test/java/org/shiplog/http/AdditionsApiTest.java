package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.Pushes.CONFIG;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.Pushes.Layer;

/** What artifacts of each kind are called, say of themselves, and carry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdditionsApiTest {
    private static final String CHART = "application/vnd.cncf.helm.config.v1+json";
    private static final String CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private static final String CHART_CONFIG = """
        {"name": "web", "version": "1.2.3", "apiVersion": "v2",
         "dependencies": [{"name": "db", "version": "1.x", "repository": "https://charts.example.com"}]}\
        """;
    private static final String MODEL = "application/vnd.cncf.model.config.v1+json";
    private static final String DOCUMENT = "application/vnd.cncf.model.doc.v1.";

    private TestServer server;
    private Pushes pushes;

    @BeforeAll
    void start() {
        server = new TestServer();
        pushes = new Pushes(server);
        server.create("kinds", 40, Visibility.PRIVATE);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void showsWhatAChartIsGivenAndNeeds() {
        chart(
                "whole",
                new TarFile()
                        .file("web/Chart.yaml", "name: web\n")
                        .file("web/charts/db/values.yaml", "wrong: true\n")
                        .file("web/values.yaml", "replicas: 1\n")
                        .file("web/README.md", "# Web <script>\n")
                        .gzip());
        JsonNode shown = json(get("whole"));
        assertThat(shown.path("type").asText()).isEqualTo("CHART");
        assertThat(shown.at("/extra_attrs/version").asText()).isEqualTo("1.2.3");
        assertThat(shown.path("addition_links").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("values.yaml", "readme.md", "dependencies");
        HttpResponse<String> values =
                server.get(shown.at("/addition_links/values.yaml/href").asText(), "Authorization", admin());
        assertThat(values.body()).isEqualTo("replicas: 1\n");
        assertThat(header(values, "Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(header(values, "X-Content-Type-Options")).isEqualTo("nosniff");
        HttpResponse<String> readme = get("whole/additions/README.MD");
        assertThat(readme.body()).isEqualTo("# Web <script>\n");
        assertThat(header(readme, "Content-Type")).isEqualTo("text/markdown; charset=UTF-8");
        assertThat(json(get("whole/additions/dependencies")).at("/0/name").asText())
                .isEqualTo("db");
        for (String other : new String[] {"build_history", "license", "files", "sbom", "x", "..%252Fvalues.yaml"}) {
            assertThat(error(get("whole/additions/" + other))).isEqualTo("400 BAD_REQUEST");
        }
    }

    @Test
    void saysWhatAChartLacks() {
        chart("empty", new TarFile().file("web/Chart.yaml", "name: web\n").gzip());
        assertThat(error(get("empty/additions/values.yaml"))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("empty/additions/readme.md"))).isEqualTo("404 NOT_FOUND");
        pushes.push("kinds/app", "bare", pushes.manifest(CHART, "{\"name\": \"bare\"}", ""));
        assertThat(error(get("bare/additions/values.yaml"))).isEqualTo("404 NOT_FOUND");
        assertThat(json(get("bare/additions/dependencies"))).isEmpty();
    }

    @Test
    void refusesToUnpackTooMuchOrWhatIsNoArchive() {
        chart(
                "bomb",
                TarFile.gzip(new TarFile()
                        .header("web/zeros", '0', 100L << 20)
                        .raw(new byte[100 << 20])
                        .tar()));
        chart("noise", "no archive at all".getBytes(StandardCharsets.UTF_8));
        byte[] cut = new TarFile().file("web/big", "x".repeat(100_000)).gzip();
        chart("cut", Arrays.copyOf(cut, cut.length / 2));
        chart("large", new byte[(16 << 20) + 1]);
        chart(
                "file",
                new TarFile().file("web/values.yaml", "x".repeat((1 << 20) + 1)).gzip());
        for (String tag : new String[] {"bomb", "noise", "cut", "large", "file"}) {
            assertThat(error(get(tag + "/additions/values.yaml"))).as(tag).isEqualTo("422 UNPROCESSABLE_ENTITY");
        }
    }

    @Test
    void readsNoLayerThatTheRepositoryDoesNotHold() {
        byte[] secret = new TarFile().file("web/values.yaml", "password: x\n").gzip();
        Layer layer = new Layer(CHART_LAYER, secret, "");
        String manifest = pushes.manifest(CHART, CHART_CONFIG, "", layer, new Layer("text/plain", new byte[] {7}, ""));
        pushes.push("secret/app", "theirs", manifest);
        // Sparse: its config is there and one of its layers, and that is not the secret one.
        Pushes mine = new Pushes(server);
        mine.push(
                "kinds/app",
                "other",
                mine.manifest(CHART, CHART_CONFIG, "", new Layer("text/plain", new byte[] {7}, "")));
        mine.push("kinds/app", "sparse", manifest);
        assertThat(error(get("sparse/additions/values.yaml"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void showsAModelWithItsFiles() {
        byte[] readme = new TarFile().file("README.md", "# Model\n").tar();
        byte[] license = new TarFile().file("x", "MIT\n").gzip();
        String config =
                "{\"descriptor\": {\"name\": \"m\", \"family\": \"llama3\"}, \"config\": {\"format\": \"gguf\"}}";
        pushes.push(
                "kinds/app",
                "model",
                pushes.manifest(
                        MODEL,
                        config,
                        "\"artifactType\": \"application/vnd.cncf.model.manifest.v1+json\",",
                        new Layer(DOCUMENT + "tar", readme, path("README.md")),
                        new Layer(DOCUMENT + "tar+gzip", license, path("LICENSE")),
                        new Layer(
                                "application/vnd.cncf.model.weight.v1.raw",
                                new byte[] {1, 2},
                                path("weights/a/model.gguf"))));
        JsonNode shown = json(get("model"));
        assertThat(shown.path("type").asText()).isEqualTo("CNAI");
        assertThat(shown.at("/extra_attrs/descriptor/family").asText()).isEqualTo("llama3");
        assertThat(get("model/additions/readme.md").body()).isEqualTo("# Model\n");
        assertThat(get("model/additions/license").body()).isEqualTo("MIT\n");
        JsonNode files = json(get("model/additions/files"));
        assertThat(files.at("/0/name").asText()).isEqualTo("weights");
        assertThat(files.at("/0/type").asText()).isEqualTo("directory");
        assertThat(files.at("/0/children/0/children/0/size").asLong()).isEqualTo(2);
        assertThat(files.findValuesAsText("name"))
                .containsExactly("weights", "a", "model.gguf", "LICENSE", "README.md");
        pushes.push(
                "kinds/app",
                "raw",
                pushes.manifest(
                        MODEL,
                        config,
                        "",
                        new Layer(DOCUMENT + "raw", "# Raw\n".getBytes(StandardCharsets.UTF_8), path("README"))));
        assertThat(json(get("raw")).path("type").asText()).isEqualTo("CNAI");
        assertThat(get("raw/additions/readme.md").body()).isEqualTo("# Raw\n");
        assertThat(error(get("raw/additions/license"))).isEqualTo("404 NOT_FOUND");
        for (String bad : new String[] {"../up", "a/".repeat(40) + "b"}) {
            pushes.push(
                    "kinds/app",
                    "bad",
                    pushes.manifest(MODEL, config, "", new Layer(DOCUMENT + "raw", new byte[] {3}, path(bad))));
            assertThat(error(get("bad/additions/files"))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        }
    }

    @Test
    void showsAModelAsDockerPackagesIt() {
        pushes.push(
                "kinds/app",
                "docker",
                pushes.manifest(
                        "application/vnd.docker.ai.model.config.v0.1+json",
                        "{\"config\": {\"format\": \"gguf\", \"parameters\": \"3.21 B\"}}",
                        "",
                        new Layer("application/vnd.docker.ai.gguf.v3", new byte[] {9}, ""),
                        new Layer(
                                "application/vnd.docker.ai.license", "Apache\n".getBytes(StandardCharsets.UTF_8), "")));
        JsonNode shown = json(get("docker"));
        assertThat(shown.path("type").asText()).isEqualTo("CNAI");
        assertThat(shown.at("/extra_attrs/config/parameters").asText()).isEqualTo("3.21 B");
        assertThat(get("docker/additions/license").body()).isEqualTo("Apache\n");
        assertThat(json(get("docker/additions/files"))).isEmpty();
        assertThat(error(get("docker/additions/readme.md"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void showsModulesBundlesAndOthers() {
        pushes.push(
                "kinds/app",
                "compat",
                pushes.image(CONFIG, "\"annotations\": {\"module.wasm.image/variant\": \"compat\"},"));
        JsonNode compat = json(get("compat"));
        assertThat(compat.path("type").asText()).isEqualTo("WASM");
        assertThat(compat.at("/extra_attrs/architecture").asText()).isEqualTo("amd64");
        assertThat(json(get("compat/additions/build_history"))
                        .at("/0/created_by")
                        .asText())
                .isEqualTo("COPY . /");
        pushes.push(
                "kinds/app",
                "wasm",
                pushes.manifest(
                        "application/vnd.wasm.config.v1+json",
                        "{}",
                        "",
                        new Layer(
                                "application/vnd.wasm.content.layer.v1+wasm",
                                new byte[] {0, 'a', 's', 'm'},
                                "\"annotations\": {\"org.opencontainers.image.title\": \"hello.wasm\"},")));
        JsonNode wasm = json(get("wasm"));
        assertThat(wasm.path("type").asText()).isEqualTo("WASM");
        assertThat(wasm.at("/extra_attrs/org.opencontainers.image.title").asText())
                .isEqualTo("hello.wasm");
        pushes.push(
                "kinds/app",
                "example",
                pushes.manifest("application/vnd.example.tool.config.v1+json", "{\"a\": 1}", ""));
        JsonNode example = json(get("example"));
        assertThat(example.path("type").asText()).isEqualTo("TOOL");
        assertThat(example.at("/extra_attrs/a").asLong()).isEqualTo(1);
        pushes.push(
                "kinds/app",
                "generic",
                pushes.manifest(
                        "application/vnd.oci.empty.v1+json",
                        "{}",
                        "\"artifactType\": \"application/vnd.example+type\","));
        JsonNode generic = json(get("generic"));
        assertThat(generic.path("type").asText()).isEqualTo("UNKNOWN");
        assertThat(generic.path("artifact_type").asText()).isEqualTo("application/vnd.example+type");
        assertThat(error(get("generic/additions/readme.md"))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void showsABundleByTheConfigAmongItsParts() {
        String config = pushes.pushByDigest("kinds/app", pushes.image("{\"name\": \"bundle\"}", ""));
        String image = pushes.pushByDigest("kinds/app", pushes.image(CONFIG, ""));
        String index = Pushes.index(
                        "\"annotations\": {\"org.opencontainers.artifactType\": \"application/vnd.cnab.manifest.v1\"},",
                        config,
                        image)
                .replaceFirst(
                        "\"size\": 10,", "\"size\": 10, \"annotations\": {\"io.cnab.manifest.type\": \"config\"},");
        pushes.push("kinds/app", "bundle", index);
        JsonNode bundle = json(get("bundle"));
        assertThat(bundle.path("type").asText()).isEqualTo("CNAB");
        assertThat(bundle.at("/extra_attrs/name").asText()).isEqualTo("bundle");
        assertThat(bundle.path("addition_links")).isEmpty();
    }

    @Test
    void showsABillOfMaterials() {
        String sbom = "{\"spdxVersion\": \"SPDX-2.3\"}";
        String type = "application/vnd.goharbor.harbor.sbom.v1";
        pushes.push(
                "kinds/app",
                "sbom",
                pushes.manifest(type, "{}", "", new Layer(type, sbom.getBytes(StandardCharsets.UTF_8), "")));
        HttpResponse<String> shown = get("sbom/additions/sbom");
        assertThat(shown.body()).isEqualTo(sbom);
        assertThat(header(shown, "Content-Type")).isEqualTo(type);
    }

    @Test
    void takesWhatClientsAskForThatIsNotThereYet() {
        pushes.push("kinds/app", "asked", pushes.image(CONFIG, ""));
        String all = "?with_scan_overview=true&with_sbom_overview=true&with_immutable_status=true&with_signature=true";
        for (String path : new String[] {"/asked" + all, all}) {
            HttpResponse<String> shown = server.get(
                    "/api/v2.0/projects/kinds/repositories/app/artifacts" + path,
                    "Authorization",
                    admin(),
                    "X-Accept-Vulnerabilities",
                    "application/vnd.security.vulnerability.report; version=1.1");
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(json(shown).findValue("scan_overview")).isNull();
            assertThat(json(shown).findValue("sbom_overview")).isNull();
            assertThat(json(shown).findValue("immutable").asBoolean()).isFalse();
        }
        assertThat(get("asked/tags?with_immutable_status=true").statusCode()).isEqualTo(200);
    }

    private void chart(String tag, byte[] layer) {
        pushes.push("kinds/app", tag, pushes.manifest(CHART, CHART_CONFIG, "", new Layer(CHART_LAYER, layer, "")));
    }

    private static String path(String file) {
        return "\"annotations\": {\"org.cncf.model.filepath\": \"" + file + "\"},";
    }

    private HttpResponse<String> get(String path) {
        return server.send(
                "GET",
                "/api/v2.0/projects/kinds/repositories/app/artifacts/" + path,
                BodyPublishers.noBody(),
                "Authorization",
                admin());
    }
}
