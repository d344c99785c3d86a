package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.StagingArea.Stored;

/**
 * A {@link StagingArea} as {@link UploadProtocol} uses it, which knows nothing of streams: what can be broken off is told so by a stage
 * that completes then.
 *
 * @param <B> where the bytes of a chunk come from
 */
public interface StagedBytes<B> {
    /** As {@link StagingArea#store}; a chunk that is broken off is an interrupted one. */
    CompletionStage<Stored> store(
            Segment.Key segment,
            RunningHash hash,
            UploadChunk<B> chunk,
            Supplier<SegmentFate> fate,
            CompletionStage<Void> brokenOff);

    /** Reads the segments and updates the hash with them. Fails with {@link SegmentMissingException} if one is not there. */
    CompletionStage<Void> read(List<Segment> segments, RunningHash hash, CompletionStage<Void> brokenOff);

    /** As {@link StagingArea#publish}. */
    CompletionStage<Void> publish(List<Segment> segments, Digest digest);

    /** As {@link StagingArea#discard}. */
    CompletionStage<Void> discard(UploadId upload);

    /** As {@link StagingArea#idle}. */
    CompletionStage<Set<UploadId>> idle(Duration time);
}
