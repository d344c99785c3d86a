package org.shiplog.cluster.simulation;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.StagingArea;
import org.shiplog.storage.blob.UploadId;

/** What a process sees of the segments that all nodes share. They take a while to be durable, and the medium fails at times. */
final class SimulatedStaging implements StagingArea {
    private final World world;
    private final SimulatedNode node;
    private final int incarnation;

    SimulatedStaging(World world, SimulatedNode node) {
        this.world = world;
        this.node = node;
        this.incarnation = node.incarnation();
    }

    /** The segments of all uploads. */
    static final class Medium {
        private final Map<Segment.Key, byte[]> segments = new LinkedHashMap<>();
        private final Map<UploadId, Long> lastUsed = new LinkedHashMap<>();
    }

    @Override
    public CompletionStage<Stored> store(
            Segment.Key segment, RunningHash hash, OptionalLong length, Source<ByteString, ?> bytes) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
        bytes.map(part -> {
                    received.writeBytes(part.toArrayUnsafe());
                    return part.size();
                })
                .runWith(
                        Sink.onComplete(end -> ended.complete(
                                end.isSuccess()
                                        ? Optional.empty()
                                        : Optional.of(end.failed().get()))),
                        world.actors());
        return ended.thenCompose(
                failure -> after(() -> store(segment, hash, length, received.toByteArray(), failure.orElse(null))));
    }

    private Stored store(
            Segment.Key key, RunningHash hash, OptionalLong announced, byte[] bytes, @Nullable Throwable failure) {
        if (announced.isPresent()
                && (failure == null ? bytes.length != announced.getAsLong() : bytes.length > announced.getAsLong())) {
            return new Stored.WrongLength();
        }
        hash.update(bytes);
        if (bytes.length > 0) {
            byte[] before = medium().segments.put(key, bytes);
            world.invariants().holds(() -> Violation.unless(before == null, "a segment was written twice"));
            medium().lastUsed.put(key.upload(), world.now());
        }
        return failure == null ? new Stored.Complete(bytes.length) : new Stored.Interrupted(failure, bytes.length);
    }

    private Medium medium() {
        return world.staged();
    }

    /** Does the work after a while, unless the process ended or the medium fails. */
    private <T> CompletionStage<T> after(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        boolean fails = world.chance().in(world.faults().lostStatement());
        node.in(incarnation, world.chance().between(100, 800 * Chance.MILLISECOND), () -> {
            try {
                if (fails) {
                    throw new BlobStoreException("the medium failed", null, false);
                }
                done.complete(work.get());
            } catch (BlobStoreException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    @Override
    public Source<ByteString, NotUsed> read(Segment segment) {
        byte[] bytes = medium().segments.get(segment.key());
        return bytes == null ? Source.failed(gone()) : Source.single(ByteString.fromArray(bytes));
    }

    private static BlobStoreException gone() {
        return new BlobStoreException("a segment is gone", null, false);
    }

    @Override
    public CompletionStage<Void> publish(List<Segment> segments, Digest digest) {
        return after(() -> {
            ByteArrayOutputStream blob = new ByteArrayOutputStream();
            for (Segment segment : segments) {
                byte[] bytes = medium().segments.get(segment.key());
                if (bytes == null) {
                    throw gone();
                }
                blob.writeBytes(bytes);
            }
            world.blobs().publish(digest, blob.toByteArray());
            return null;
        });
    }

    @Override
    public CompletionStage<Void> discard(UploadId upload) {
        return after(() -> {
            medium().segments.keySet().removeIf(key -> key.upload().equals(upload));
            medium().lastUsed.remove(upload);
            return null;
        });
    }

    @Override
    public CompletionStage<Set<UploadId>> idle(Duration time) {
        long before = world.now() - time.toNanos() / 1_000;
        Set<UploadId> idle = new LinkedHashSet<>();
        medium().lastUsed.forEach((upload, at) -> {
            if (at < before) {
                idle.add(upload);
            }
        });
        return CompletableFuture.completedStage(idle);
    }
}
