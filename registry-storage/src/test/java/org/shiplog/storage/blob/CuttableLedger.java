package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.oci.DigestAlgorithm;

/** A node's way to the ledger, which can be cut: the node is then as good as paused or dead for the others. */
final class CuttableLedger implements UploadLedger {
    private final UploadLedger ledger;
    private volatile boolean cut;
    private volatile boolean cutAtEnd;

    CuttableLedger(UploadLedger ledger) {
        this.ledger = ledger;
    }

    void cut() {
        cut = true;
    }

    /** Cuts when a session is to be ended. */
    void cutAtEnd() {
        cutAtEnd = true;
    }

    void mend() {
        cut = false;
        cutAtEnd = false;
    }

    private <T> CompletionStage<T> unlessCut(Supplier<CompletionStage<T>> call) {
        return cut
                ? CompletableFuture.failedStage(new BlobStoreException("cut off from the ledger", null, false))
                : call.get();
    }

    @Override
    public Duration lease() {
        return ledger.lease();
    }

    @Override
    public CompletionStage<Void> begin(UploadId id, String owner, DigestAlgorithm algorithm) {
        return unlessCut(() -> ledger.begin(id, owner, algorithm));
    }

    @Override
    public CompletionStage<Optional<Long>> find(UploadId id, String owner) {
        return unlessCut(() -> ledger.find(id, owner));
    }

    @Override
    public CompletionStage<Acquired> acquire(UploadId id, String owner) {
        return unlessCut(() -> ledger.acquire(id, owner));
    }

    @Override
    public CompletionStage<Set<Segment.Key>> renew(Set<Segment.Key> holds) {
        return unlessCut(() -> ledger.renew(holds));
    }

    @Override
    public CompletionStage<Boolean> release(Segment.Key hold, Optional<Segment> appended) {
        return unlessCut(() -> ledger.release(hold, appended));
    }

    @Override
    public CompletionStage<Boolean> end(Segment.Key hold) {
        cut |= cutAtEnd;
        return unlessCut(() -> ledger.end(hold));
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return unlessCut(() -> ledger.cancel(id, owner));
    }

    @Override
    public CompletionStage<List<UploadId>> expire(Duration idle) {
        return unlessCut(() -> ledger.expire(idle));
    }

    @Override
    public CompletionStage<Set<UploadId>> unknown(Set<UploadId> uploads) {
        return unlessCut(() -> ledger.unknown(uploads));
    }
}
