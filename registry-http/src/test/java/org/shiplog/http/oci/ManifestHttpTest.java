package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.OCI_INDEX;
import static org.shiplog.http.oci.RegistryClient.OCI_MANIFEST;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.descriptor;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.error;
import static org.shiplog.http.oci.RegistryClient.header;
import static org.shiplog.http.oci.RegistryClient.image;
import static org.shiplog.http.oci.RegistryClient.json;
import static org.shiplog.http.oci.RegistryClient.text;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

class ManifestHttpTest {
    private static final byte[] EMPTY_INDEX = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
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
        repository = "team/manifests-" + REPOSITORIES.incrementAndGet();
    }

    private String path(Object reference) {
        return "/v2/" + repository + "/manifests/" + reference;
    }

    private HttpResponse<byte[]> put(Object reference, byte[] manifest) {
        return client.putManifest(repository, reference.toString(), OCI_INDEX, manifest);
    }

    private static byte[] index(String mark) {
        return bytes("{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"mark\":\"" + mark + "\"}}");
    }

    @Test
    void givesBackExactlyWhatWasPushed() {
        byte[] odd = bytes("\n{ \"manifests\" :\t[] , \"x\\/y\":\"\\u00e9é\", \"schemaVersion\":2}\n\n");

        HttpResponse<byte[]> pushed = put("odd", odd);

        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(header(pushed, "Docker-Content-Digest"))
                .isEqualTo(digest(odd).toString());
        assertThat(header(pushed, "Location")).isEqualTo(path(digest(odd)));
        assertThat(pushed.headers().firstValue("OCI-Tag")).isEmpty();
        for (Object reference : List.of("odd", digest(odd))) {
            HttpResponse<byte[]> pulled = client.get(path(reference));
            assertThat(pulled.body()).isEqualTo(odd);
            assertThat(header(pulled, "Content-Type")).isEqualTo(OCI_INDEX);
            assertThat(header(pulled, "Docker-Content-Digest"))
                    .isEqualTo(digest(odd).toString());
        }
    }

    @Test
    void answersHeadLikeGetWithoutReadingTheManifest() {
        put("latest", EMPTY_INDEX);

        for (Object reference : List.of("latest", digest(EMPTY_INDEX))) {
            HttpResponse<byte[]> get = client.get(path(reference));
            int reads = registry.manifests.reads();
            HttpResponse<byte[]> head = client.head(path(reference));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(registry.manifests.reads()).isEqualTo(reads);
            for (String name :
                    List.of("Content-Length", "Content-Type", "Docker-Content-Digest", "ETag", "Cache-Control")) {
                assertThat(header(head, name)).isEqualTo(header(get, name));
            }
        }
        assertThat(header(client.head(path("latest")), "Cache-Control")).contains("no-cache");
        assertThat(header(client.head(path(digest(EMPTY_INDEX))), "Cache-Control"))
                .contains("immutable");
    }

    @Test
    void ignoresWhatTheClientAccepts() {
        put("latest", EMPTY_INDEX);

        for (String accept : List.of("*/*", "application/json", "text/html;q=0.1", OCI_MANIFEST + ";q=0")) {
            HttpResponse<byte[]> response = client.get(path("latest"), "Accept", accept, "Accept", "x/y");
            assertThat(header(response, "Content-Type")).isEqualTo(OCI_INDEX);
            assertThat(response.body()).isEqualTo(EMPTY_INDEX);
        }
    }

    @Test
    void sendsNothingThatTheClientHasUntilTheTagMoves() {
        put("latest", EMPTY_INDEX);
        String tag = "\"" + digest(EMPTY_INDEX) + "\"";

        HttpResponse<byte[]> unchanged = client.get(path("latest"), "If-None-Match", tag);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(header(unchanged, "ETag")).isEqualTo(tag);
        assertThat(client.get(
                                path("latest"),
                                "If-None-Match",
                                digest(EMPTY_INDEX).toString())
                        .statusCode())
                .isEqualTo(304);
        assertThat(client.head(path("latest"), "If-None-Match", "\"x\", " + tag).statusCode())
                .isEqualTo(304);
        put("latest", index("moved"));
        assertThat(client.get(path("latest"), "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void ignoresParametersOfTheContentType() {
        client.putManifest(repository, "latest", OCI_INDEX + "; charset=utf-8", EMPTY_INDEX);

        assertThat(header(client.get(path("latest")), "Content-Type")).isEqualTo(OCI_INDEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.docker.distribution.manifest.list.v2+json",
                "application/vnd.example.thing.v1+json",
                "application/json",
                "text/plain",
            })
    void keepsEveryType(String type) {
        assertThat(client.putManifest(repository, "x", type, EMPTY_INDEX).statusCode())
                .isEqualTo(201);
        assertThat(header(client.get(path("x")), "Content-Type")).isEqualTo(type);
        assertThat(header(client.head(path("x")), "Content-Type")).isEqualTo(type);
    }

    @Test
    void takesTheTypeFromTheBodyWhenTheHeaderIsMissing() {
        byte[] typed = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + OCI_INDEX + "\",\"manifests\":[]}");

        assertThat(client.send("PUT", path("x"), typed).statusCode()).isEqualTo(201);
        assertThat(header(client.get(path("x")), "Content-Type")).isEqualTo(OCI_INDEX);
        assertThat(error(client.send("PUT", path("y"), EMPTY_INDEX))).isEqualTo("400 MANIFEST_INVALID");
    }

    @Test
    void keepsAnOverwrittenManifestUnderItsDigest() {
        put("latest", index("one"));
        put("latest", index("two"));
        put("again", index("two"));

        assertThat(client.get(path("latest")).body()).isEqualTo(index("two"));
        assertThat(client.get(path("again")).body()).isEqualTo(index("two"));
        assertThat(client.get(path(digest(index("one")))).body()).isEqualTo(index("one"));
    }

    @Test
    void makesNoTagForAPushByDigest() {
        assertThat(put(digest(EMPTY_INDEX), EMPTY_INDEX).statusCode()).isEqualTo(201);
        assertThat(json(client.get("/v2/" + repository + "/tags/list")).get("tags"))
                .isEmpty();
    }

    @Test
    void refusesBytesThatDoNotHaveTheDigest() {
        assertThat(error(put(digest(EMPTY_INDEX), index("other")))).isEqualTo("400 DIGEST_INVALID");
        assertThat(error(client.get(path(digest(EMPTY_INDEX))))).startsWith("404");
        assertThat(error(client.get(path(digest(index("other")))))).startsWith("404");
    }

    @Test
    void takesManifestsUnderSha512() {
        Digest sha512 = DigestAlgorithm.SHA512.digestOf(EMPTY_INDEX);

        HttpResponse<byte[]> response = put(sha512 + "?tag=long", EMPTY_INDEX);

        assertThat(header(response, "Docker-Content-Digest")).isEqualTo(sha512.toString());
        assertThat(header(client.head(path("long")), "Docker-Content-Digest")).isEqualTo(sha512.toString());
        assertThat(client.get(path(sha512)).body()).isEqualTo(EMPTY_INDEX);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, .x, 400 MANIFEST_INVALID",
        "PUT, -x, 400 MANIFEST_INVALID",
        "PUT, a%2Fb, 400 MANIFEST_INVALID",
        "PUT, sha256:12, 400 DIGEST_INVALID",
        "PUT, md5:d41d8cd98f00b204e9800998ecf8427e, 400 DIGEST_INVALID",
        "GET, .x, 404 MANIFEST_UNKNOWN",
        "GET, sha256:12, 400 DIGEST_INVALID",
        "GET, nothing, 404 MANIFEST_UNKNOWN",
        "DELETE, .x, 404 MANIFEST_UNKNOWN",
        "DELETE, sha256:12, 400 DIGEST_INVALID",
        "DELETE, nothing, 404 MANIFEST_UNKNOWN",
    })
    void refusesWhatIsNeitherTagNorDigest(String method, String reference, String answer) {
        put("x", EMPTY_INDEX);

        assertThat(error(client.send(method, path(reference), EMPTY_INDEX, "Content-Type", OCI_INDEX)))
                .isEqualTo(answer);
    }

    @Test
    void limitsTheLengthOfTags() {
        assertThat(put("t".repeat(128), EMPTY_INDEX).statusCode()).isEqualTo(201);
        assertThat(error(put("t".repeat(129), EMPTY_INDEX))).isEqualTo("400 MANIFEST_INVALID");
        assertThat(put("_x", EMPTY_INDEX).statusCode()).isEqualTo(201);
    }

    @Test
    void takesManifestsUpToFourMebibytes() {
        byte[] largest = new byte[4 * 1024 * 1024];
        Arrays.fill(largest, (byte) ' ');
        System.arraycopy(EMPTY_INDEX, 0, largest, 0, EMPTY_INDEX.length);
        byte[] tooLarge = Arrays.copyOf(largest, largest.length + 1);

        assertThat(put("largest", largest).statusCode()).isEqualTo(201);
        assertThat(client.get(path("largest")).body()).isEqualTo(largest);
        assertThat(error(put("larger", tooLarge))).isEqualTo("413 MANIFEST_INVALID");
        assertThat(client.stream("PUT", path("largest"), largest, "Content-Type", OCI_INDEX)
                        .statusCode())
                .isEqualTo(201);
        assertThat(error(client.stream("PUT", path("larger"), tooLarge, "Content-Type", OCI_INDEX)))
                .isEqualTo("413 MANIFEST_INVALID");
    }

    @Test
    void refusesWhatNoManifestMayBe() {
        assertThat(error(put("x", bytes("no JSON")))).isEqualTo("400 MANIFEST_INVALID");
        assertThat(error(put("x", new byte[0]))).isEqualTo("400 MANIFEST_INVALID");
        assertThat(error(put("x", bytes("{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}"))))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(error(put("x", bytes("{\"schemaVersion\":2,\"manifests\":[],\"manifests\":[]}"))))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(error(put("x", bytes("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)))))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(error(client.putManifest(
                        repository, "x", OCI_MANIFEST, bytes("{\"mediaType\":\"" + OCI_INDEX + "\"}"))))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(error(client.send(
                        "PUT", path("x"), EMPTY_INDEX, "Content-Type", OCI_INDEX, "Content-Encoding", "gzip")))
                .isEqualTo("415 UNSUPPORTED");
        assertThat(error(client.get(path("x")))).isEqualTo("404 NAME_UNKNOWN");
    }

    @Test
    void namesEveryMissingBlob() {
        Digest config = digest(bytes("config"));
        Digest layer = digest(bytes("layer"));
        byte[] manifest = bytes(image(descriptor("config", config, 6), descriptor("layer", layer, 5)));

        HttpResponse<byte[]> response = client.putManifest(repository, "x", OCI_MANIFEST, manifest);

        assertThat(error(response)).isEqualTo("400 MANIFEST_BLOB_UNKNOWN MANIFEST_BLOB_UNKNOWN");
        assertThat(json(response)
                        .get("errors")
                        .get(0)
                        .get("detail")
                        .get("digest")
                        .asText())
                .isEqualTo(config.toString());
        assertThat(json(response)
                        .get("errors")
                        .get(1)
                        .get("detail")
                        .get("digest")
                        .asText())
                .isEqualTo(layer.toString());
        assertThat(client.head(path("x")).statusCode()).isEqualTo(404);
    }

    @Test
    void countsOnlyBlobsOfItsOwnRepository() {
        client.push("team/elsewhere", bytes("config"));
        byte[] manifest = bytes(image(descriptor("config", digest(bytes("config")), 6)));

        assertThat(error(client.putManifest(repository, "x", OCI_MANIFEST, manifest)))
                .isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
        client.push(repository, bytes("config"));
        assertThat(client.putManifest(repository, "x", OCI_MANIFEST, manifest).statusCode())
                .isEqualTo(201);
    }

    @Test
    void takesAnImageOfWhichSomeLayersAreMissing() {
        Digest config = client.push(repository, bytes("config"));
        Digest here = client.push(repository, bytes("here"));
        Digest missing = digest(bytes("missing"));
        byte[] sparse = bytes(
                image(descriptor("config", config, 6), descriptor("layer", here, 4), descriptor("layer", missing, 7)));
        byte[] hollow = bytes(image(descriptor("config", config, 6), descriptor("layer", missing, 7)));

        assertThat(client.putManifest(repository, "sparse", OCI_MANIFEST, sparse)
                        .statusCode())
                .isEqualTo(201);
        assertThat(client.get(path("sparse")).body()).isEqualTo(sparse);
        assertThat(error(client.delete("/v2/" + repository + "/blobs/" + here))).isEqualTo("405 UNSUPPORTED");
        assertThat(error(client.putManifest(repository, "hollow", OCI_MANIFEST, hollow)))
                .isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
    }

    @Test
    void refusesAnImageThatGivesABlobAnotherSize() {
        Digest config = client.push(repository, bytes("config"));

        assertThat(error(client.putManifest(
                        repository, "x", OCI_MANIFEST, bytes(image(descriptor("config", config, 7))))))
                .isEqualTo("400 MANIFEST_INVALID");
    }

    @Test
    void takesIndexesOfManifestsThatAreNotHere() {
        byte[] sparse = bytes("{\"schemaVersion\":2,\"manifests\":[" + descriptor("x", digest(bytes("x")), 1) + "]}");

        assertThat(put("sparse", sparse).statusCode()).isEqualTo(201);
    }

    @Test
    void setsSeveralTagsAtOnce() {
        put("b", index("before"));

        HttpResponse<byte[]> response = put(digest(EMPTY_INDEX) + "?tag=c&tag=a&tag=b&tag=a", EMPTY_INDEX);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().allValues("OCI-Tag")).containsExactlyInAnyOrder("a", "b", "c");
        for (String tag : List.of("a", "b", "c")) {
            assertThat(client.get(path(tag)).body()).isEqualTo(EMPTY_INDEX);
        }
    }

    @Test
    void setsAllTagsOrNone() {
        put("good", index("before"));

        assertThat(error(put(digest(EMPTY_INDEX) + "?tag=good&tag=.bad", EMPTY_INDEX)))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(error(put(digest(EMPTY_INDEX) + "?tag=good&tag=", EMPTY_INDEX)))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(client.get(path("good")).body()).isEqualTo(index("before"));
        assertThat(client.head(path(digest(EMPTY_INDEX))).statusCode()).isEqualTo(404);
    }

    @Test
    void limitsTheNumberOfTagsOfOnePush() {
        String most = IntStream.range(0, 64)
                .mapToObj(i -> "tag=" + "t".repeat(125) + (100 + i))
                .collect(Collectors.joining("&"));

        assertThat(put(digest(EMPTY_INDEX) + "?" + most, EMPTY_INDEX).headers().allValues("OCI-Tag"))
                .hasSize(64);
        assertThat(error(put(digest(EMPTY_INDEX) + "?tag=x&" + most, EMPTY_INDEX)))
                .isEqualTo("414 MANIFEST_INVALID");
    }

    @Test
    void ignoresTagParametersOfAPushByTag() {
        HttpResponse<byte[]> response = put("one?tag=two", EMPTY_INDEX);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("OCI-Tag")).isEmpty();
        assertThat(client.head(path("two")).statusCode()).isEqualTo(404);
    }

    @Test
    void deletesATagWithoutItsManifest() {
        put("one", EMPTY_INDEX);
        put("two", EMPTY_INDEX);

        HttpResponse<byte[]> response = client.delete(path("one"));

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
        assertThat(error(client.get(path("one")))).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(error(client.delete(path("one")))).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(client.get(path("two")).statusCode()).isEqualTo(200);
        assertThat(client.get(path(digest(EMPTY_INDEX))).statusCode()).isEqualTo(200);
    }

    @Test
    void deletesAManifestWithAllItsTags() {
        put("one", EMPTY_INDEX);
        put("two", EMPTY_INDEX);
        put("other", index("other"));

        assertThat(client.delete(path(digest(EMPTY_INDEX))).statusCode()).isEqualTo(202);
        assertThat(error(client.get(path("one")))).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(error(client.delete(path(digest(EMPTY_INDEX))))).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(text(client.get("/v2/" + repository + "/tags/list"))).contains("[\"other\"]");
        assertThat(put("one", EMPTY_INDEX).statusCode()).isEqualTo(201);
        assertThat(client.get(path("one")).statusCode()).isEqualTo(200);
    }

    @Test
    void deletesABlobOnceItsManifestIsGone() {
        byte[] manifest = client.pushImage(repository, "latest", "layer");
        String layer = "/v2/" + repository + "/blobs/" + digest(bytes("layer"));

        assertThat(client.delete(layer).statusCode()).isEqualTo(405);
        client.delete(path(digest(manifest)));
        assertThat(client.delete(layer).statusCode()).isEqualTo(202);
    }

    @Test
    void acknowledgesNothingThatTheRepositoryDoesNotKnow() {
        put("latest", index("before"));
        registry.repositories.setAvailable(false);

        int status = put("latest", EMPTY_INDEX).statusCode();

        registry.repositories.setAvailable(true);
        assertThat(status).isEqualTo(503);
        assertThat(client.get(path("latest")).body()).isEqualTo(index("before"));
        assertThat(put("latest", EMPTY_INDEX).statusCode()).isEqualTo(201);
    }

    @Test
    void doesNotCallALostManifestUnknown() {
        byte[] lost = index("lost in " + repository);
        put("lost", lost);
        registry.manifests.lose(digest(lost));

        assertThat(client.get(path("lost")).statusCode()).isEqualTo(500);
    }

    @Test
    void knowsNothingOfProjectsAndRepositoriesThatAreNotThere() {
        assertThat(error(client.get("/v2/nobody/x/manifests/latest"))).isEqualTo("404 NAME_UNKNOWN");
        assertThat(error(client.get("/v2/single/manifests/latest"))).isEqualTo("404 NAME_UNKNOWN");
        assertThat(error(client.putManifest("nobody/x", "latest", OCI_INDEX, EMPTY_INDEX)))
                .isEqualTo("403 DENIED");
        assertThat(error(client.delete(path("latest")))).isEqualTo("404 NAME_UNKNOWN");
    }
}
