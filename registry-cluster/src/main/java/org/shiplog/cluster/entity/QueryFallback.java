package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * A question put to an entity, and to its journal when the entity does not answer soon or cannot. The first answer wins.
 *
 * <p>An answer from the journal is held back for {@link #SETTLING}: the entity may not know yet that its last write is durable.
 * One that does not learn it in that time holds its own answers back, so nobody who asks later is answered with less.
 */
final class QueryFallback<R> {
    static final Duration SETTLING = GroupCommit.OVERDUE;

    private final CompletableFuture<R> entity;
    private final Supplier<CompletionStage<R>> journal;
    private final FallbackPatience patience;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    private QueryFallback(CompletionStage<R> entity, Supplier<CompletionStage<R>> journal, FallbackPatience patience) {
        this.entity = entity.toCompletableFuture();
        this.journal = journal;
        this.patience = patience;
    }

    /** Fails as the entity does when neither answers. */
    static <R> CompletionStage<R> ask(
            ActorSystem<?> system,
            CompletionStage<R> entity,
            Supplier<CompletionStage<R>> journal,
            FallbackPatience patience) {
        QueryFallback<R> question = new QueryFallback<>(entity, journal, patience);
        Cancellable timer =
                system.scheduler().scheduleOnce(patience.current(), question::askJournal, system.executionContext());
        entity.whenComplete((value, failure) -> {
            timer.cancel();
            question.onEntity(value, failure);
        });
        return question.answer;
    }

    private void onEntity(@Nullable R value, @Nullable Throwable failure) {
        if (failure != null) {
            askJournal();
            return;
        }
        answer.complete(value);
        if (begun.get()) {
            patience.wasTooShort();
        } else {
            patience.wasLongEnough();
        }
    }

    private void askJournal() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        Executor settled = CompletableFuture.delayedExecutor(SETTLING.toMillis(), TimeUnit.MILLISECONDS);
        journal.get()
                .thenApplyAsync(value -> value, settled)
                .exceptionallyCompose(_ -> entity)
                .whenComplete((value, failure) -> {
                    if (failure == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
    }
}
