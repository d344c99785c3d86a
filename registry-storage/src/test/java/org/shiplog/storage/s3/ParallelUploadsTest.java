package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.StagingArea.Stored;

/** That memory is bounded for all uploads together, and that no upload can keep the others waiting. */
class ParallelUploadsTest extends S3Harness {
    private static final int BUFFERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Override
    long memory() {
        return BUFFERS * (long) PART;
    }

    @Test
    void neverHoldsMoreThanTheMemoryForManyUploads() {
        byte[] content = randomBytes(MIB);
        byte[] large = randomBytes(17 * MIB);
        AtomicLong most = new AtomicLong();
        network.watch(_ -> most.accumulateAndGet(staging.memoryInUse(), Math::max));

        CompletionStage<Stored> inParts = storing(100, inChunks(large));
        List<CompletionStage<Stored>> storing = new ArrayList<>();
        for (int fence = 0; fence < 50; fence++) {
            storing.add(storing(fence, inChunks(content)));
        }

        assertThat(storing).allSatisfy(one -> assertThat(resultOf(one)).isEqualTo(new Stored.Complete(content.length)));
        assertThat(resultOf(inParts)).isEqualTo(new Stored.Complete(large.length));
        assertThat(most.get()).isBetween((long) PART, memory());
        assertThat(staging.memoryInUse()).isZero();
        assertThat(bytesOf(staging.read(new Segment(key(100), large.length)))).isEqualTo(large);
    }

    @Test
    void letsOthersPassUploadsThatAreStalled() {
        byte[] content = randomBytes(9 * MIB);
        byte[] start = Arrays.copyOf(content, MIB);
        byte[] rest = Arrays.copyOfRange(content, MIB, content.length);
        CompletableFuture<Source<ByteString, ?>> later = new CompletableFuture<>();
        List<CompletionStage<Stored>> stalled = new ArrayList<>();
        for (int fence = 0; fence < BUFFERS; fence++) {
            stalled.add(storing(
                    fence,
                    inChunks(start)
                            .concat(Source.completionStageSource(later.thenApply(
                                    source -> source.mapMaterializedValue(_ -> NotUsed.getInstance()))))));
        }
        await().atMost(PATIENCE).until(() -> staging.memoryInUse() == memory());

        assertThat(resultOf(storing(100, inChunks(content)))).isEqualTo(new Stored.Complete(content.length));

        assertThat(stalled).noneMatch(one -> one.toCompletableFuture().isDone());
        later.complete(inChunks(rest));
        assertThat(stalled).allSatisfy(one -> assertThat(resultOf(one)).isEqualTo(new Stored.Complete(content.length)));
        assertThat(blob(publish(content, new Segment(key(0), content.length)))).isEqualTo(content);
        assertThat(staging.memoryInUse()).isZero();
    }

    @Test
    void borrowsNoMoreThanIsAnnounced() {
        byte[] content = randomBytes(1000);
        AtomicLong most = new AtomicLong();
        network.watch(_ -> most.accumulateAndGet(staging.memoryInUse(), Math::max));

        assertThat(store(key(1), OptionalLong.of(content.length), inChunks(content)))
                .isEqualTo(new Stored.Complete(content.length));

        assertThat(most).hasValue(content.length);
    }

    private CompletionStage<Stored> storing(long fence, Source<ByteString, ?> bytes) {
        RunningHash hash = RunningHash.ofNothing(DigestAlgorithm.SHA256);
        return staging.store(key(fence), hash, OptionalLong.empty(), bytes);
    }
}
