package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.s3.S3Settings.Credentials;
import org.shiplog.storage.s3.S3Settings.Encryption;

/** How a bucket is reached, and what is said of one that is not. */
class S3ConnectionTest extends S3Harness {
    @TempDir
    Path directory;

    @Test
    void saysThatTheBucketDoesNotExist() {
        S3Settings absent = with(server.endpoint(), "absent", S3Server.CREDENTIALS, Optional.empty());

        assertThatThrownBy(() -> S3Bucket.open(absent, QUICK))
                .isInstanceOf(BlobStoreException.class)
                .hasMessageContaining("bucket absent at " + server.endpoint() + " does not exist");
    }

    @Test
    void saysThatTheCredentialsAreRefused() {
        S3Settings wrong =
                with(server.endpoint(), S3Server.BUCKET, new Credentials("shiplog", "guessed"), Optional.empty());

        assertThatThrownBy(() -> S3Bucket.open(wrong, QUICK))
                .isInstanceOf(BlobStoreException.class)
                .hasMessageContaining("refuses these credentials");
    }

    @Test
    void saysThatTheStoreIsOutOfReach() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        S3Settings nowhere = S3Server.settings(URI.create("http://127.0.0.1:" + unused), "");

        assertThatThrownBy(() -> S3Bucket.open(nowhere, QUICK))
                .isInstanceOf(BlobStoreException.class)
                .hasMessageContaining("cannot reach bucket registry at http://127.0.0.1:" + unused);
    }

    @Test
    void keepsTheSecretOutOfTexts() {
        assertThat(S3Server.settings(server.endpoint(), "").toString())
                .doesNotContain(S3Server.CREDENTIALS.secretKey());
    }

    @Test
    void findsTheBucketAsAHostName() throws IOException {
        Files.createDirectories(directory.resolve("store"));
        try (S3Server hosts = S3Server.startWithVirtualHosts(directory.resolve("store"));
                FaultyNetwork between = FaultyNetwork.to(hosts.port())) {
            URI endpoint = URI.create(
                    "http://" + S3Server.DOMAIN + ":" + between.endpoint().getPort());
            S3Settings plain = S3Server.settings(endpoint, "some/prefix");
            S3Settings settings = new S3Settings(
                    plain.endpoint(),
                    plain.region(),
                    plain.bucket(),
                    plain.prefix(),
                    plain.credentials(),
                    false,
                    plain.encryption(),
                    Optional.empty(),
                    true);

            storesReadsAndRedirects(settings);

            assertThat(between.requests()).isNotEmpty().allSatisfy(request -> {
                assertThat(request.header("host"))
                        .hasValueSatisfying(host -> assertThat(host).startsWith("registry." + S3Server.DOMAIN));
                assertThat(request.target()).doesNotContain("/registry");
            });
        }
    }

    @Test
    void trustsTheAuthorityOfTheSettingsOverTls() throws IOException {
        Files.createDirectories(directory.resolve("store"));
        Certificates.Made certificate = Certificates.make(directory, "ip:127.0.0.1");
        try (S3Server secure = S3Server.startWithTls(directory.resolve("store"), certificate.keyStore())) {
            URI endpoint = URI.create("https://127.0.0.1:" + secure.securePort());

            try (S3Bucket trusted = S3Bucket.open(
                    with(endpoint, S3Server.BUCKET, S3Server.CREDENTIALS, Optional.of(certificate.pem())), QUICK)) {
                byte[] content = randomBytes(9 * MIB);
                use(trusted);
                assertThat(blob(stored(content))).isEqualTo(content);
            }
            assertThatThrownBy(() -> S3Bucket.open(
                            with(endpoint, S3Server.BUCKET, S3Server.CREDENTIALS, Optional.empty()), QUICK))
                    .isInstanceOf(BlobStoreException.class)
                    .hasMessageContaining("cannot reach");
        }
    }

    @Test
    void refusesAnAuthorityThatIsNone() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");

        assertThatThrownBy(() -> S3Bucket.open(
                        with(server.endpoint(), S3Server.BUCKET, S3Server.CREDENTIALS, Optional.of(empty)), QUICK))
                .isInstanceOf(BlobStoreException.class)
                .hasMessageContaining("empty.pem");
    }

    @Test
    void givesNoUrlsUnlessRedirectsAreOn() {
        assertThat(blobs.presignedGet(sha256(new byte[0]), Duration.ofMinutes(5)))
                .isEmpty();
    }

    @Test
    void givesUrlsThatNeedNoCredentials() {
        S3Settings plain = settings();
        storesReadsAndRedirects(new S3Settings(
                plain.endpoint(),
                plain.region(),
                plain.bucket(),
                plain.prefix(),
                plain.credentials(),
                true,
                plain.encryption(),
                Optional.empty(),
                true));
    }

    private void storesReadsAndRedirects(S3Settings settings) {
        try (S3Bucket other = S3Bucket.open(settings, QUICK)) {
            use(other);
            byte[] content = randomBytes(100_000);
            Digest digest = stored(content);
            assertThat(blob(digest)).isEqualTo(content);

            URI url = blobs.presignedGet(digest, Duration.ofMinutes(5)).orElseThrow();

            assertThat(get(url, "bytes=0-").body()).isEqualTo(content);
            HttpResponse<byte[]> part = get(url, "bytes=100-199");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 100, 200));
            assertThat(part.headers().firstValue("content-type")).contains("application/octet-stream");
        }
    }

    private void use(S3Bucket other) {
        bucket.close();
        bucket = other;
        staging = new S3StagingArea(other, system, InstantSource.system(), MEMORY);
        blobs = new S3BlobStore(other);
    }

    private static HttpResponse<byte[]> get(URI url, String range) {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(url).header("Range", range).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static S3Settings with(URI endpoint, String bucket, Credentials credentials, Optional<Path> authority) {
        return new S3Settings(
                Optional.of(endpoint),
                "us-east-1",
                bucket,
                "",
                Optional.of(credentials),
                true,
                new Encryption.None(),
                authority,
                false);
    }
}
