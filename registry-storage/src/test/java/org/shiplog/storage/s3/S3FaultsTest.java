package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.StagingArea.Stored;
import org.shiplog.storage.s3.FaultyNetwork.Fault;
import org.shiplog.storage.s3.FaultyNetwork.Request;

/** What holds while the store or the way to it fails. */
class S3FaultsTest extends S3Harness {
    private static final byte[] CONTENT = randomBytes(9 * MIB);
    private static final Predicate<Request> PART_SENT = request -> request.is("PUT", "partNumber=1");
    private static final Predicate<Request> BLOB_READ = request -> request.is("GET", "/blobs/");

    @ParameterizedTest
    @CsvSource({"503, SlowDown", "500, InternalError", "502, BadGateway", "504, GatewayTimeout"})
    void storesAndPublishesThroughRefusals(int status, String code) {
        network.inject(3, request -> request.method().equals("POST"), new Fault.Refused(status, code));
        network.inject(3, PART_SENT, new Fault.Refused(status, code));
        network.inject(3, request -> request.is("PUT", "/blobs/"), new Fault.Refused(status, code));
        network.inject(3, request -> request.is("GET", "list-type"), new Fault.Refused(status, code));

        Digest digest = stored(CONTENT);

        assertThat(network.requests("PUT", "partNumber=1")).hasSize(4);
        network.inject(3, BLOB_READ, new Fault.Refused(status, code));
        network.inject(3, request -> request.method().equals("HEAD"), new Fault.Refused(status, code));
        assertThat(blob(digest)).isEqualTo(CONTENT);
    }

    @Test
    void sendsAPartAgainWhenTheConnectionIsResetInItsMiddle() {
        network.inject(2, PART_SENT, new Fault.ResetWhileSending(3 * MIB));

        assertThat(blob(stored(CONTENT))).isEqualTo(CONTENT);
    }

    @Test
    void sendsAPartAgainWhenItsAnswerIsLost() {
        network.inject(2, PART_SENT, new Fault.ResetWhileAnswering(0));

        assertThat(blob(stored(CONTENT))).isEqualTo(CONTENT);
    }

    @Test
    void looksWhatBecameOfASegmentWhenTheAnswerToItsCompletionIsLost() {
        network.inject(request -> request.is("POST", "uploadId="), new Fault.ResetWhileAnswering(0));

        assertThat(blob(stored(CONTENT))).isEqualTo(CONTENT);
    }

    @Test
    void looksWhatBecameOfABlobWhenTheAnswerToItsCopyIsLost() {
        network.inject(request -> request.is("PUT", "/blobs/"), new Fault.ResetWhileAnswering(0));

        assertThat(blob(stored(CONTENT))).isEqualTo(CONTENT);
    }

    @Test
    void looksWhatBecameOfABlobWhenTheAnswerToItsCompletionIsLost() {
        Segment start = segment(1, Arrays.copyOf(CONTENT, 6 * MIB));
        Segment rest = segment(2, Arrays.copyOfRange(CONTENT, 6 * MIB, 9 * MIB));
        network.inject(
                request -> request.is("POST", "/blobs/") && request.target().contains("uploadId="),
                new Fault.ResetWhileAnswering(0));

        assertThat(blob(publish(CONTENT, start, rest))).isEqualTo(CONTENT);
    }

    @Test
    void goesOnWithABlobFromWhereTheConnectionBroke() {
        Digest digest = stored(CONTENT);
        network.inject(2, BLOB_READ, new Fault.ResetWhileAnswering(4 * MIB));
        network.forget();

        assertThat(blob(digest)).isEqualTo(CONTENT);

        assertThat(network.requests("GET", "/blobs/")).hasSize(3).element(2).satisfies(last -> {
            assertThat(last.header("if-match")).isPresent();
            assertThat(rangeStart(last)).isGreaterThan(MIB);
        });
    }

    @Test
    void givesUpReadingWhenTheConnectionBreaksAgainAndAgain() {
        Digest digest = stored(CONTENT);
        network.inject(1000, BLOB_READ, new Fault.ResetWhileAnswering(100_000));

        assertThatThrownBy(() -> blob(digest)).isInstanceOf(BlobStoreException.class);
        assertThat(network.requests("GET", "/blobs/")).hasSize(5);
    }

    @Test
    void failsWhenABlobVanishesWhileItIsRead() {
        Digest digest = stored(CONTENT);
        whenReadBreaks(digest, () -> resultOf(bucket.delete(bucket.keys().blob(digest))));

        assertThatThrownBy(() -> read(digest, 0, CONTENT.length))
                .isInstanceOf(BlobStoreException.class)
                .hasMessageContaining("cannot read");
    }

