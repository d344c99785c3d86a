package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.shiplog.storage.blob.LocalHolds.LocalHold;
import org.shiplog.storage.blob.UploadLedger.Acquired;
import org.shiplog.storage.blob.UploadSessions.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes sessions for one request at a time, and keeps the ledger's hold while the request works. */
final class UploadHolds {
    private static final Logger LOG = LoggerFactory.getLogger(UploadHolds.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int RENEWALS_PER_LEASE = 3;

    private final UploadLedger ledger;
    private final Function<UploadId, CompletionStage<Void>> discard;
    private final BiConsumer<Duration, Runnable> later;
    private final LocalHolds local = new LocalHolds();
    private final int attempts;

    /**
     * @param discard drops what is staged of a session that ended while this process believed to hold it
     * @param later runs a task once after a while
     */
    UploadHolds(
            UploadLedger ledger,
            Function<UploadId, CompletionStage<Void>> discard,
            BiConsumer<Duration, Runnable> later) {
        this.ledger = ledger;
        this.discard = discard;
        this.later = later;
        this.attempts = (int) ledger.lease().dividedBy(POLL) + 2;
    }

    /** What is done with a session while it is held; at last it releases the hold, or ends it with the session. */
    @FunctionalInterface
    interface Work<T> {
        /**
         * Empty when the hold turned out to be lost.
         *
         * @param brokenOff completes when whatever is streamed must be broken off
         */
        CompletionStage<Optional<T>> under(Acquired.Held held, CompletionStage<Void> brokenOff);
    }

    /**
     * A request for a session.
     *
     * @param refused what is answered when there is nothing to hold
     */
    record Wanted<T>(UploadId id, String owner, Function<Refusal, T> refused) {}

    int count() {
        return local.count();
    }

    /** Breaks off the work of this process on a session, and completes when it has ended. */
    CompletionStage<Void> breakOff(UploadId id) {
        return local.breakOff(id);
    }

    /** The session is let go before anyone sees the result, so that the sender's next request does not find it busy. */
    <T> CompletionStage<T> holding(Wanted<T> wanted, Work<T> work) {
        return within(
                wanted,
                hold -> done(attempts)
                        .thenCompose(more -> acquire(wanted, more))
                        .thenCompose(acquired -> switch (acquired) {
                            case Acquired.Unknown() -> done(wanted.refused().apply(new Refusal.SessionUnknown()));
                            case Acquired.Busy(long offset) ->
                                done(wanted.refused().apply(new Refusal.SessionBusy(offset)));
                            case Acquired.Held held ->
                                work(hold, held, work)
                                        .thenCompose(result -> result.isPresent() ? done(result.get()) : lost(wanted));
                        }));
    }

    /**
     * Works on the session as it was left by a release, and when that has turned out to be outdated, as it is. The work must be one
     * that can be done twice.
     */
    <T> CompletionStage<T> holdingAgain(Acquired.Held left, Wanted<T> wanted, Work<T> work) {
        return within(
                        new Wanted<Optional<T>>(
                                wanted.id(),
                                wanted.owner(),
                                refusal -> Optional.of(wanted.refused().apply(refusal))),
                        hold -> work(hold, left, work))
                .thenCompose(result -> result.isPresent() ? done(result.get()) : holding(wanted, work));
    }

    /** Works on a session that is begun by being held, and which nobody else knows. */
    <T> CompletionStage<T> holdingNew(Wanted<T> wanted, Supplier<CompletionStage<Acquired.Held>> begin, Work<T> work) {
        return within(
                wanted,
                hold -> begin.get()
                        .thenCompose(held -> work(hold, held, work))
                        .thenCompose(result -> result.isPresent() ? done(result.get()) : lost(wanted)));
    }

    private <T> CompletionStage<T> within(Wanted<T> wanted, Function<LocalHold, CompletionStage<T>> request) {
        Optional<LocalHold> entered = local.enter(wanted.id());
        if (entered.isEmpty()) {
            return refused(wanted);
        }
        LocalHold hold = entered.get();
        return done(hold)
                .thenCompose(request)
                .exceptionallyCompose(failure -> failed(wanted, failure))
                .whenComplete((_, _) -> hold.leave());
    }

    private static <T> CompletionStage<Optional<T>> work(LocalHold hold, Acquired.Held held, Work<T> work) {
        hold.acquired(held.hold());
        return work.under(held, hold.brokenOff());
    }

    // Another node holds the session; if it died, it does so until its lease has run out.
    private CompletionStage<Acquired> acquire(Wanted<?> wanted, int attempt) {
        return ledger.acquire(wanted.id(), wanted.owner()).thenCompose(acquired -> switch (acquired) {
            case Acquired.Busy _
            when attempt > 1 -> {
                CompletableFuture<Void> waited = new CompletableFuture<>();
                later.accept(POLL, () -> waited.complete(null));
                yield waited.thenCompose(_ -> acquire(wanted, attempt - 1));
            }
            case Acquired _ -> done(acquired);
        });
    }

    private <T> CompletionStage<T> refused(Wanted<T> wanted) {
        return ledger.find(wanted.id(), wanted.owner())
                .thenApply(offset -> wanted.refused()
                        .apply(offset.<Refusal>map(Refusal.SessionBusy::new).orElseGet(Refusal.SessionUnknown::new)));
    }

    // A crash of the ledger has brought back a session that had ended. The client begins again; expiry ends it.
    private static <T> CompletionStage<T> failed(Wanted<T> wanted, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SegmentMissingException) {
            LOG.warn("upload {} has no bytes any more and is treated as ended: {}", wanted.id(), cause.toString());
            return done(wanted.refused().apply(new Refusal.SessionUnknown()));
        }
        return CompletableFuture.failedStage(failure);
    }

