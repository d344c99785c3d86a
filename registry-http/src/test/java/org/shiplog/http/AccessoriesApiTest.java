package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.Pushes.CONFIG;
import static org.shiplog.http.Pushes.digest;
import static org.shiplog.http.Pushes.subject;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.Pushes.Layer;

/** What is attached to an image in each of the ways there are, whichever of the two comes first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessoriesApiTest {
    private TestServer server;
    private Pushes pushes;
    private int repositories;

    @BeforeAll
    void start() {
        server = new TestServer();
        pushes = new Pushes(server);
        server.create("attached", 40, Visibility.PRIVATE);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.dev.cosign.artifact.sig.v1+json, signature.cosign",
        "application/vnd.dev.sigstore.bundle.v0.3+json, signature.cosign",
        "application/vnd.cncf.notary.signature, signature.notation",
        "application/vnd.goharbor.harbor.sbom.v1, sbom.harbor",
        "application/vnd.in-toto+json, subject.accessory",
    })
    void knowsWhatNamesItsSubject(String type, String kind) {
        String image = pushes.image(CONFIG, "");
        String byType = pushes.manifest(
                "application/vnd.oci.empty.v1+json",
                "{}",
                "\"artifactType\": \"" + type + "\", " + subject(digest(image).toString()));
        checkBothOrders(image, digest(byType).toString(), byType, kind);
        String byConfig = pushes.manifest(type, "{}", subject(digest(image).toString()));
        checkBothOrders(image, digest(byConfig).toString(), byConfig, kind);
    }

    @ParameterizedTest
    @CsvSource({"sig, signature.cosign", "att, subject.accessory", "sbom, subject.accessory"})
    void knowsWhatIsAttachedByATag(String suffix, String kind) {
        String image = pushes.image(CONFIG, "");
        String tag = digest(image).toString().replace(':', '-') + "." + suffix;
        checkBothOrders(
                image,
                tag,
                pushes.manifest("application/vnd.oci.image.config.v1+json", "{\"" + suffix + "\": 1}", ""),
                kind);
    }

    @Test
    void knowsTheOtherFormOfAnImage() {
        String image = pushes.image(CONFIG, "");
        checkBothOrders(image, "v1-nydus", nydus(digest(image).toString()), "accelerator.nydus");
    }

    @Test
    void copiesTheOtherFormOfAnImageWithItsTag() {
        String image = pushes.image(CONFIG, "");
        pushes.push("attached/from", "v1", image);
        String other =
                pushes.push("attached/from", "v1-nydus", nydus(digest(image).toString()));
        for (String from : List.of(":v1", "@" + other)) {
            HttpResponse<String> copied = server.send(
                    "POST",
                    "/api/v2.0/projects/attached/repositories/to/artifacts?from=attached/from" + from,
                    BodyPublishers.noBody(),
                    "Authorization",
                    admin());
            assertThat(copied.statusCode()).isEqualTo(from.equals(":v1") ? 201 : 403);
        }
        assertThat(server.get("/v2/attached/to/manifests/v1-nydus", "Authorization", admin())
                        .headers()
                        .firstValue("Docker-Content-Digest"))
                .contains(other);
    }

    /** As the converters write it. */
    private String nydus(String source) {
        return pushes.manifest(
                Pushes.IMAGE_CONFIG,
                "{\"nydus\": 1}",
                "\"annotations\": {\"io.goharbor.artifact.v1alpha1.acceleration.driver.name\": \"nydus\","
                        + " \"io.goharbor.artifact.v1alpha1.acceleration.source.digest\": \"" + source + "\"},",
                new Layer(
                        "application/vnd.oci.image.layer.nydus.blob.v1",
                        new byte[] {1},
                        "\"annotations\": {\"containerd.io/snapshot/nydus-blob\": \"true\"},"),
                new Layer(
                        "application/vnd.oci.image.layer.v1.tar+gzip",
                        new byte[] {2},
                        "\"annotations\": {\"containerd.io/snapshot/nydus-bootstrap\": \"true\"},"));
    }

    private void checkBothOrders(String image, String reference, String accessory, String kind) {
        check(image, reference, accessory, kind, true);
        check(image, reference, accessory, kind, false);
    }

    private void check(String image, String reference, String accessory, String kind, boolean subjectFirst) {
        repositories++;
        String repository = "attached/r" + repositories;
        if (subjectFirst) {
            pushes.push(repository, "v1", image);
            pushes.push(repository, reference, accessory);
        } else {
            pushes.push(repository, reference, accessory);
            assertThat(list().findValuesAsText("digest"))
                    .containsExactly(digest(accessory).toString());
            pushes.push(repository, "v1", image);
        }
        JsonNode listed = list();
        assertThat(listed).hasSize(1);
        assertThat(listed.at("/0/digest").asText()).isEqualTo(digest(image).toString());
        assertThat(listed.at("/0/accessories")).hasSize(1);
        assertThat(listed.at("/0/accessories/0/type").asText()).isEqualTo(kind);
        assertThat(listed.at("/0/accessories/0/digest").asText())
                .isEqualTo(digest(accessory).toString());
        assertThat(listed.at("/0/accessories/0/subject_artifact_digest").asText())
                .isEqualTo(digest(image).toString());
        assertThat(send("DELETE", "/v1").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/" + digest(accessory)).statusCode()).isEqualTo(404);
        assertThat(list()).isEmpty();
    }

    private JsonNode list() {
        return json(send("GET", ""));
    }

    private HttpResponse<String> send(String method, String path) {
        return server.send(
                method,
                "/api/v2.0/projects/attached/repositories/r" + repositories + "/artifacts" + path,
                BodyPublishers.noBody(),
                "Authorization",
                admin());
    }
}
