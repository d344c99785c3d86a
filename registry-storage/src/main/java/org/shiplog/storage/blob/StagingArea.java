package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;

/**
 * Where the bytes of uploads lie until they become a blob. It knows nothing of sessions: which segments make up an upload,
 * and who may add one, is the ledger's to say. A segment is written once, by one writer, and never changed, so that a writer
 * that was taken for dead can do no harm.
 *
 * <p>Every method fails with {@link BlobStoreException} when the medium does.
 */
public interface StagingArea {
    /**
     * Stores the bytes as a new segment and updates the hash with them on the way. When the source is done, the fate says what
     * becomes of them; when the stage completes, that has happened, and is durable. Memory use is bounded, whatever the source gives.
     *
     * @param length how many bytes must come; empty when nobody knows. With any other number nothing is kept
     * @param fate asked once, when all bytes have come and the hash covers them
     */
    CompletionStage<Stored> store(
            Segment.Key segment,
            RunningHash hash,
            OptionalLong length,
            Source<ByteString, ?> bytes,
            Supplier<SegmentFate> fate);

    /** Stores the bytes as a new segment that stays until it is discarded. */
    default CompletionStage<Stored> store(
            Segment.Key segment, RunningHash hash, OptionalLong length, Source<ByteString, ?> bytes) {
        return store(segment, hash, length, bytes, SegmentFate.Keep::new);
    }

    /** A segment's bytes; the stream fails rather than end early, with {@link SegmentMissingException} if they are not there. */
    Source<ByteString, NotUsed> read(Segment segment);

    /**
     * Makes the blob of the segments, in their order, durable under the digest, which the caller has verified that they have.
     * Harmless to repeat, also by two nodes at once: the segments stay until they are discarded. Fails with {@link
     * SegmentMissingException} if they have been.
     */
    CompletionStage<Void> publish(List<Segment> segments, Digest digest);

    /** Drops every segment of the upload, and what is left of unfinished ones. Harmless to repeat. */
    CompletionStage<Void> discard(UploadId upload);

    /** The uploads of which there is anything, finished or not, and nothing that is younger than {@code time}. */
    CompletionStage<Set<UploadId>> idle(Duration time);

    /** How a segment's stream ended. */
    sealed interface Stored {
        /** The source is done; {@code length} bytes came, and with them happened what their fate said. */
        record Complete(long length) implements Stored {}

        /** The source failed; the {@code length} bytes that came until then are kept. None are kept if that is 0. */
        record Interrupted(Throwable cause, long length) implements Stored {}

        /** Not the announced number of bytes; nothing is kept. */
        record WrongLength() implements Stored {}
    }
}
