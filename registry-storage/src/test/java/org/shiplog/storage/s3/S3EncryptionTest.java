package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.shiplog.storage.s3.FaultyNetwork.Request;
import org.shiplog.storage.s3.S3Settings.Encryption;

class S3EncryptionTest extends S3Harness {
    private static final String ALGORITHM = "x-amz-server-side-encryption";
    private static final String KEY = "x-amz-server-side-encryption-aws-kms-key-id";

    @Override
    S3Settings settings() {
        return with(new Encryption.None());
    }

    private S3Settings with(Encryption encryption) {
        S3Settings plain = S3Server.settings(network.endpoint(), SHARED.unusedPrefix());
        return new S3Settings(
                plain.endpoint(),
                plain.region(),
                plain.bucket(),
                plain.prefix(),
                plain.credentials(),
                true,
                encryption,
                Optional.empty(),
                false);
    }

    @Test
    void asksForNoneUnlessTold() {
        assertThat(whatMakesObjects())
                .hasSize(4)
                .noneMatch(request -> request.headers().containsKey(ALGORITHM));
    }

    @Test
    void asksForKeysOfTheStore() {
        reconnect(new Encryption.Aes256());

        assertThat(whatMakesObjects()).hasSize(4).allSatisfy(request -> {
            assertThat(request.header(ALGORITHM)).contains("AES256");
            assertThat(request.header(KEY)).isEmpty();
        });
    }

    @Test
    void asksForAKeyOfTheKeyService() {
        reconnect(new Encryption.Kms(Optional.of("arn:aws:kms:eu-west-1:1:key/2")));

        assertThat(whatMakesObjects()).hasSize(4).allSatisfy(request -> {
            assertThat(request.header(ALGORITHM)).contains("aws:kms");
            assertThat(request.header(KEY)).contains("arn:aws:kms:eu-west-1:1:key/2");
        });
    }

    private void reconnect(Encryption encryption) {
        bucket.close();
        bucket = S3Bucket.open(with(encryption), QUICK);
        staging = new S3StagingArea(bucket, system, InstantSource.system(), MEMORY);
    }

    /** A put, a multipart upload and a copy of each. */
    private List<Request> whatMakesObjects() {
        byte[] small = randomBytes(10);
        byte[] large = randomBytes(9 * MIB);
        publish(small, segment(1, small));
        publish(large, segment(2, large));
        return Stream.of(
                        network.requests("POST", "?uploads"),
                        network.requests("PUT", "/1.0"),
                        network.requests("PUT", "/blobs/"))
                .flatMap(List::stream)
                .toList();
    }
}
