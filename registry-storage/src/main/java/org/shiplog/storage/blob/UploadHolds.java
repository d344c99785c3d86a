package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.SharedKillSwitch;
import org.shiplog.storage.blob.LocalHolds.LocalHold;
import org.shiplog.storage.blob.UploadLedger.Acquired;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes sessions for one request at a time, and keeps the ledger's hold while the request works. */
final class UploadHolds {
    private static final Logger LOG = LoggerFactory.getLogger(UploadHolds.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int RENEWALS_PER_LEASE = 3;

    private final UploadLedger ledger;
    private final Function<UploadId, CompletionStage<Void>> discard;
    private final ActorSystem system;
    private final LocalHolds local = new LocalHolds();
    private final int attempts;

    /** @param discard drops what is staged of a session that ended while this process believed to hold it */
    UploadHolds(UploadLedger ledger, Function<UploadId, CompletionStage<Void>> discard, ActorSystem system) {
        this.ledger = ledger;
        this.discard = discard;
        this.system = system;
        this.attempts = (int) ledger.lease().dividedBy(POLL) + 2;
    }

    /** What is done with a session while it is held; at last it releases the hold, or ends it with the session. */
    @FunctionalInterface
    interface Work<T> {
        /**
         * Empty when the hold turned out to be lost.
         *
         * @param streams must be part of whatever is streamed, so that it can be broken off
         */
        CompletionStage<Optional<T>> under(Acquired.Held held, SharedKillSwitch streams);
    }

    /** The answers when there is nothing to hold. */
    record Refusal<T>(T unknown, LongFunction<T> busy) {}

    int count() {
        return local.count();
    }

    /** Breaks off the work of this process on a session, and completes when it has ended. */
    CompletionStage<Void> breakOff(UploadId id) {
        return local.breakOff(id);
    }

    /** The session is let go before anyone sees the result, so that the sender's next request does not find it busy. */
    <T> CompletionStage<T> holding(UploadId id, String owner, Refusal<T> refusal, Work<T> work) {
        Optional<LocalHold> entered = local.enter(id);
        if (entered.isEmpty()) {
            return refused(id, owner, refusal);
        }
        LocalHold hold = entered.get();
        return done(attempts)
                .thenCompose(more -> acquire(id, owner, more))
                .thenCompose(acquired -> switch (acquired) {
                    case Acquired.Unknown() -> done(refusal.unknown());
                    case Acquired.Busy(long offset) -> done(refusal.busy().apply(offset));
                    case Acquired.Held held -> {
                        hold.acquired(held.hold());
                        yield work.under(held, hold.streams())
                                .thenCompose(
                                        result -> result.isPresent() ? done(result.get()) : lost(id, owner, refusal));
                    }
                })
                .whenComplete((_, _) -> hold.leave());
    }

    // Another node holds the session; if it died, it does so until its lease has run out.
    private CompletionStage<Acquired> acquire(UploadId id, String owner, int attempt) {
        return ledger.acquire(id, owner).thenCompose(acquired -> switch (acquired) {
            case Acquired.Busy _
            when attempt > 1 -> Patterns.after(POLL, system, () -> acquire(id, owner, attempt - 1));
            case Acquired _ -> done(acquired);
        });
    }

    private <T> CompletionStage<T> refused(UploadId id, String owner, Refusal<T> refusal) {
        return ledger.find(id, owner)
                .thenApply(offset -> offset.map(refusal.busy()::apply).orElse(refusal.unknown()));
    }

    // If the session has ended, the one who ended it may have discarded its bytes before ours were there.
    private <T> CompletionStage<T> lost(UploadId id, String owner, Refusal<T> refusal) {
        return ledger.find(id, owner)
                .thenCompose(offset -> offset.isPresent()
                        ? done(refusal.busy().apply(offset.get()))
                        : discard.apply(id).thenApply(_ -> refusal.unknown()));
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

    /** Begins to renew what is held; goes on until the system ends. */
    void startRenewing() {
        Duration pause = ledger.lease().dividedBy(RENEWALS_PER_LEASE);
        system.scheduler().scheduleOnce(pause, this::renew, system.dispatcher());
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
