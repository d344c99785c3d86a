package org.shiplog.http.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Slows down guessing: after {@value #LIMIT} failures for one name from one address within five minutes, further attempts are
 * not looked at until those minutes are over. Counted per node and forgotten on restart.
 */
final class LoginThrottle {
    static final int LIMIT = 10;
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MAX_TRACKED = 100_000;

    private final InstantSource clock;
    private final Cache<Attempt, Failures> failures;

    private final Map<Attempt, Map<ByteBuffer, Integer>> lookedAt = new HashMap<>();

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
        this.failures = Caffeine.newBuilder()
                .maximumSize(MAX_TRACKED)
                .expireAfterWrite(WINDOW)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    private record Attempt(String name, String clientAddress) {}

    /** The window begins with the first failure: counting up an entry is no write to the cache. */
    private record Failures(Instant since, AtomicInteger count) {}

    /** How long to wait; empty when an attempt may be made. */
    Optional<Duration> wait(String name, String clientAddress) {
        return Optional.ofNullable(failures.getIfPresent(new Attempt(name, clientAddress)))
                .filter(failed -> failed.count().get() >= LIMIT)
                .map(failed -> Duration.between(clock.instant(), failed.since().plus(WINDOW)));
    }

    /**
     * Whether this guess, beside those that are being looked at, could still be the last that is allowed: guesses that are made at
     * the same time are not more than guesses that are made in turn. One secret is one guess, however many machines send it at once.
     * Whoever is let through calls {@link #leave}.
     *
     * @param secret tells one from another
     */
    synchronized boolean enter(String name, String clientAddress, ByteBuffer secret) {
        Attempt attempt = new Attempt(name, clientAddress);
        Map<ByteBuffer, Integer> secrets = lookedAt.computeIfAbsent(attempt, _ -> new HashMap<>());
        secrets.merge(secret, 1, Integer::sum);
        Failures before = failures.getIfPresent(attempt);
        if ((before == null ? 0 : before.count().get()) + secrets.size() <= LIMIT) {
            return true;
        }
        leave(name, clientAddress, secret);
        return false;
    }

    /** After the failure, if it was one, has been counted. */
    synchronized void leave(String name, String clientAddress, ByteBuffer secret) {
        lookedAt.computeIfPresent(new Attempt(name, clientAddress), (_, secrets) -> {
            secrets.computeIfPresent(secret, (_, times) -> times == 1 ? null : times - 1);
            return secrets.isEmpty() ? null : secrets;
        });
    }

    /** Empty, or until when further attempts are not looked at, if this failure is the one that makes it so. */
    Optional<Instant> failed(String name, String clientAddress) {
        Failures failed =
                failures.get(new Attempt(name, clientAddress), _ -> new Failures(clock.instant(), new AtomicInteger()));
        return failed.count().incrementAndGet() == LIMIT
                ? Optional.of(failed.since().plus(WINDOW))
                : Optional.empty();
    }

    void succeeded(String name, String clientAddress) {
        failures.invalidate(new Attempt(name, clientAddress));
    }
}