    // The sender did nothing wrong: this node was too slow, or a crash of the ledger forgot the hold. If the session
    // has ended, the
    // one who ended it may have discarded its bytes before ours were there.
    private <T> CompletionStage<T> lost(Wanted<T> wanted) {
        return ledger.find(wanted.id(), wanted.owner())
                .thenCompose(offset -> offset.isPresent()
                        ? CompletableFuture.failedStage(
                                new BlobStoreException("the hold of upload " + wanted.id() + " was lost", null, false))
                        : discard.apply(wanted.id())
                                .thenApply(_ -> wanted.refused().apply(new Refusal.SessionUnknown())));
    }

    /** Releases the hold if the work fails. Empty when it failed because the hold was lost. */
    <T> CompletionStage<Optional<T>> releasedOnFailure(Acquired.Held held, Supplier<CompletionStage<T>> work) {
        return done(held)
                .thenCompose(_ -> work.get())
                .thenApply(Optional::of)
                .exceptionallyCompose(failure -> ledger.release(held.hold(), Optional.empty())
                        .exceptionally(_ -> true)
                        .thenCompose(released ->
                                released ? CompletableFuture.failedStage(failure) : done(Optional.empty())));
    }

    /** Begins to renew what is held; goes on for as long as tasks are run later. */
    void startRenewing() {
        later.accept(ledger.lease().dividedBy(RENEWALS_PER_LEASE), this::renew);
    }

    // The next renewal is planned when this one has ended, so that they do not pile up when the ledger is slow.
    private void renew() {
        Set<Segment.Key> acquired = local.acquired();
        done(acquired)
                .thenCompose(holds -> holds.isEmpty() ? done(holds) : ledger.renew(holds))
                .whenComplete((kept, failure) -> {
                    if (failure == null) {
                        acquired.stream().filter(hold -> !kept.contains(hold)).forEach(local::lost);
                    } else {
                        LOG.warn("cannot renew the holds of {} uploads: {}", acquired.size(), failure.toString());
                    }
                    startRenewing();
                });
    }

    private static <T> CompletionStage<T> done(T result) {
        return CompletableFuture.completedStage(result);
    }
}
