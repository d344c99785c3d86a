package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.cluster.telemetry.WatchedOperation.Part;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.UploadChunk;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadSessions;

/** Upload sessions that are counted, and whose operations are measured. Those that bring bytes take as long as their sender does. */
public final class WatchedUploadSessions implements UploadSessions {
    private final UploadSessions sessions;
    private final LongAdder inFlight = new LongAdder();
    private final WatchedOperation begin;
    private final WatchedOperation offset;
    private final WatchedOperation append;
    private final WatchedOperation commit;
    private final WatchedOperation complete;
    private final WatchedOperation upload;
    private final WatchedOperation cancel;
    private final WatchedOperation expire;
    private final Counter begun;
    private final Counter received;
    private final Counter committed;
    private final Counter mismatched;
    private final Counter cancelled;
    private final Counter expired;

    public WatchedUploadSessions(UploadSessions sessions, MeterRegistry registry, Optional<Tracing> tracing) {
        this.sessions = sessions;
        Part part = WatchedBlobStore.part(registry, tracing);
        this.begin = part.operation("begin");
        this.offset = part.operation("offset");
        this.append = part.operation("append");
        this.commit = part.operation("commit");
        this.complete = part.operation("complete");
        this.upload = part.operation("upload");
        this.cancel = part.operation("cancel");
        this.expire = part.operation("expire");
        Gauge.builder("shiplog.uploads.in.flight", inFlight, LongAdder::sum)
                .description("Uploads whose bytes are being received.")
                .register(registry);
        this.begun = Counter.builder("shiplog.uploads.begun")
                .description("Upload sessions that were begun.")
                .register(registry);
        this.received = Counter.builder("shiplog.uploads.received")
                .description("Bytes that upload sessions were sent.")
                .baseUnit("bytes")
                .register(registry);
        this.committed = ended(registry, "committed");
        this.mismatched = ended(registry, "digest_mismatch");
        this.cancelled = ended(registry, "cancelled");
        this.expired = ended(registry, "expired");
    }

    private static Counter ended(MeterRegistry registry, String how) {
        return Counter.builder("shiplog.uploads.ended")
                .description("Upload sessions that ended, and how.")
                .tag("how", how)
                .register(registry);
    }

    @Override
    public CompletionStage<UploadId> begin(String owner, DigestAlgorithm algorithm) {
        begun.increment();
        return begin.run(() -> sessions.begin(owner, algorithm));
    }

    @Override
    public CompletionStage<Optional<Long>> offset(UploadId id, String owner) {
        return offset.run(() -> sessions.offset(id, owner));
    }

    @Override
    public CompletionStage<AppendResult> append(UploadId id, String owner, UploadChunk<Source<ByteString, ?>> chunk) {
        return receiving(append, () -> sessions.append(id, owner, counted(chunk)));
    }

    @Override
    public CompletionStage<CommitResult> commit(UploadId id, String owner, Digest digest) {
        return commit.run(() -> sessions.commit(id, owner, digest)).thenApply(this::counted);
    }

    @Override
    public CompletionStage<CommitResult> complete(
            UploadId id, String owner, UploadChunk<Source<ByteString, ?>> chunk, Digest digest) {
        return receiving(complete, () -> sessions.complete(id, owner, counted(chunk), digest))
                .thenApply(this::counted);
    }

    @Override
    public CompletionStage<CommitResult> upload(String owner, UploadChunk<Source<ByteString, ?>> chunk, Digest digest) {
        begun.increment();
        return receiving(upload, () -> sessions.upload(owner, counted(chunk), digest))
                .thenApply(this::counted);
    }

    private <T> CompletionStage<T> receiving(WatchedOperation operation, Supplier<CompletionStage<T>> work) {
        inFlight.increment();
        return operation.run(work).whenComplete((_, _) -> inFlight.decrement());
    }

    private UploadChunk<Source<ByteString, ?>> counted(UploadChunk<Source<ByteString, ?>> chunk) {
        return new UploadChunk<>(
                chunk.from(), chunk.length(), chunk.bytes().via(new BodyMeter(() -> received::increment)));
    }

    private CommitResult counted(CommitResult result) {
        switch (result) {
            case CommitResult.Committed _ -> committed.increment();
            case CommitResult.DigestMismatch _ -> mismatched.increment();
            case Refusal _ -> {}
        }
        return result;
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return cancel.run(() -> sessions.cancel(id, owner)).thenApply(known -> {
            if (known) {
                cancelled.increment();
            }
            return known;
        });
    }

    @Override
    public CompletionStage<Integer> expire(Duration idle) {
        return expire.run(() -> sessions.expire(idle)).thenApply(dropped -> {
            expired.increment(dropped);
            return dropped;
        });
    }
}
