package org.shiplog.cluster.simulation;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.SegmentFate;
import org.shiplog.storage.blob.SegmentMissingException;
import org.shiplog.storage.blob.StagedBytes;
import org.shiplog.storage.blob.StagingArea.Stored;
import org.shiplog.storage.blob.UploadChunk;
import org.shiplog.storage.blob.UploadId;

/** A node's way to the shared store. Bytes come piece by piece, and what is done takes effect at one moment or fails. */
final class SimulatedStaging implements StagedBytes<SimulatedBody> {
    private final World world;
    private final SimulatedNode node;

    SimulatedStaging(World world, SimulatedNode node) {
        this.world = world;
        this.node = node;
    }

    /** Does something in the store, and then tells the node, unless its process is gone. */
    private <T> CompletableFuture<T> effect(Supplier<T> change) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        int incarnation = node.incarnation();
        boolean fails = world.chance().in(world.faults().lostStatement());
        world.in(world.chance().between(100, 50 * Chance.MILLISECOND), () -> {
            Runnable outcome = fails
                    ? () -> answer.completeExceptionally(new BlobStoreException("the store failed", null, false))
                    : outcome(change, answer);
            node.in(incarnation, 100, outcome);
        });
        return answer;
    }

    private static <T> Runnable outcome(Supplier<T> change, CompletableFuture<T> answer) {
        try {
            T result = change.get();
            return () -> answer.complete(result);
        } catch (BlobStoreException failure) {
            return () -> answer.completeExceptionally(failure);
        }
    }

    @Override
    public CompletionStage<Stored> store(
            Segment.Key segment,
            RunningHash hash,
            UploadChunk<SimulatedBody> chunk,
            Supplier<SegmentFate> fate,
            CompletionStage<Void> brokenOff) {
        world.invariants().holds(() -> world.uploads().files().open(segment));
        Arriving arriving = new Arriving(segment, hash, chunk.bytes(), fate);
        brokenOff.thenRun(() -> arriving.interrupted("broken off"));
        arriving.next();
        return arriving.stored;
    }

    /** The bytes of one request, while they come. */
    private final class Arriving {
        private final Segment.Key segment;
        private final RunningHash hash;
        private final SimulatedBody body;
        private final Supplier<SegmentFate> fate;
        private final ByteArrayOutputStream came = new ByteArrayOutputStream();
        private final CompletableFuture<Stored> stored = new CompletableFuture<>();
        private boolean over;

        Arriving(Segment.Key segment, RunningHash hash, SimulatedBody body, Supplier<SegmentFate> fate) {
            this.segment = segment;
            this.hash = hash;
            this.body = body;
            this.fate = fate;
        }

        void next() {
            int left = body.breaksOffAfter() - came.size();
            if (left > 0) {
                node.in(
                        world.chance().between(50, body.slowest()),
                        () -> piece(1 + world.chance().below(left)));
            } else if (body.breaksOff()) {
                interrupted("the client is gone");
            } else {
                complete();
            }
        }

        private void piece(int length) {
            if (!over) {
                hash.update(body.bytes(), came.size(), length);
                came.write(body.bytes(), came.size(), length);
                next();
            }
        }

        void interrupted(String why) {
            if (!over) {
                over = true;
                Stored.Interrupted outcome = new Stored.Interrupted(new IllegalStateException(why), came.size());
                become(keep(), outcome);
            }
        }

        private void complete() {
            over = true;
            Stored.Complete outcome = new Stored.Complete(came.size());
            if (world.has(PlantedBug.PUBLISHED_BEFORE_CHECKED)) {
                body.claimed().ifPresent(digest -> world.blobs().put(digest, came.toByteArray()));
            }
            switch (fate.get()) {
                case SegmentFate.Drop() -> stored.complete(outcome);
                case SegmentFate.Publish(List<Segment> before, Digest digest) ->
                    become(effect(() -> published(before, came.toByteArray(), digest)), outcome);
                case SegmentFate.Keep() -> become(keep(), outcome);
            }
        }

        private CompletableFuture<Boolean> keep() {
            if (came.size() == 0) {
                return CompletableFuture.completedFuture(true);
            }
            if (world.has(PlantedBug.RECORDED_BEFORE_DURABLE)) {
                node.in(
                        world.chance().between(100, Chance.SECOND),
                        () -> world.uploads().files().put(segment, came.toByteArray(), world.now()));
                return CompletableFuture.completedFuture(true);
            }
            return effect(() -> {
                world.uploads().files().put(segment, came.toByteArray(), world.now());
                return true;
            });
        }

        private void become(CompletableFuture<?> done, Stored outcome) {
            done.whenComplete((_, failure) -> {
                if (failure == null) {
                    stored.complete(outcome);
                } else {
                    stored.completeExceptionally(failure);
                }
            });
        }
    }

    private boolean published(List<Segment> before, byte[] last, Digest digest) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(existing(before));
        whole.writeBytes(last);
        world.blobs().put(digest, whole.toByteArray());
        return true;
    }

    private byte[] existing(List<Segment> segments) {
        Optional<byte[]> bytes = world.uploads().files().read(segments);
        return bytes.orElseThrow(() -> new SegmentMissingException("not all there of " + segments, null));
    }

    @Override
    public CompletionStage<Void> read(List<Segment> segments, RunningHash hash, CompletionStage<Void> brokenOff) {
        return effect(() -> existing(segments)).thenAccept(hash::update);
    }

    @Override
    public CompletionStage<Void> publish(List<Segment> segments, Digest digest) {
        return effect(() -> published(segments, new byte[0], digest)).thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Void> discard(UploadId upload) {
        return effect(() -> {
                    world.uploads().files().discard(upload);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Set<UploadId>> idle(Duration time) {
        return effect(() -> world.uploads().files().untouchedSince(world.now() - time.toNanos() / 1000));
    }
}
