package org.shiplog.http.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Slows down trying one secret on many names: after it has failed for {@value #LIMIT} names from one address within five minutes, that
 * secret is not looked at from there until those minutes are over. Other secrets are, since behind a proxy all clients have one
 * address. Counted per node and forgotten on restart.
 */
final class SprayThrottle {
    static final int LIMIT = 10;
    private static final int MAX_TRACKED = 100_000;

    private final InstantSource clock;
    private final Cache<Source, Failures> failures;
    private final LongAdder lockouts = new LongAdder();

    SprayThrottle(InstantSource clock) {
        this.clock = clock;
        this.failures = Caffeine.newBuilder()
                .maximumSize(MAX_TRACKED)
                .expireAfterWrite(LoginThrottle.WINDOW)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** @param secret tells one from another */
    record Source(ByteBuffer secret, String clientAddress) {}

    /** Of names the hashes are kept, which are small. The window begins with the first failure. */
    private record Failures(Instant since, Set<Integer> names) {}

    /** How long to wait; empty when an attempt may be made. */
    Optional<Duration> wait(Source source) {
        return Optional.ofNullable(failures.getIfPresent(source))
                .filter(failed -> failed.names().size() >= LIMIT)
                .map(failed -> Duration.between(clock.instant(), failed.since().plus(LoginThrottle.WINDOW)));
    }

    void failed(Source source, String name) {
        Failures failed = failures.get(source, _ -> new Failures(clock.instant(), ConcurrentHashMap.newKeySet()));
        int before = failed.names().size();
        if (before < LIMIT && failed.names().add(name.hashCode()) && before == LIMIT - 1) {
            lockouts.increment();
        }
    }

    /** How often a failure was the one too many, since the start. */
    long lockouts() {
        return lockouts.sum();
    }
}
