package org.shiplog.cluster.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadLedger;

/** A node's way to the sessions in the database, whose answers may be lost. */
final class SimulatedLedger implements UploadLedger {
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final World world;
    private final SimulatedNode node;

    SimulatedLedger(World world, SimulatedNode node) {
        this.world = world;
        this.node = node;
    }

    private <T> CompletionStage<T> ask(Supplier<T> statement) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        world.database()
                .send(
                        node,
                        statement,
                        answer::complete,
                        () -> answer.completeExceptionally(
                                new BlobStoreException("nothing heard of the ledger", null, false)));
        return answer;
    }

    private UploadTable table() {
        return world.uploads().table();
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }

    @Override
    public Duration lease() {
        return LEASE;
    }

    @Override
    public CompletionStage<Void> begin(UploadId id, String owner, DigestAlgorithm algorithm) {
        return ask(() -> {
                    table().insertDurably(id, new UploadTable.Session(owner, algorithm, 0, world.now(), List.of()));
                    return true;
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Acquired.Held> beginHeld(UploadId id, String owner, DigestAlgorithm algorithm) {
        Segment.Key hold = new Segment.Key(id, 1);
        return ask(() -> {
            table().insert(
                            id,
                            new UploadTable.Session(
                                    owner, algorithm, hold.fence(), world.now() + micros(LEASE), List.of()));
            return new Acquired.Held(hold, algorithm, List.of());
        });
    }

    @Override
    public CompletionStage<Optional<Long>> find(UploadId id, String owner) {
        return ask(() -> table().find(id, owner).map(UploadTable.Session::offset));
    }

    @Override
    public CompletionStage<Acquired> acquire(UploadId id, String owner) {
        return ask(() -> table().acquire(id, owner, micros(LEASE)));
    }

    @Override
    public CompletionStage<Set<Segment.Key>> renew(Set<Segment.Key> holds) {
        return ask(() -> table().renew(holds, micros(LEASE)));
    }

    @Override
    public CompletionStage<Boolean> release(Segment.Key hold, Optional<Segment> appended) {
        return ask(() -> table().release(hold, appended));
    }

    @Override
    public CompletionStage<Boolean> end(Segment.Key hold) {
        return ask(() -> table().end(hold));
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return ask(() -> table().cancel(id, owner));
    }

    @Override
    public CompletionStage<List<UploadId>> expire(Duration idle) {
        return ask(() -> table().expire(micros(idle)));
    }

    @Override
    public CompletionStage<Set<UploadId>> unknown(Set<UploadId> uploads) {
        return ask(() -> table().unknown(uploads));
    }
}
