package org.shiplog.http.webhook;

import java.time.Duration;

/**
 * How long a target that does not take a delivery is tried: after {@code first}, and then each time after twice as long, at most
 * {@code longest}.
 *
 * @param attempts after so many that failed a delivery is given up
 */
public record Patience(int attempts, Duration first, Duration longest) {
    /** About a quarter of an hour. */
    public static final Patience STANDARD = new Patience(10, Duration.ofSeconds(2), Duration.ofMinutes(5));

    private static final int MAX_DOUBLINGS = 20;

    /** @param failures how often it has failed, at least once */
    Duration after(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
