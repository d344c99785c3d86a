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
import java.util.concurrent.atomic.LongAdder;

/**
 * Slows down guessing: after {@value #LIMIT} failures for one name from one address within five minutes, further attempts are
 * not looked at until those minutes are over. Counted per node and forgotten on restart. Whoever has got a new secret meanwhile begins
 * anew, on every node.
 */
final class LoginThrottle {
    static final int LIMIT = 10;
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MAX_TRACKED = 100_000;

    private final InstantSource clock;
    private final Cache<Source, Failures> failures;
    private final LongAdder lockouts = new LongAdder();

    private final Map<Source, Map<ByteBuffer, Integer>> lookedAt = new HashMap<>();

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
        this.failures = Caffeine.newBuilder()
                .maximumSize(MAX_TRACKED)
                .expireAfterWrite(WINDOW)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /**
     * Whom failures are counted against.
     *
     * @param kept tells what is kept of the name's secrets from what is kept once one has changed; the same for every secret that is
     *     tried, and zero where nothing is kept, so that nobody finds out by it whether there is the name
     */
    record Source(String name, String clientAddress, int kept) {}

    /** The window begins with the first failure: counting up an entry is no write to the cache. */
    private record Failures(Instant since, AtomicInteger count) {}

    /** How long to wait; empty when an attempt may be made. */
    Optional<Duration> wait(Source source) {
        return Optional.ofNullable(failures.getIfPresent(source))
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
    synchronized boolean enter(Source source, ByteBuffer secret) {
        Map<ByteBuffer, Integer> secrets = lookedAt.computeIfAbsent(source, _ -> new HashMap<>());
        secrets.merge(secret, 1, Integer::sum);
        Failures before = failures.getIfPresent(source);
        if ((before == null ? 0 : before.count().get()) + secrets.size() <= LIMIT) {
            return true;
        }
        leave(source, secret);
        return false;
    }

    /** After the failure, if it was one, has been counted. */
    synchronized void leave(Source source, ByteBuffer secret) {
        lookedAt.computeIfPresent(source, (_, secrets) -> {
            secrets.computeIfPresent(secret, (_, times) -> times == 1 ? null : times - 1);
            return secrets.isEmpty() ? null : secrets;
        });
    }

    /** Empty, or until when further attempts are not looked at, if this failure is the one that makes it so. */
    Optional<Instant> failed(Source source) {
        Failures failed = failures.get(source, _ -> new Failures(clock.instant(), new AtomicInteger()));
        if (failed.count().incrementAndGet() != LIMIT) {
            return Optional.empty();
        }
        lockouts.increment();
        return Optional.of(failed.since().plus(WINDOW));
    }

    /** How often a failure was the one too many, since the start. */
    long lockouts() {
        return lockouts.sum();
    }

    void succeeded(Source source) {
        failures.invalidate(source);
    }
}
