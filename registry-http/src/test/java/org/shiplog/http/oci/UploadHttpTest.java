package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.NOTHING;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.error;
import static org.shiplog.http.oci.RegistryClient.header;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.RepositoryName;

class UploadHttpTest {
    private static final byte[] CONTENT = bytes("0123456789");
    private static final Digest DIGEST = digest(CONTENT);
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
        repository = "team/uploads-" + REPOSITORIES.incrementAndGet();
    }

    private String uploads() {
        return "/v2/" + repository + "/blobs/uploads/";
    }

    private HttpResponse<byte[]> pull(Digest digest) {
        return client.get("/v2/" + repository + "/blobs/" + digest);
    }

    private static byte[] part(int first, int last) {
        return Arrays.copyOfRange(CONTENT, first, last + 1);
    }

    @Test
    void describesANewSession() {
        HttpResponse<byte[]> response = client.send("POST", uploads(), NOTHING);

        assertThat(response.statusCode()).isEqualTo(202);
        String id = header(response, "Docker-Upload-UUID");
        assertThat(header(response, "Location")).isEqualTo(uploads() + id);
        assertThat(header(response, "Range")).isEqualTo("0-0");
        assertThat(header(response, "Content-Length")).isEqualTo("0");
        assertThat(header(response, "OCI-Chunk-Min-Length")).isEqualTo("1024");
        assertThat(header(response, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
        assertThat(client.send("POST", "/v2/" + repository + "/blobs/uploads", NOTHING)
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void leavesNoTraceOfASessionInTheRepository() {
        client.begin(repository);

        assertThat(registry.generation(new RepositoryName(repository))).isEmpty();
        assertThat(error(pull(DIGEST))).isEqualTo("404 NAME_UNKNOWN");
    }

    @Test
    void takesAWholeBlobInThePut() {
        HttpResponse<byte[]> response = client.close(client.begin(repository), DIGEST, CONTENT);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(header(response, "Docker-Content-Digest")).isEqualTo(DIGEST.toString());
        assertThat(client.get(header(response, "Location")).body()).isEqualTo(CONTENT);
    }

    @Test
    void takesAWholeBlobInThePost() {
        HttpResponse<byte[]> response = client.send("POST", uploads() + "?digest=" + DIGEST, CONTENT);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(client.get(header(response, "Location")).body()).isEqualTo(CONTENT);
    }

    @Test
    void takesAnEmptyBlobInEveryForm() {
        Digest empty = digest(NOTHING);

        assertThat(client.send("POST", uploads() + "?digest=" + empty, NOTHING).statusCode())
                .isEqualTo(201);
        assertThat(client.close(client.begin(repository), empty, NOTHING).statusCode())
                .isEqualTo(201);
        assertThat(pull(empty).body()).isEmpty();
        assertThat(header(client.head("/v2/" + repository + "/blobs/" + empty), "Content-Length"))
                .isEqualTo("0");
    }

    @Test
    void refusesASinglePostThatDoesNotHaveItsDigestAndForgetsIt() {
        int before = registry.blobs.openSessions();

        assertThat(error(client.send("POST", uploads() + "?digest=" + DIGEST, part(0, 8))))
                .isEqualTo("400 DIGEST_INVALID");
        assertThat(error(client.send("POST", uploads() + "?digest=" + DIGEST, NOTHING)))
                .isEqualTo("400 DIGEST_INVALID");
        assertThat(error(client.send("POST", uploads() + "?digest=sha256:12", CONTENT)))
                .isEqualTo("400 DIGEST_INVALID");
        assertThat(error(pull(DIGEST))).isEqualTo("404 NAME_UNKNOWN");
        assertThat(registry.blobs.openSessions()).isEqualTo(before);
    }

    @Test
    void takesChunksInOrder() {
        String location = client.begin(repository);

        HttpResponse<byte[]> first = client.patch(location, part(0, 3), 0, 3);
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(header(first, "Range")).isEqualTo("0-3");
        HttpResponse<byte[]> second = client.patch(header(first, "Location"), part(4, 9), 4, 9);
        assertThat(header(second, "Range")).isEqualTo("0-9");
        assertThat(client.close(location, DIGEST, NOTHING).statusCode()).isEqualTo(201);
        assertThat(pull(DIGEST).body()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @CsvSource({"0-3", "2-5", "5-8", "1-4", "4-3", "bytes 4-9/10", "4-9/10", "4-99999999999999999999999"})
    void refusesChunksOutOfOrderAndGoesOnAfterwards(String range) {
        String location = client.begin(repository);
        client.patch(location, part(0, 3), 0, 3);

        HttpResponse<byte[]> refused = client.send("PATCH", location, part(4, 7), "Content-Range", range);

        assertThat(error(refused)).isEqualTo("416 BLOB_UPLOAD_INVALID");
        assertThat(header(refused, "Range")).isEqualTo("0-3");
        assertThat(header(refused, "Location")).isEqualTo(location);
        HttpResponse<byte[]> status = client.get(location);
        assertThat(status.statusCode()).isEqualTo(204);
        assertThat(header(status, "Range")).isEqualTo("0-3");
        assertThat(header(status, "Location")).isEqualTo(location);
        assertThat(client.patch(location, part(4, 9), 4, 9).statusCode()).isEqualTo(202);
        assertThat(client.close(location, DIGEST, NOTHING).statusCode()).isEqualTo(201);
    }

    @Test
    void wantsTheFirstChunkAtZeroAndTheSecondOfAOneByteUploadAtOne() {
        String location = client.begin(repository);

        assertThat(client.patch(location, part(1, 1), 1, 1).statusCode()).isEqualTo(416);
        assertThat(header(client.patch(location, part(0, 0), 0, 0), "Range")).isEqualTo("0-0");
        assertThat(client.patch(location, part(0, 0), 0, 0).statusCode()).isEqualTo(416);
        assertThat(header(client.patch(location, part(1, 9), 1, 9), "Range")).isEqualTo("0-9");
    }

    @Test
    void refusesAChunkWhoseLengthContradictsItsRange() {
        String location = client.begin(repository);

        assertThat(error(client.patch(location, part(0, 3), 0, 4))).isEqualTo("400 SIZE_INVALID");
        assertThat(error(client.stream("PATCH", location, part(0, 3), "Content-Range", "0-4")))
                .isEqualTo("400 SIZE_INVALID");
        assertThat(header(client.patch(location, CONTENT, 0, 9), "Range")).isEqualTo("0-9");
    }

    @Test
    void takesTheLastChunkInThePut() {
        String location = client.begin(repository);
        client.patch(location, part(0, 3), 0, 3);

        assertThat(error(client.close(location, DIGEST, part(5, 9), "Content-Range", "5-9")))
                .isEqualTo("416 BLOB_UPLOAD_INVALID");
        assertThat(client.close(location, DIGEST, part(4, 9), "Content-Range", "4-9")
                        .statusCode())
                .isEqualTo(201);
        assertThat(pull(DIGEST).body()).isEqualTo(CONTENT);
    }

    @Test
    void takesStreamsWithoutLengthOrRange() {
        String location = client.begin(repository);

        assertThat(header(client.stream("PATCH", location, part(0, 3)), "Range"))
                .isEqualTo("0-3");
        assertThat(header(client.stream("PATCH", location, NOTHING), "Range")).isEqualTo("0-3");
        assertThat(client.stream("PUT", location + "?digest=" + DIGEST, part(4, 9))
                        .statusCode())
                .isEqualTo(201);
        assertThat(pull(DIGEST).body()).isEqualTo(CONTENT);
    }

    @Test
    void takesAnEmptyPatchForNothing() {
        String location = client.begin(repository);

        assertThat(header(client.send("PATCH", location, NOTHING), "Range")).isEqualTo("0-0");
        assertThat(client.patch(location, CONTENT, 0, 9).statusCode()).isEqualTo(202);
    }

    @Test
    void forgetsAnUploadThatDoesNotHaveItsDigest() {
        String location = client.begin(repository);
        client.patch(location, CONTENT, 0, 9);
        Digest other = digest(bytes("other"));

        assertThat(error(client.close(location, other, NOTHING))).isEqualTo("400 DIGEST_INVALID");
        assertThat(registry.blobs.holds(other)).isFalse();
        assertThat(error(pull(DIGEST))).startsWith("404");
        assertThat(error(client.get(location))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?digest",
                "?digest=",
                "?digest=sha256:",
                "?digest=sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "?digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                "?digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555",
                "?digest=md5:d41d8cd98f00b204e9800998ecf8427e",
                "?digest=blake99+x:Zm9v",
                "?digest=latest",
            })
    void keepsTheSessionWhenTheDigestIsNone(String query) {
        String location = client.begin(repository);

        assertThat(error(client.send("PUT", location + query, CONTENT))).isEqualTo("400 DIGEST_INVALID");
        assertThat(header(client.get(location), "Range")).isEqualTo("0-0");
        assertThat(client.close(location, DIGEST, CONTENT).statusCode()).isEqualTo(201);
    }

    @Test
    void takesOtherAlgorithmsAnnouncedOrNot() {
        Digest sha512 = DigestAlgorithm.SHA512.digestOf(CONTENT);
        String announced = header(client.send("POST", uploads() + "?digest-algorithm=sha512", NOTHING), "Location");

        assertThat(client.close(announced, sha512, CONTENT).statusCode()).isEqualTo(201);
        assertThat(pull(sha512).body()).isEqualTo(CONTENT);
        assertThat(client.close(client.begin(repository), sha512, CONTENT).statusCode())
                .isEqualTo(201);
        assertThat(error(client.send("POST", uploads() + "?digest-algorithm=md5", NOTHING)))
                .isEqualTo("400 DIGEST_INVALID");
    }

    @Test
    void knowsAnUploadOnlyInItsRepositoryAndForItsOwner() {
        String location = client.begin(repository);
        String elsewhere = location.replace(repository, "team/other");
        String[] mallory = {OpenDoors.PRINCIPAL, "mallory"};

        for (String path : new String[] {elsewhere, location}) {
            String[] headers = path.equals(location) ? mallory : new String[0];
            assertThat(error(client.get(path, headers))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
            assertThat(error(client.send("PATCH", path, CONTENT, headers))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
            assertThat(error(client.close(path, DIGEST, CONTENT, headers))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
            assertThat(error(client.delete(path, headers))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        }
        assertThat(client.get(location).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "00000000-0000-0000-0000-000000000000", "..%2F..%2Fetc", "%00"})
    void knowsNoUploadsThatWereNeverBegun(String id) {
        assertThat(error(client.get(uploads() + id))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(error(client.send("PATCH", uploads() + id, CONTENT))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(error(client.send("PUT", uploads() + id + "?digest=" + DIGEST, CONTENT)))
                .isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(error(client.delete(uploads() + id))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void cancelsOnce() {
        String location = client.begin(repository);

        assertThat(client.delete(location).statusCode()).isEqualTo(204);
        assertThat(error(client.delete(location))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(error(client.get(location))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void knowsNoUploadThatIsFinished() {
        String location = client.begin(repository);
        client.close(location, DIGEST, CONTENT);

        assertThat(error(client.close(location, DIGEST, CONTENT))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(error(client.get(location))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void refusesEncodedBodies() {
        String location = client.begin(repository);

        assertThat(error(client.send("PATCH", location, CONTENT, "Content-Encoding", "gzip")))
                .isEqualTo("415 UNSUPPORTED");
        assertThat(error(client.close(location, DIGEST, CONTENT, "Content-Encoding", "gzip")))
                .isEqualTo("415 UNSUPPORTED");
        assertThat(client.close(location, DIGEST, CONTENT, "Content-Encoding", "identity")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void acknowledgesNothingThatTheRepositoryDoesNotKnow() {
        String location = client.begin(repository);
        client.patch(location, CONTENT, 0, 9);
        registry.repositories.setAvailable(false);

        HttpResponse<byte[]> response = client.close(location, DIGEST, NOTHING);

        registry.repositories.setAvailable(true);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(header(response, "Retry-After")).isNotEmpty();
        assertThat(error(pull(DIGEST))).isEqualTo("404 BLOB_UNKNOWN");
        assertThat(client.close(client.begin(repository), DIGEST, CONTENT).statusCode())
                .isEqualTo(201);
        assertThat(pull(DIGEST).body()).isEqualTo(CONTENT);
    }

    @Test
    void refusesOtherMethodsAndNamesTheRightOnes() {
        HttpResponse<byte[]> response = client.send("PATCH", uploads(), NOTHING);

        assertThat(error(response)).isEqualTo("405 UNSUPPORTED");
        assertThat(header(response, "Allow")).isEqualTo("POST");
    }
}
