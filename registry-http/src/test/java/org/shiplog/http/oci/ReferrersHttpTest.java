package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.OCI_INDEX;
import static org.shiplog.http.oci.RegistryClient.OCI_MANIFEST;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.descriptor;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.error;
import static org.shiplog.http.oci.RegistryClient.header;
import static org.shiplog.http.oci.RegistryClient.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

class ReferrersHttpTest {
    private static final Digest SUBJECT = digest(bytes("subject"));
    private static final AtomicInteger REPOSITORIES = new AtomicInteger();

    private static TestRegistry registry;
    private static RegistryClient client;

    private String repository;

    @BeforeAll
    static void start() {
        registry = new TestRegistry();
        client = new RegistryClient(registry.address());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @BeforeEach
    void takeFreshRepository() {
        repository = "team/referrers-" + REPOSITORIES.incrementAndGet();
    }

    private HttpResponse<byte[]> list(Object subject) {
        return client.get("/v2/" + repository + "/referrers/" + subject);
    }

    private static List<String> digests(HttpResponse<byte[]> response) {
        List<String> digests = new ArrayList<>();
        for (JsonNode descriptor : json(response).get("manifests")) {
            digests.add(descriptor.get("digest").asText());
        }
        return digests;
    }

    private static String index(Digest subject, String members) {
        return "{\"schemaVersion\":2,\"manifests\":[],\"subject\":" + descriptor("subject", subject, 7) + members + "}";
    }

    private Digest push(String type, String manifest) {
        HttpResponse<byte[]> response =
                client.putManifest(repository, digest(bytes(manifest)).toString(), type, bytes(manifest));
        assertThat(response.statusCode()).isEqualTo(201);
        return digest(bytes(manifest));
    }

    @Test
    void describesReferrersAsTheyDescribeThemselves() {
        Digest config = client.push(repository, bytes("config"));
        String image =
                "{\"schemaVersion\":2,\"config\":" + descriptor("config", config, 6) + ",\"layers\":[],\"subject\":"
                        + descriptor("subject", SUBJECT, 7) + ",\"annotations\":{\"a\":\"1\",\"b\":\"\\u00e9\\n\"}}";
        Digest pushed = push(OCI_MANIFEST, image);
        Digest plain = push(OCI_INDEX, index(SUBJECT, ""));

        HttpResponse<byte[]> response = list(SUBJECT);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo(OCI_INDEX);
        assertThat(response.headers().firstValue("OCI-Filters-Applied")).isEmpty();
        assertThat(json(response).get("schemaVersion").asInt()).isEqualTo(2);
        assertThat(json(response).get("mediaType").asText()).isEqualTo(OCI_INDEX);
        assertThat(digests(response)).containsExactlyInAnyOrder(pushed.toString(), plain.toString());
        for (JsonNode descriptor : json(response).get("manifests")) {
            boolean isImage = descriptor.get("digest").asText().equals(pushed.toString());
            assertThat(descriptor.get("mediaType").asText()).isEqualTo(isImage ? OCI_MANIFEST : OCI_INDEX);
            assertThat(descriptor.get("size").asInt()).isEqualTo(bytes(isImage ? image : index(SUBJECT, "")).length);
            if (isImage) {
                assertThat(descriptor.get("artifactType").asText()).isEqualTo("application/vnd.example.config");
                assertThat(descriptor.get("annotations").get("b").asText()).isEqualTo("é\n");
            } else {
                assertThat(descriptor.has("artifactType")).isFalse();
                assertThat(descriptor.has("annotations")).isFalse();
            }
        }
    }

    @Test
    void confirmsTheSubjectOfAPush() {
        byte[] referrer = bytes(index(SUBJECT, ""));

        for (String reference : List.of("tagged", digest(referrer).toString())) {
            assertThat(header(client.putManifest(repository, reference, OCI_INDEX, referrer), "OCI-Subject"))
                    .isEqualTo(SUBJECT.toString());
        }
        assertThat(digests(list(SUBJECT))).containsExactly(digest(referrer).toString());
        byte[] without = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
        assertThat(client.putManifest(repository, "x", OCI_INDEX, without)
                        .headers()
                        .firstValue("OCI-Subject"))
                .isEmpty();
    }

    @Test
    void filtersByArtifactType() {
        Digest wanted = push(OCI_INDEX, index(SUBJECT, ",\"artifactType\":\"application/x+json\""));
        push(OCI_INDEX, index(SUBJECT, ",\"artifactType\":\"application/y\""));

        for (String value : List.of("application/x+json", "application%2Fx%2Bjson")) {
            HttpResponse<byte[]> hit = list(SUBJECT + "?artifactType=" + value);
            assertThat(digests(hit)).containsExactly(wanted.toString());
            assertThat(header(hit, "OCI-Filters-Applied")).isEqualTo("artifactType");
        }
        HttpResponse<byte[]> miss = list(SUBJECT + "?artifactType=application/z");
        assertThat(digests(miss)).isEmpty();
        assertThat(header(miss, "OCI-Filters-Applied")).isEqualTo("artifactType");
        HttpResponse<byte[]> none = list(SUBJECT + "?artifactType=");
        assertThat(digests(none)).hasSize(2);
        assertThat(none.headers().firstValue("OCI-Filters-Applied")).isEmpty();
    }

    @Test
    void neverSaysThatNothingRefersWithAnError() {
        assertThat(list(SUBJECT).statusCode()).isEqualTo(200);
        assertThat(digests(list(SUBJECT))).isEmpty();
        client.push(repository, bytes("x"));
        assertThat(digests(list(SUBJECT))).isEmpty();
        assertThat(digests(list("blake99:Zm9v"))).isEmpty();
        assertThat(error(list("sha256:12"))).isEqualTo("400 DIGEST_INVALID");
        assertThat(error(list("latest"))).isEqualTo("400 DIGEST_INVALID");
        assertThat(error(list(SUBJECT + "?last=x"))).isEqualTo("400 DIGEST_INVALID");
    }

    @Test
    void listsReferrersOfItsOwnRepositoryOnly() {
        push(OCI_INDEX, index(SUBJECT, ""));

        assertThat(digests(client.get("/v2/team/app/referrers/" + SUBJECT))).isEmpty();
    }

    @Test
    void dropsDeletedReferrersAndKeepsThoseOfADeletedSubject() {
        byte[] subject = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
        client.putManifest(repository, "subject", OCI_INDEX, subject);
        Digest one = push(OCI_INDEX, index(digest(subject), ""));
        Digest two = push(OCI_INDEX, index(digest(subject), ",\"x\":2"));

        client.delete("/v2/" + repository + "/manifests/" + digest(subject));
        assertThat(digests(list(digest(subject)))).containsExactlyInAnyOrder(one.toString(), two.toString());
        client.delete("/v2/" + repository + "/manifests/" + one);
        assertThat(digests(list(digest(subject)))).containsExactly(two.toString());
    }

    @Test
    void takesSubjectsUnderSha512() {
        Digest sha512 = DigestAlgorithm.SHA512.digestOf(bytes("subject"));
        Digest pushed = push(OCI_INDEX, index(sha512, ""));

        assertThat(digests(list(sha512))).containsExactly(pushed.toString());
    }

    @Test
    void refusesASubjectThatIsNone() {
        String bad = index(SUBJECT, "").replace(SUBJECT.toString(), "sha256:12");

        assertThat(error(client.putManifest(repository, "x", OCI_INDEX, bytes(bad))))
                .isEqualTo("400 MANIFEST_INVALID");
    }

    @Test
    void endsAPageBeforeItOutgrowsAManifest() {
        String large = "x".repeat(1_500_000);
        Set<String> pushed = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            String members =
                    ",\"artifactType\":\"a/b+c\",\"annotations\":{\"n\":\"" + i + "\",\"x\":\"" + large + "\"}";
            pushed.add(push(OCI_INDEX, index(SUBJECT, members)).toString());
        }

        List<String> found = new ArrayList<>();
        int pages = 0;
        Optional<String> at = Optional.of("/v2/" + repository + "/referrers/" + SUBJECT + "?artifactType=a/b%2Bc");
        while (at.isPresent()) {
            HttpResponse<byte[]> page = client.get(at.get());
            assertThat(page.body()).hasSizeLessThan(4 * 1024 * 1024);
            assertThat(header(page, "OCI-Filters-Applied")).isEqualTo("artifactType");
            found.addAll(digests(page));
            pages++;
            at = page.headers().firstValue("Link").map(link -> link.substring(1, link.indexOf('>')));
        }

        assertThat(found).hasSize(5).containsExactlyInAnyOrderElementsOf(pushed);
        assertThat(pages).isEqualTo(3);
    }
}
