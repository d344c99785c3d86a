package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.Pushes.CONFIG;
import static org.shiplog.http.Pushes.digest;
import static org.shiplog.http.Pushes.subject;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.Pushes.Layer;

/** Which pictures stand beside artifacts, and who sees those that artifacts bring. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IconsApiTest {
    private static final String MARK = "\"annotations\": {\"io.goharbor.artifact.v1alpha1.icon\": \"\"},";
    private static final String MODEL = "application/vnd.caicloud.model.config.v1alpha1+json";
    private static final byte[] PNG = latin("\u0089PNG\r\n\u001a\n and so on");
    private static final int SIDE = 96;

    private TestServer server;
    private Pushes pushes;
    private int models;

    @BeforeAll
    void start() {
        server = new TestServer();
        pushes = new Pushes(server);
        server.create("shown", 40, Visibility.PUBLIC);
        server.create("hidden", 41, Visibility.PRIVATE);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static byte[] latin(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String iconOf(String project, String tag, String manifest) {
        pushes.push(project + "/app", tag, manifest);
        return json(server.get(
                        "/api/v2.0/projects/" + project + "/repositories/app/artifacts/" + tag,
                        "Authorization",
                        admin()))
                .path("icon")
                .asText();
    }

    /** With a config of its own: where that is known already, layers may be missing. */
    private String model(Layer... layers) {
        return pushes.manifest(MODEL, "{\"number\": " + ++models + "}", "", layers);
    }

    @Test
    void everyKindHasItsOwn() throws IOException {
        Set<String> icons = new HashSet<>();
        String image = pushes.image(CONFIG, "");
        icons.add(iconOf("shown", "image", image));
        for (String config : new String[] {
            "application/vnd.cncf.helm.config.v1+json",
            "application/vnd.wasm.config.v1+json",
            "application/vnd.cncf.model.config.v1+json",
            "application/vnd.goharbor.harbor.sbom.v1",
            "application/vnd.example.unheard-of"
        }) {
            icons.add(iconOf("shown", "kind" + icons.size(), pushes.manifest(config, "{}", "")));
        }
        String other = pushes.image("{\"architecture\": \"arm64\"}", "");
        pushes.push("shown/app", "other", other);
        icons.add(iconOf(
                "shown",
                "bundle",
                Pushes.index(
                        "\"annotations\": {\"org.opencontainers.artifactType\": \"application/vnd.cnab.manifest.v1\"},",
                        digest(image).toString(),
                        digest(other).toString())));
        for (String signature :
                new String[] {"application/vnd.dev.cosign.artifact.sig.v1+json", "application/vnd.cncf.notary.signature"
                }) {
            pushes.pushByDigest(
                    "shown/app",
                    pushes.manifest(signature, "{}", subject(digest(image).toString())));
        }
        json(server.get("/api/v2.0/projects/shown/repositories/app/artifacts/image/accessories"))
                .forEach(accessory -> icons.add(accessory.path("icon").asText()));
        assertThat(icons).hasSize(9).allMatch(icon -> icon.matches("sha256:[0-9a-f]{64}"));
        for (String icon : icons) {
            JsonNode shown = json(server.get("/api/v2.0/icons/" + icon));
            assertThat(shown.path("content-type").asText()).isEqualTo("image/png");
            byte[] content = Base64.getDecoder().decode(shown.path("content").asText());
            assertThat(ImageIO.read(new ByteArrayInputStream(content)).getWidth())
                    .isEqualTo(SIDE);
            assertThat(DigestAlgorithm.SHA256.digestOf(content)).hasToString(icon);
        }
    }

    @ParameterizedTest
    @CsvSource({"89504e470d0a1a0a, image/png", "ffd8ff, image/jpeg", "474946383961, image/gif"})
    void anArtifactBringsItsOwn(String signature, String type) {
        byte[] image = HexFormat.of().parseHex(signature + "0102");
        String icon = iconOf(
                "shown", "own", model(new Layer("application/octet-stream", image, ""), new Layer(type, image, MARK)));
        assertThat(icon).isEqualTo(DigestAlgorithm.SHA256.digestOf(image).toString());
        JsonNode shown = json(server.get("/api/v2.0/icons/" + icon.replace(":", "%3A")));
        assertThat(shown.path("content-type").asText()).isEqualTo(type);
        assertThat(Base64.getDecoder().decode(shown.path("content").asText())).isEqualTo(image);
    }

    @Test
    void nobodySeesThatOfAProjectThatTheyDoNotSee() {
        String icon = iconOf("hidden", "own", model(new Layer("image/png", PNG, MARK)));
        assertThat(server.get("/api/v2.0/icons/" + icon, "Authorization", admin())
                        .statusCode())
                .isEqualTo(200);
        assertThat(error(server.get("/api/v2.0/icons/" + icon))).isEqualTo("404 NOT_FOUND");
        assertThat(error(server.get("/api/v2.0/icons/" + icon, "Authorization", alice())))
                .isEqualTo("404 NOT_FOUND");
    }

    @Test
    void whatIsNoIconIsUnknown() {
        byte[] page = latin("<svg onload='alert(1)'/>");
        String icon = iconOf("shown", "page", model(new Layer("image/png", page, MARK)));
        assertThat(error(server.get("/api/v2.0/icons/" + icon))).isEqualTo("404 NOT_FOUND");
        byte[] large = Arrays.copyOf(PNG, (1 << 20) + 1);
        String built = iconOf("shown", "large", model(new Layer("image/png", large, MARK)));
        assertThat(built).isEqualTo(iconOf("shown", "none", model()));
        assertThat(error(server.get("/api/v2.0/icons/" + DigestAlgorithm.SHA256.digestOf(large))))
                .isEqualTo("404 NOT_FOUND");
        String manifest = pushes.push("shown/app", "manifest", pushes.image(CONFIG, ""));
        assertThat(error(server.get("/api/v2.0/icons/" + manifest))).isEqualTo("404 NOT_FOUND");
        assertThat(error(server.get("/api/v2.0/icons/sha512:" + "0".repeat(128))))
                .isEqualTo("404 NOT_FOUND");
        for (String malformed :
                new String[] {"sha256:0", "image", "sha256:" + "G".repeat(64), "%00", "a".repeat(300)}) {
            assertThat(error(server.get("/api/v2.0/icons/" + malformed)))
                    .as(malformed)
                    .isEqualTo("400 BAD_REQUEST");
        }
    }
}
