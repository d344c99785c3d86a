package org.shiplog.http.auth.ldap;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs what blocks on an executor: {@value #AT_ONCE} operations at once, while {@value #WAITING} wait for their turn. Everybody
 * has an answer in time, also where an operation hangs in the lookup of a host's name.
 */
final class Turns {
    private static final int AT_ONCE = 32;
    private static final int WAITING = 512;

    private final Semaphore places = new Semaphore(AT_ONCE + WAITING);
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Executor executor;
    private final Duration patience;

    /** @param patience how long to wait for a turn, and four times that for an answer */
    Turns(Executor executor, Duration patience) {
        this.executor = executor;
        this.patience = patience;
    }

    /** @param busy the answer where there is no turn, or none in time */
    <T> CompletionStage<T> run(Supplier<T> operation, Supplier<T> busy) {
        if (!places.tryAcquire()) {
            return completedFuture(busy.get());
        }
        try {
            // What comes after must not run on, and so hold, the thread of an operation or of a timer.
            return CompletableFuture.supplyAsync(() -> inPlace(operation, busy), executor)
                    .completeOnTimeout(busy.get(), patience.toMillis() * 4, TimeUnit.MILLISECONDS)
                    .thenApplyAsync(answer -> answer);
        } catch (RejectedExecutionException _) {
            places.release();
            return completedFuture(busy.get());
        }
    }

    private <T> T inPlace(Supplier<T> operation, Supplier<T> busy) {
        try {
            return inTurn(operation, busy);
        } finally {
            places.release();
        }
    }

    private <T> T inTurn(Supplier<T> operation, Supplier<T> busy) {
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return busy.get();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return busy.get();
        }
        try {
            return operation.get();
        } finally {
            turns.release();
        }
    }
}
