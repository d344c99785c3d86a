package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.StagingArea.Stored;

/** Which requests an upload becomes, beyond the contract. */
class S3StagingAreaTest extends S3Harness {
    private static final byte[] SMALL = randomBytes(100_000);
    private static final byte[] LARGE = randomBytes(20 * MIB);
    private static final String MULTIPART = "uploads=";

    @Test
    void storesWhatIsSmallerThanAPartWithOneRequest() {
        network.forget();

        segment(1, SMALL);

        assertThat(network.requests()).hasSize(1);
        assertThat(network.requests("PUT", "/uploads/" + upload + "/1.0")).hasSize(1);
        assertThat(bytesOf(staging.read(new Segment(key(1), SMALL.length)))).isEqualTo(SMALL);
    }

    @Test
    void storesInPartsWithoutKnowingTheLength() {
        Segment segment = segment(1, LARGE);

        assertThat(network.requests("PUT", "partNumber=")).hasSize(3);
        assertThat(objects()).containsExactly("uploads/" + upload + "/1.0");
        assertThat(bytesOf(staging.read(segment))).isEqualTo(LARGE);
    }

    @Test
    void letsTheStoreCheckWhatItWasSent() {
        segment(1, SMALL);
        segment(2, LARGE);

        assertThat(network.requests("PUT", "/uploads/"))
                .hasSizeGreaterThan(3)
                .allSatisfy(request -> assertThat(request.header("content-md5")).isPresent());
    }

    @Test
    void writesAPartOfExactlyTheAnnouncedLengthWithOneRequest() {
        byte[] part = randomBytes(PART);
        network.forget();

        assertThat(store(key(1), OptionalLong.of(PART), inChunks(part))).isEqualTo(new Stored.Complete(PART));

        assertThat(network.requests()).hasSize(1);
        assertThat(objects()).containsExactly("uploads/" + upload + "/1.0");
    }

