package org.shiplog.cluster.job;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: twice as long as after the one before, up to a limit, and by chance up to half of that less, so
 * that what failed together is not tried together.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {
    private static final int MAX_DOUBLINGS = 20;

    /** @param failures before this one */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures, MAX_DOUBLINGS);
        long most = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(most - (long) (most / 2.0 * random.nextDouble()));
    }
}
