package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.StagingArea.Stored;

/** What every {@link StagingArea} does. */
abstract class StagingAreaContract extends StorageContract {
    private static final byte[] CONTENT = randomBytes(300_000);
    private static final byte[] START = Arrays.copyOf(CONTENT, 100_000);
    private static final byte[] REST = Arrays.copyOfRange(CONTENT, 100_000, 300_000);
    private static final Digest DIGEST = sha256(CONTENT);
    private static final Duration HOUR = Duration.ofHours(1);

    private final UploadId upload = new UploadId(UUID.randomUUID());

    @AfterEach
    void discard() {
        resultOf(medium.staging().discard(upload));
    }

    @Test
    void storesAndHashesASegment() {
        RunningHash hash = RunningHash.ofNothing(DigestAlgorithm.SHA256);

        assertThat(resultOf(medium.staging().store(key(1), hash, OptionalLong.of(300_000), inChunks(CONTENT))))
                .isEqualTo(new Stored.Complete(300_000));

        assertThat(hash.length()).isEqualTo(300_000);
        assertThat(hash.digest()).isEqualTo(DIGEST);
        medium.restart();
        assertThat(content(new Segment(key(1), 300_000))).isEqualTo(CONTENT);
    }

    @Test
    void storesNothing() {
        assertThat(store(key(1), Source.empty())).isEqualTo(new Stored.Complete(0));

        awaitNoLeftovers();
    }

    @Test
    void keepsWhatCameBeforeTheSourceFailed() {
        RuntimeException reset = new IllegalStateException("connection reset");
        Source<ByteString, ?> broken =
                Source.<ByteString>single(ByteString.fromArray(START)).concat(Source.failed(reset));

        Stored stored = store(key(1), broken);

        assertThat(stored).isInstanceOfSatisfying(Stored.Interrupted.class, interrupted -> {
            assertThat(interrupted.cause()).isEqualTo(reset);
            assertThat(interrupted.length()).isIn(0L, 100_000L);
            if (interrupted.length() > 0) {
                assertThat(content(new Segment(key(1), interrupted.length()))).isEqualTo(START);
            }
        });
    }

    @Test
    void keepsNothingOfAnotherLength() {
        assertThat(announcing(200_001, REST)).isEqualTo(new Stored.WrongLength());
        assertThat(announcing(199_999, REST)).isEqualTo(new Stored.WrongLength());
        assertThat(announcing(0, REST)).isEqualTo(new Stored.WrongLength());
    }

