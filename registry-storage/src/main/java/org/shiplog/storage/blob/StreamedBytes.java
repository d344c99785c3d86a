package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Graph;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.StagingArea.Stored;

/** A staging area whose bytes come in streams. */
final class StreamedBytes implements StagedBytes<Source<ByteString, ?>> {
    private final StagingArea staging;
    private final Materializer materializer;

    StreamedBytes(StagingArea staging, Materializer materializer) {
        this.staging = staging;
        this.materializer = materializer;
    }

    /** Ends a stream whose bytes are not wanted any more. */
    private static final class BrokenOffException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public CompletionStage<Stored> store(
            Segment.Key segment,
            RunningHash hash,
            UploadChunk<Source<ByteString, ?>> chunk,
            Supplier<SegmentFate> fate,
            CompletionStage<Void> brokenOff) {
        return staging.store(segment, hash, chunk.length(), chunk.bytes().via(until(brokenOff)), fate);
    }

    @Override
    public CompletionStage<Void> read(List<Segment> segments, RunningHash hash, CompletionStage<Void> brokenOff) {
        // The stage of a sink goes on in the common pool, whatever completes it; this one goes on where the stream ran.
        CompletableFuture<Void> read = new CompletableFuture<>();
        Source.from(segments)
                .flatMapConcat(staging::read)
                .via(until(brokenOff))
                .map(bytes -> {
                    hash.update(bytes.toArrayUnsafe());
                    return bytes.size();
                })
                .to(Sink.onComplete(end -> {
                    if (end.isSuccess()) {
                        read.complete(null);
                    } else {
                        read.completeExceptionally(end.failed().get());
                    }
                }))
                .withAttributes(ActorAttributes.dispatcher(FileBlobStore.DISPATCHER))
                .run(materializer);
        return read;
    }

    private static Graph<FlowShape<ByteString, ByteString>, SharedKillSwitch> until(CompletionStage<Void> brokenOff) {
        SharedKillSwitch streams = KillSwitches.shared("upload");
        brokenOff.thenRun(() -> streams.abort(new BrokenOffException()));
        return streams.flow();
    }

    @Override
    public CompletionStage<Void> publish(List<Segment> segments, Digest digest) {
        return staging.publish(segments, digest);
    }

    @Override
    public CompletionStage<Void> discard(UploadId upload) {
        return staging.discard(upload);
    }

    @Override
    public CompletionStage<Set<UploadId>> idle(Duration time) {
        return staging.idle(time);
    }
}
