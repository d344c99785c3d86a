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

/** A process's way to the ledger of uploads: what it sends may be late or lost, and so may the answers. */
final class NodeUploadLedger implements UploadLedger {
    private final World world;
    private final SimulatedNode node;
    private final int incarnation;

    NodeUploadLedger(World world, SimulatedNode node) {
        this.world = world;
        this.node = node;
        this.incarnation = node.incarnation();
    }

    private <T> CompletionStage<T> send(Supplier<T> statement) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        node.run(
                incarnation,
                () -> world.database()
                        .send(
                                node,
                                statement,
                                answer::complete,
                                () -> answer.completeExceptionally(
                                        new BlobStoreException("the ledger of uploads failed", null, false))));
        return answer;
    }

    private SimulatedLedger ledger() {
        return world.database().uploads();
    }

    @Override
    public Duration lease() {
        return SimulatedLedger.LEASE;
    }

    @Override
    public CompletionStage<Void> begin(UploadId id, String owner, DigestAlgorithm algorithm) {
        return send(() -> ledger().begin(id, owner, algorithm)).thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Optional<Long>> find(UploadId id, String owner) {
        return send(() -> ledger().find(id, owner));
    }

    @Override
    public CompletionStage<Acquired> acquire(UploadId id, String owner) {
        return send(() -> ledger().acquire(id, owner));
    }

    @Override
    public CompletionStage<Set<Segment.Key>> renew(Set<Segment.Key> holds) {
        return send(() -> ledger().renew(holds));
    }

    @Override
    public CompletionStage<Boolean> release(Segment.Key hold, Optional<Segment> appended) {
        return send(() -> ledger().release(hold, appended));
    }

    @Override
    public CompletionStage<Boolean> end(Segment.Key hold) {
        return send(() -> ledger().end(hold));
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return send(() -> ledger().cancel(id, owner));
    }

    @Override
    public CompletionStage<List<UploadId>> expire(Duration idle) {
        return send(() -> ledger().expire(idle));
    }

    @Override
    public CompletionStage<Set<UploadId>> unknown(Set<UploadId> uploads) {
        return send(() -> ledger().unknown(uploads));
    }
}