    @Test
    void failsWhenABlobIsReplacedWhileItIsRead() {
        Digest digest = stored(CONTENT);
        segment(2, randomBytes(9 * MIB + 1));
        whenReadBreaks(
                digest,
                () -> resultOf(bucket.copy(
                        bucket.keys().piece(new S3Keys.Piece(key(2), 0)),
                        bucket.keys().blob(digest),
                        S3Bucket.Condition.NONE)));

        assertThatThrownBy(() -> read(digest, 0, CONTENT.length)).isInstanceOf(BlobStoreException.class);
    }

    @Test
    void failsAtOnceWhenABlobIsShorterThanAskedFor() {
        Digest digest = stored(CONTENT);
        network.forget();

        assertThatThrownBy(() -> read(digest, 0, CONTENT.length + 1))
                .isInstanceOf(BlobStoreException.class)
                .hasMessageContaining("1 bytes too early");
        assertThat(network.requests("GET", "/blobs/")).hasSize(1);
    }

    @Test
    void readsFromASlowStore() {
        byte[] content = randomBytes(MIB);
        Digest digest = stored(content);
        network.inject(BLOB_READ, new Fault.Slow(20_000));

        assertThat(blob(digest)).isEqualTo(content);
    }

    @Test
    void doesNotReadAheadOfASlowClient() {
        Digest digest = stored(CONTENT);
        var queue = blobs.read(digest, 0, CONTENT.length).runWith(Sink.<ByteString>queue(), system);
        AtomicLong read = new AtomicLong();

        read.addAndGet(resultOf(queue.pull()).orElseThrow().size());
        assertThat(read.get()).isLessThan(MIB);

        for (var next = resultOf(queue.pull()); next.isPresent(); next = resultOf(queue.pull())) {
            read.addAndGet(next.get().size());
        }
        assertThat(read.get()).isEqualTo(CONTENT.length);
    }

    @Test
    void goesOnWithAnUploadWhenTheStoreComesBack() {
        RunningHash hash = RunningHash.ofNothing(DigestAlgorithm.SHA256);
        network.watch(request -> {
            if (PART_SENT.test(request)) {
                network.watch(_ -> {});
                network.goAway();
            }
        });
        CompletionStage<Stored> storing = staging.store(key(1), hash, OptionalLong.empty(), inChunks(CONTENT));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> network.requests().stream().anyMatch(PART_SENT));

        assertThatThrownBy(() -> resultOf(blobs.size(sha256(CONTENT)))).isInstanceOf(BlobStoreException.class);
        network.comeBack();

        assertThat(resultOf(storing)).isEqualTo(new Stored.Complete(CONTENT.length));
        assertThat(blob(publish(CONTENT, new Segment(key(1), CONTENT.length)))).isEqualTo(CONTENT);
    }

    @Test
    void tellsUploadsSoonThatBeginWhileTheStoreIsKnownToBeAwayAndKeepsThoseThatHaveBegun() {
        network.watch(request -> {
            if (PART_SENT.test(request)) {
                network.watch(_ -> {});
                network.goAway();
            }
        });
        CompletionStage<Stored> begun = staging.store(
                key(1), RunningHash.ofNothing(DigestAlgorithm.SHA256), OptionalLong.empty(), inChunks(CONTENT));
        await().atMost(Duration.ofSeconds(60)).until(bucket::isAway);

        for (byte[] late : List.of(new byte[10], CONTENT)) {
            long asked = System.nanoTime();
            assertThatThrownBy(() -> segment(2, late)).isInstanceOf(BlobStoreException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
        }
        network.comeBack();

        assertThat(resultOf(begun)).isEqualTo(new Stored.Complete(CONTENT.length));
        segment(3, new byte[10]);
        assertThat(bucket.isAway()).isFalse();
    }

    @Test
    void leavesNothingLentWhenTheStoreStaysAway() {
        network.inject(1000, request -> request.method().equals("PUT"), new Fault.Refused(403, "AccessDenied"));

        assertThatThrownBy(() -> segment(1, CONTENT)).isInstanceOf(BlobStoreException.class);

        await().atMost(Duration.ofSeconds(60)).until(() -> staging.memoryInUse() == 0);
        network.heal();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(unfinished()).isEmpty());
    }

    @Test
    void saysThatTheStoreIsFull() {
        network.inject(1000, request -> request.method().equals("PUT"), new Fault.Refused(400, "XMinioStorageFull"));

        assertThatThrownBy(() -> segment(1, new byte[10]))
                .isInstanceOfSatisfying(
                        BlobStoreException.class,
                        failure -> assertThat(failure.isFull()).isTrue());
    }

    private void whenReadBreaks(Digest digest, Runnable then) {
        network.inject(BLOB_READ, new Fault.ResetWhileAnswering(4 * MIB));
        network.watch(request -> {
            boolean again = BLOB_READ.test(request) && rangeStart(request) > 0;
            if (again) {
                network.watch(_ -> {});
                then.run();
            }
        });
    }

    private static long rangeStart(Request request) {
        String range = request.header("range").orElseThrow();
        return Long.parseLong(range.substring("bytes=".length(), range.indexOf('-')));
    }
}
