package org.shiplog.projections.job;

import java.time.Instant;
import java.util.Optional;

/**
 * An execution as lists show one.
 *
 * @param status in the API's words
 * @param attributes a JSON object
 */
public record JobExecution(
        long executionId,
        String type,
        long vendorId,
        String trigger,
        String attributes,
        String status,
        String message,
        Counts counts,
        Instant startedAt,
        Instant updatedAt,
        Optional<Instant> endedAt) {
    /** How many tasks there are, in all and by status. */
    public record Counts(int tasks, int pending, int scheduled, int running, int succeeded, int failed, int stopped) {}
}