    @Test
    void keepsWhatCameBeforeTheSourceFailed() {
        Source<ByteString, ?> broken =
                inChunks(LARGE).concatLazy(Source.lazySource(() -> Source.failed(new IllegalStateException("reset"))));

        Stored stored = store(key(1), OptionalLong.of(LARGE.length + 1), broken);

        assertThat(stored).isInstanceOfSatisfying(Stored.Interrupted.class, interrupted -> {
            assertThat(interrupted.cause()).hasMessage("reset");
            assertThat(interrupted.length()).isGreaterThan(LARGE.length - PART);
            byte[] kept = Arrays.copyOf(LARGE, (int) interrupted.length());
            assertThat(bytesOf(staging.read(new Segment(key(1), kept.length)))).isEqualTo(kept);
        });
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void keepsNothingOfAnotherLength() {
        assertThat(store(key(1), OptionalLong.of(LARGE.length + 1), inChunks(LARGE)))
                .isEqualTo(new Stored.WrongLength());
        assertThat(store(key(2), OptionalLong.of(LARGE.length - 1), inChunks(LARGE)))
                .isEqualTo(new Stored.WrongLength());

        assertThat(objects()).isEmpty();
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void letsTheStoreCopyASegment() {
        Segment segment = segment(1, LARGE);
        network.forget();

        Digest digest = publish(LARGE, segment);

        assertThat(network.requests("GET", "/uploads/" + upload + "/1.0")).isEmpty();
        assertThat(network.requests("PUT", "/blobs/")).singleElement().satisfies(copy -> {
            assertThat(copy.header("x-amz-copy-source")).isPresent();
            assertThat(copy.header("if-none-match")).contains("*");
        });
        assertThat(blob(digest)).isEqualTo(LARGE);
        assertThat(objects("blobs/"))
                .containsExactly("blobs/sha256/" + digest.encoded().substring(0, 2) + "/" + digest.encoded());
    }

    @Test
    void letsTheStoreCopySeveralSegmentsOfWhichOnlyTheLastIsSmall() {
        byte[] start = Arrays.copyOf(LARGE, 9 * MIB);
        byte[] middle = Arrays.copyOfRange(LARGE, 9 * MIB, 19 * MIB);
        byte[] end = Arrays.copyOfRange(LARGE, 19 * MIB, 20 * MIB);
        Segment[] segments = {segment(3, start), segment(5, middle), segment(12, end)};
        network.forget();

        Digest digest = publish(LARGE, segments);

        assertThat(network.requests("GET", "/uploads/" + upload)).isEmpty();
        assertThat(network.requests("PUT", "partNumber="))
                .hasSize(3)
                .allSatisfy(part ->
                        assertThat(part.header("x-amz-copy-source-range")).isPresent());
        assertThat(blob(digest)).isEqualTo(LARGE);
    }

    @Test
    void joinsSmallSegmentsInMemory() {
        Segment[] segments = new Segment[20];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = segment(i + 1, Arrays.copyOfRange(LARGE, i * MIB, (i + 1) * MIB));
        }
        network.forget();

        Digest digest = publish(LARGE, segments);

        assertThat(network.requests("PUT", "partNumber=")).hasSize(3);
        assertThat(blob(digest)).isEqualTo(LARGE);
        assertThat(staging.memoryInUse()).isZero();
    }

    @Test
    void joinsFewBytesIntoOneRequest() {
        byte[] content = Arrays.copyOf(LARGE, 3 * MIB);
        Segment[] segments = {
            segment(1, Arrays.copyOf(content, MIB)), segment(2, Arrays.copyOfRange(content, MIB, 3 * MIB))
        };
        network.forget();

        Digest digest = publish(content, segments);

        assertThat(network.requests("PUT", "/blobs/")).hasSize(1);
        assertThat(network.requests("POST", MULTIPART)).isEmpty();
        assertThat(blob(digest)).isEqualTo(content);
    }

    @Test
    void copiesALargeSegmentInSeveralRequests() {
        S3Limits small = new S3Limits(
                PART,
                5 * MIB,
                10_000,
                10 * MIB,
                QUICK.patience(),
                QUICK.answer(),
                QUICK.transfer(),
                QUICK.silence(),
                QUICK.backoff(),
                QUICK.longestBackoff(),
                4,
                4,
                QUICK.outage());
        Segment segment = segment(1, LARGE);
        try (S3Bucket other = S3Bucket.open(bucket.settings(), small)) {
            S3StagingArea area = new S3StagingArea(other, system, InstantSource.system(), MEMORY);
            network.forget();

            resultOf(area.publish(List.of(segment), sha256(LARGE)));

            assertThat(network.requests("PUT", "partNumber=")).hasSize(2);
            assertThat(blob(sha256(LARGE))).isEqualTo(LARGE);
        }
    }

    @Test
    void leavesABlobAloneThatIsThere() {
        Digest digest = stored(SMALL);
        Segment again = segment(2, SMALL);
        network.forget();

        publish(SMALL, again);

        assertThat(network.requests("PUT", "")).isEmpty();
        assertThat(blob(digest)).isEqualTo(SMALL);
    }

    @Test
    void replacesABlobOfTheWrongLength() {
        Digest digest = sha256(SMALL);
        damage(digest);
        Segment segment = segment(1, SMALL);

        publish(SMALL, segment);

        assertThat(blob(digest)).isEqualTo(SMALL);
    }

    @Test
    void replacesABlobOfTheWrongLengthThatCameMeanwhile() {
        Digest digest = sha256(SMALL);
        Segment segment = segment(1, SMALL);
        network.watch(request -> {
            if (request.is("PUT", "/blobs/") && request.header("if-none-match").isPresent()) {
                network.watch(_ -> {});
                damage(digest);
                network.inject(late -> late == request, new FaultyNetwork.Fault.Refused(412, "PreconditionFailed"));
            }
        });

        publish(SMALL, segment);

        assertThat(blob(digest)).isEqualTo(SMALL);
    }

    @Test
    void isDoneWhenAnotherNodeWasQuicker() {
        Segment segment = segment(1, SMALL);
        network.watch(request -> {
            if (request.is("PUT", "/blobs/") && request.header("if-none-match").isPresent()) {
                network.watch(_ -> {});
                publish(SMALL, segment);
                network.inject(
                        late -> late == request, new FaultyNetwork.Fault.Refused(409, "ConditionalRequestConflict"));
            }
        });

        Digest digest = publish(SMALL, segment);

        assertThat(blob(digest)).isEqualTo(SMALL);
    }

    @Test
    void doesWithoutConditionsWhereTheStoreKnowsNone() {
        network.inject(
                100,
                request -> request.header("if-none-match").isPresent(),
                new FaultyNetwork.Fault.Refused(501, "NotImplemented"));

        assertThat(blob(stored(SMALL))).isEqualTo(SMALL);
        network.forget();
        byte[] other = randomBytes(1234);
        assertThat(blob(publish(other, segment(2, other)))).isEqualTo(other);
        assertThat(network.requests("PUT", "/blobs/")).hasSize(1);
    }

    @Test
    void canBeAskedAgainToPublishAfterItsSegmentsAreGone() {
        Segment segment = segment(1, SMALL);
        Digest digest = publish(SMALL, segment);
        resultOf(staging.discard(upload));

        publish(SMALL, segment);

        assertThat(blob(digest)).isEqualTo(SMALL);
        assertThat(objects("uploads/")).isEmpty();
    }

    @Test
    void failsToPublishWhatTheStoreHasLost() {
        Segment segment = segment(1, SMALL);
        resultOf(bucket.delete(bucket.keys().piece(new S3Keys.Piece(key(1), 0))));

        assertThatThrownBy(() -> publish(SMALL, segment)).isInstanceOf(BlobStoreException.class);
        assertThat(objects("blobs/")).isEmpty();
    }

    @Test
    void discardsUnfinishedParts() {
        segment(1, SMALL);
        resultOf(bucket.beginMultipart(bucket.keys().piece(new S3Keys.Piece(key(2), 0))));
        assertThat(unfinished()).hasSize(1);

        resultOf(staging.discard(upload));

        assertThat(objects()).isEmpty();
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void findsAndDropsWhatDeadNodesHaveLeft() {
        resultOf(bucket.beginMultipart(bucket.keys().piece(new S3Keys.Piece(key(2), 0))));
        resultOf(bucket.beginMultipart(bucket.keys().blob(sha256(SMALL))));

        assertThat(resultOf(staging.idle(Duration.ofHours(1)))).isEmpty();
        assertThat(resultOf(staging.idle(Duration.ofSeconds(-60)))).containsExactly(upload);
        assertThat(resultOf(staging.dropUnfinishedBlobs(Duration.ofHours(1)))).isZero();
        assertThat(resultOf(staging.dropUnfinishedBlobs(Duration.ofSeconds(-60))))
                .isEqualTo(1);
        assertThat(unfinished())
                .singleElement()
                .satisfies(left -> assertThat(left.key()).contains(upload.toString()));
    }

    @Test
    void goesOnInAnotherObjectWhenTheFirstHasAllPartsThatAreAllowed() {
        S3Limits tiny = new S3Limits(
                6 * MIB,
                6 * MIB,
                2,
                512L * MIB,
                QUICK.patience(),
                QUICK.answer(),
                QUICK.transfer(),
                QUICK.silence(),
                QUICK.backoff(),
                QUICK.longestBackoff(),
                4,
                4,
                QUICK.outage());
        byte[] content = Arrays.copyOf(LARGE, 20 * MIB - 7);
        try (S3Bucket other = S3Bucket.open(bucket.settings(), tiny)) {
            S3StagingArea area = new S3StagingArea(other, system, InstantSource.system(), MEMORY);

            assertThat(resultOf(area.store(
                            key(1),
                            RunningHash.ofNothing(DigestAlgorithm.SHA256),
                            OptionalLong.empty(),
                            inChunks(content))))
                    .isEqualTo(new Stored.Complete(content.length));

            assertThat(objects("uploads/")).containsExactly("uploads/" + upload + "/1.0", "uploads/" + upload + "/1.1");
        }
        assertThat(bytesOf(staging.read(new Segment(key(1), content.length)))).isEqualTo(content);
        assertThat(blob(publish(content, new Segment(key(1), content.length)))).isEqualTo(content);
    }

    private void damage(Digest digest) {
        try (S3Bucket direct = S3Bucket.open(withEndpoint(bucket.settings()), QUICK)) {
            PartMemory memory = new PartMemory(MIB, Duration.ofHours(1), (_, _) -> {});
            Part part = new Part(resultOf(memory.borrow(10)));
            part.add(ByteBuffer.wrap(new byte[10]), Part.UNOBSERVED);
            resultOf(direct.put(direct.keys().blob(digest), part));
        }
    }

    private static S3Settings withEndpoint(S3Settings settings) {
        return S3Server.settings(server.endpoint(), settings.prefix());
    }
}
