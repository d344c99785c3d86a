package org.shiplog.http.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
     * @param kept tells what the secret was compared with from what it is compared with once that has changed
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

    /** Empty, or until when further attempts are not looked at, if this failure is the one that makes it so. */
    Optional<Instant> failed(Source source) {
        Failures failed = failures.get(source, _ -> new Failures(clock.instant(), new AtomicInteger()));
        return failed.count().incrementAndGet() == LIMIT
                ? Optional.of(failed.since().plus(WINDOW))
                : Optional.empty();
    }

    void succeeded(Source source) {
        failures.invalidate(source);
    }
}
