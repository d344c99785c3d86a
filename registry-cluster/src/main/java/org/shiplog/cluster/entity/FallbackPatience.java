package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long to wait for entities before reading their journals instead.
 *
 * <p>Entities that are gone do not answer at all, and waiting longer is of no use. Entities that are slow because there is too
 * much work do answer, and reading their journals would only add to the work. So every entity that answers after its
 * journal was asked makes all wait longer, and those that answer in time slowly take that back.
 */
final class FallbackPatience {
    static final Duration SHORTEST = Duration.ofMillis(300);
    static final Duration LONGEST = Duration.ofSeconds(4);
    private static final int SHORTEN_BY = 64;

    private final AtomicLong nanos = new AtomicLong(SHORTEST.toNanos());

    Duration current() {
        return Duration.ofNanos(nanos.get());
    }

    /** The journal need not have been asked. */
    void wasTooShort() {
        nanos.updateAndGet(now -> Math.min(now * 2, LONGEST.toNanos()));
    }

    void wasLongEnough() {
        long now = nanos.get();
        if (now > SHORTEST.toNanos()) {
            nanos.compareAndSet(now, Math.max(now - now / SHORTEN_BY, SHORTEST.toNanos()));
        }
    }
}
