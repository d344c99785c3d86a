package org.shiplog.http.auth.issuer;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Something that is fetched from elsewhere and kept. It is fetched again after ten minutes, meanwhile the old one serves, for up
 * to an hour when fetching fails. There is one fetch at a time, and none within ten seconds of the one before: strangers can
 * make the node ask, for example by naming keys that do not exist.
 */
final class Refreshing<T> {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Supplier<CompletionStage<Optional<T>>> fetch;
    private final InstantSource clock;

    private Optional<Kept<T>> kept = Optional.empty();
    private Optional<CompletionStage<Optional<T>>> running = Optional.empty();
    private Instant nextFetch = Instant.MIN;

    /** @param fetch empty when there is nothing usable; must not fail */
    Refreshing(Supplier<CompletionStage<Optional<T>>> fetch, InstantSource clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    private record Kept<T>(T value, Instant fetchedAt) {}

    /** The newest there is; empty when there is none that is an hour old at most. */
    CompletionStage<Optional<T>> get() {
        Optional<T> usable = youngerThan(USABLE);
        CompletionStage<Optional<T>> newest = youngerThan(FRESH).isPresent() ? completedFuture(usable) : getNewer();
        // What is kept serves while a newer one is on its way.
        return usable.isPresent() ? completedFuture(usable) : newest;
    }

    /** Fetches again, unless that was done a moment ago. */
    synchronized CompletionStage<Optional<T>> getNewer() {
        if (running.isPresent()) {
            return running.get();
        }
        if (clock.instant().isBefore(nextFetch)) {
            return completedFuture(youngerThan(USABLE));
        }
        nextFetch = clock.instant().plus(PAUSE);
        CompletionStage<Optional<T>> fetching = fetch.get().thenApply(this::keep);
        // It may have ended already.
        running = fetching.toCompletableFuture().isDone() ? Optional.empty() : Optional.of(fetching);
        return fetching;
    }

    private synchronized Optional<T> youngerThan(Duration age) {
        return kept.filter(found -> clock.instant().isBefore(found.fetchedAt().plus(age)))
                .map(Kept::value);
    }

    private synchronized Optional<T> keep(Optional<T> found) {
        running = Optional.empty();
        kept = found.map(value -> new Kept<>(value, clock.instant())).or(() -> kept);
        return youngerThan(USABLE);
    }
}
