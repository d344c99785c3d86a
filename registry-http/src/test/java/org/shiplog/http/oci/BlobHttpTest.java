package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.NOTHING;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.error;
import static org.shiplog.http.oci.RegistryClient.header;
import static org.shiplog.http.oci.RegistryClient.text;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.Digest;

class BlobHttpTest {
    private static TestRegistry registry;
    private static RegistryClient client;
    private static Digest digest;
    private static String path;

    @BeforeAll
    static void start() {
        registry = new TestRegistry();
        client = new RegistryClient(registry.address());
        digest = client.push("team/app", bytes("0123456789"));
        path = "/v2/team/app/blobs/" + digest;
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void answersHeadLikeGetWithoutTheBytes() {
        HttpResponse<byte[]> get = client.get(path);
        HttpResponse<byte[]> head = client.head(path);

        assertThat(text(get)).isEqualTo("0123456789");
        assertThat(head.body()).isEmpty();
        assertThat(head.statusCode()).isEqualTo(200);
        for (String name : List.of(
                "Content-Length", "Content-Type", "Docker-Content-Digest", "ETag", "Accept-Ranges", "Cache-Control")) {
            assertThat(header(head, name)).isEqualTo(header(get, name));
        }
        assertThat(header(get, "Content-Length")).isEqualTo("10");
        assertThat(header(get, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(get, "Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(header(get, "ETag")).isEqualTo("\"" + digest + "\"");
        assertThat(header(get, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(get, "Cache-Control")).contains("private", "immutable");
    }

    @Test
    void readsLargeBlobsWhole() {
        byte[] large = new byte[3_000_001];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >> 3);
        }
        Digest pushed = client.push("team/app", large);

        assertThat(client.get("/v2/team/app/blobs/" + pushed).body()).isEqualTo(large);
        assertThat(client.get("/v2/team/app/blobs/" + pushed, "Range", "bytes=2999999-")
                        .body())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, bytes 0-0/10",
        "bytes=5-, 56789, bytes 5-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=8-100, 89, bytes 8-9/10",
    })
    void readsSingleRanges(String range, String content, String contentRange) {
        HttpResponse<byte[]> response = client.get(path, "Range", range);

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(text(response)).isEqualTo(content);
        assertThat(header(response, "Content-Range")).isEqualTo(contentRange);
        assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(content.length()));
        assertThat(header(response, "Docker-Content-Digest")).isEqualTo(digest.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=500-600", "bytes=5-0", "bytes=-0"})
    void saysWhereTheBlobEndsToRangesOutside(String range) {
        HttpResponse<byte[]> response = client.get(path, "Range", range);

        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(header(response, "Content-Range")).isEqualTo("bytes */10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4-5", "rows=1-2", "bytes=x-y"})
    void answersOddRangesWithAllOfIt(String range) {
        HttpResponse<byte[]> response = client.get(path, "Range", range);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(text(response)).isEqualTo("0123456789");
    }

    @Test
    void ignoresRangesOnHeadAndUnderAnotherValidator() {
        assertThat(client.head(path, "Range", "bytes=0-1").statusCode()).isEqualTo(200);
        assertThat(client.get(path, "Range", "bytes=0-1", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.get(path, "Range", "bytes=0-1", "If-Range", "\"" + digest + "\"")
                        .statusCode())
                .isEqualTo(206);
    }

    @Test
    void neverAnswersPartOfAnEmptyBlob() {
        Digest empty = client.push("team/app", NOTHING);

        assertThat(client.get("/v2/team/app/blobs/" + empty, "Range", "bytes=0-")
                        .statusCode())
                .isEqualTo(416);
        HttpResponse<byte[]> whole = client.get("/v2/team/app/blobs/" + empty);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(header(whole, "Content-Length")).isEqualTo("0");
    }

    @Test
    void sendsNothingThatTheClientHas() {
        HttpResponse<byte[]> response = client.get(path, "If-None-Match", "\"" + digest + "\"");

        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "ETag")).isEqualTo("\"" + digest + "\"");
        assertThat(header(response, "Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(client.head(path, "If-None-Match", "*").statusCode()).isEqualTo(304);
    }

    @Test
    void takesEncodedDigestsAndIgnoresUnknownParameters() {
        assertThat(client.get(path.replace(":", "%3A") + "?ns=example.com&x").statusCode())
                .isEqualTo(200);
    }

    @Test
    void knowsBlobsOnlyInTheirRepository() {
        client.push("team/other", bytes("other"));

        assertThat(error(client.get("/v2/team/other/blobs/" + digest))).isEqualTo("404 BLOB_UNKNOWN");
        assertThat(error(client.get("/v2/team/nothing/blobs/" + digest))).isEqualTo("404 NAME_UNKNOWN");
        HttpResponse<byte[]> head = client.head("/v2/team/other/blobs/" + digest);
        assertThat(head.statusCode()).isEqualTo(404);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/team/app/blobs/sha256:12, 400 DIGEST_INVALID",
        "/v2/team/app/blobs/latest, 400 DIGEST_INVALID",
        "/v2/team/app/blobs/blake99:Zm9v, 404 BLOB_UNKNOWN",
        "/v2/team/App/blobs/sha256:12, 400 NAME_INVALID",
        "/v2/team/app%2Fx/blobs/sha256:12, 400 NAME_INVALID",
        "/v2/team/%2e%2e/app/blobs/sha256:12, 400 NAME_INVALID",
        "/v2/team//app/blobs/sha256:12, 400 NAME_INVALID",
    })
    void refusesMalformedPaths(String bad, String answer) {
        assertThat(error(client.get(bad))).isEqualTo(answer);
    }

    @Test
    void limitsTheLengthOfNames() {
        String longest = "team/" + "a".repeat(250);

        assertThat(client.push(longest, bytes("x"))).isEqualTo(digest(bytes("x")));
        assertThat(error(client.get("/v2/" + longest + "a/blobs/" + digest))).isEqualTo("400 NAME_INVALID");
    }

    @Test
    void deletesOnceAndTakesAgain() {
        Digest gone = client.push("team/deleting", bytes("gone"));
        String gonePath = "/v2/team/deleting/blobs/" + gone;

        assertThat(client.delete(gonePath).statusCode()).isEqualTo(202);
        assertThat(error(client.get(gonePath))).isEqualTo("404 BLOB_UNKNOWN");
        assertThat(error(client.delete(gonePath))).isEqualTo("404 BLOB_UNKNOWN");
        client.push("team/deleting", bytes("gone"));
        assertThat(client.get(gonePath).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesToDeleteWhatAManifestNeeds() {
        client.pushImage("team/needed", "latest", "layer");
        Digest layer = digest(bytes("layer"));

        HttpResponse<byte[]> response = client.delete("/v2/team/needed/blobs/" + layer);

        assertThat(error(response)).isEqualTo("405 UNSUPPORTED");
        assertThat(text(response)).contains("1 manifest");
        assertThat(client.get("/v2/team/needed/blobs/" + layer).statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotCallALostBlobUnknown() {
        Digest lost = client.push("team/app", bytes("lost"));
        registry.blobs.lose(lost);

        assertThat(client.get("/v2/team/app/blobs/" + lost).statusCode()).isEqualTo(500);
        assertThat(client.head("/v2/team/app/blobs/" + lost).statusCode()).isEqualTo(500);
    }
}
