package org.shiplog.projections.forward;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How forwarding goes.
 *
 * @param delivered acts since forwarding began, those that were sent twice counted once
 * @param failures in a row
 * @param failure why the last attempt failed
 * @param backlog events that were not looked at yet, counted to {@value ForwardQueries#MOST_COUNTED}
 * @param age of the oldest of them; zero when there are none
 */
public record ForwardStatus(
        long delivered,
        Optional<Instant> deliveredAt,
        int failures,
        Optional<Instant> failingSince,
        Optional<String> failure,
        long backlog,
        Duration age) {}
