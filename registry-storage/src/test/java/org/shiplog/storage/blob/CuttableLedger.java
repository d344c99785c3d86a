package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.shiplog.domain.oci.DigestAlgorithm;

/** A node's way to the ledger, which can be cut: the node is then as good as paused or dead for the others. */
final class CuttableLedger implements UploadLedger {
    private final UploadLedger ledger;
    private volatile boolean cut;
    private volatile boolean cutAtEnd;
    private volatile boolean answerLostAtEnd;
    private final List<String> calls = new CopyOnWriteArrayList<>();

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

    /** Ends the next session, but does not say so. */
    void loseAnswerAtEnd() {
        answerLostAtEnd = true;
    }

    void mend() {
        cut = false;
        cutAtEnd = false;
        answerLostAtEnd = false;
    }

    /** What was asked of the ledger, but for renewals. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private <T> CompletionStage<T> unlessCut(String name, Supplier<CompletionStage<T>> call) {
        calls.add(name);
        return unlessCut(call);
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
        return unlessCut("begin", () -> ledger.begin(id, owner, algorithm));
    }

    @Override
    public CompletionStage<Acquired.Held> beginHeld(UploadId id, String owner, DigestAlgorithm algorithm) {
        return unlessCut("beginHeld", () -> ledger.beginHeld(id, owner, algorithm));
    }

    @Override
    public CompletionStage<Optional<Long>> find(UploadId id, String owner) {
        return unlessCut("find", () -> ledger.find(id, owner));
    }

    @Override
    public CompletionStage<Acquired> acquire(UploadId id, String owner) {
        return unlessCut("acquire", () -> ledger.acquire(id, owner));
    }

    @Override
    public CompletionStage<Set<Segment.Key>> renew(Set<Segment.Key> holds) {
        return unlessCut(() -> ledger.renew(holds));
    }

    @Override
    public CompletionStage<Boolean> release(Segment.Key hold, Optional<Segment> appended) {
        return unlessCut("release", () -> ledger.release(hold, appended));
    }

    @Override
    public CompletionStage<Boolean> end(Segment.Key hold) {
        cut |= cutAtEnd;
        CompletionStage<Boolean> ended = unlessCut("end", () -> ledger.end(hold));
        if (!answerLostAtEnd) {
            return ended;
        }
        answerLostAtEnd = false;
        return ended.thenApply(_ -> {
            throw new BlobStoreException("the answer was lost", null, false);
        });
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return unlessCut("cancel", () -> ledger.cancel(id, owner));
    }

    @Override
    public CompletionStage<List<UploadId>> expire(Duration idle) {
        return unlessCut("expire", () -> ledger.expire(idle));
    }

    @Override
    public CompletionStage<Set<UploadId>> unknown(Set<UploadId> uploads) {
        return unlessCut("unknown", () -> ledger.unknown(uploads));
    }
}