    @Test
    void publishesOneSegment() {
        Segment whole = segment(1, CONTENT);

        resultOf(medium.staging().publish(List.of(whole), DIGEST));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void publishesSegmentsInOrder() {
        Segment rest = segment(1, REST);
        Segment start = segment(2, START);

        resultOf(medium.staging().publish(List.of(start, rest), DIGEST));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void publishesNothingAsTheEmptyBlob() {
        Digest empty = sha256(new byte[0]);

        resultOf(medium.staging().publish(List.of(), empty));

        assertThat(stored(empty)).isEmpty();
    }

    @Test
    void publishesUnderSha512() {
        Digest digest = DigestAlgorithm.SHA512.digestOf(CONTENT);
        Segment whole = segment(1, CONTENT);

        resultOf(medium.staging().publish(List.of(whole), digest));

        assertThat(stored(digest)).isEqualTo(CONTENT);
    }

    @Test
    void canBeAskedAgainToPublish() {
        Segment start = segment(1, START);
        Segment rest = segment(2, REST);
        resultOf(medium.staging().publish(List.of(start, rest), DIGEST));

        medium.restart();
        resultOf(medium.staging().publish(List.of(start, rest), DIGEST));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        assertThat(content(rest)).isEqualTo(REST);
    }

    @Test
    void publishesTheSameSegmentsManyTimesAtOnce() {
        List<Segment> whole = List.of(segment(1, CONTENT));

        List<CompletionStage<Void>> published = Stream.generate(
                        () -> medium.staging().publish(whole, DIGEST))
                .limit(10)
                .toList();

        published.forEach(StorageContract::resultOf);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void keepsABlobWhoseSegmentsAreDiscarded() {
        Segment whole = segment(1, CONTENT);
        resultOf(medium.staging().publish(List.of(whole), DIGEST));

        resultOf(medium.staging().discard(upload));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        awaitNoLeftovers();
    }

    @Test
    void publishesWhatHasJustCome() {
        assertThat(storing(1, CONTENT, new SegmentFate.Publish(List.of(), DIGEST)))
                .isEqualTo(new Stored.Complete(300_000));

        medium.restart();
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void publishesWhatHasJustComeAfterWhatWasThere() {
        Segment start = segment(1, START);

        assertThat(storing(2, REST, new SegmentFate.Publish(List.of(start), DIGEST)))
                .isEqualTo(new Stored.Complete(200_000));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        assertThat(content(start)).isEqualTo(START);
    }

    @Test
    void publishesWhatWasThereWhenNothingComes() {
        Segment whole = segment(1, CONTENT);
        Digest empty = sha256(new byte[0]);

        assertThat(storing(2, new byte[0], new SegmentFate.Publish(List.of(whole), DIGEST)))
                .isEqualTo(new Stored.Complete(0));
        assertThat(storing(3, new byte[0], new SegmentFate.Publish(List.of(), empty)))
                .isEqualTo(new Stored.Complete(0));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        assertThat(stored(empty)).isEmpty();
    }

    @Test
    void publishesWhatIsABlobAlready() {
        storing(1, CONTENT, new SegmentFate.Publish(List.of(), DIGEST));

        assertThat(storing(2, CONTENT, new SegmentFate.Publish(List.of(), DIGEST)))
                .isEqualTo(new Stored.Complete(300_000));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void dropsWhatIsNotWanted() {
        assertThat(storing(1, CONTENT, new SegmentFate.Drop())).isEqualTo(new Stored.Complete(300_000));

        assertThat(resultOf(medium.blobs().size(DIGEST))).isEmpty();
        assertThatThrownBy(() -> content(new Segment(key(1), 300_000))).isInstanceOf(SegmentMissingException.class);
    }

    @Test
    void saysThatSegmentsAreNotThere() {
        Segment start = segment(1, START);
        Segment rest = segment(2, REST);
        resultOf(medium.staging().discard(upload));

        assertThatThrownBy(() -> content(start)).isInstanceOf(SegmentMissingException.class);
        assertThatThrownBy(() -> resultOf(medium.staging().publish(List.of(start), sha256(START))))
                .isInstanceOf(SegmentMissingException.class);
        assertThatThrownBy(() -> resultOf(medium.staging().publish(List.of(start, rest), DIGEST)))
                .isInstanceOf(SegmentMissingException.class);
        assertThatThrownBy(() -> storing(3, REST, new SegmentFate.Publish(List.of(start), DIGEST)))
                .isInstanceOf(SegmentMissingException.class);
        assertThat(resultOf(medium.blobs().size(DIGEST))).isEmpty();
    }

    @Test
    void discardsWhatIsNotThere() {
        resultOf(medium.staging().discard(upload));

        awaitNoLeftovers();
    }

    @Test
    void tellsWhatHasBeenThereForLong() {
        segment(1, START);
        assertThat(resultOf(medium.staging().idle(HOUR))).isEmpty();

        medium.passTime(HOUR.multipliedBy(2));

        assertThat(resultOf(medium.staging().idle(HOUR))).containsExactly(upload);
        assertThat(resultOf(medium.staging().idle(HOUR.multipliedBy(3)))).isEmpty();
    }

    private Segment.Key key(long fence) {
        return new Segment.Key(upload, fence);
    }

    private Segment segment(long fence, byte[] bytes) {
        assertThat(store(key(fence), inChunks(bytes))).isEqualTo(new Stored.Complete(bytes.length));
        return new Segment(key(fence), bytes.length);
    }

    private Stored storing(long fence, byte[] bytes, SegmentFate fate) {
        RunningHash hash = RunningHash.ofNothing(DigestAlgorithm.SHA256);
        return resultOf(medium.staging().store(key(fence), hash, UNSAID, inChunks(bytes), () -> {
            assertThat(hash.length()).isEqualTo(bytes.length);
            return fate;
        }));
    }

    private Stored announcing(long length, byte[] bytes) {
        RunningHash hash = RunningHash.ofNothing(DigestAlgorithm.SHA256);
        return resultOf(medium.staging().store(key(1), hash, OptionalLong.of(length), inChunks(bytes)));
    }

    private byte[] content(Segment segment) {
        return resultOf(medium.staging()
                        .read(segment)
                        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer()))
                .toArray();
    }
}
