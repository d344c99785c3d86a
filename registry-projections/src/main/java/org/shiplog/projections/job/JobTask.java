package org.shiplog.projections.job;

import java.time.Instant;
import java.util.Optional;

/**
 * A task as lists show one.
 *
 * @param status in the API's words
 * @param message why it failed last; empty when it did not
 * @param result a JSON object of what it did, or empty
 */
public record JobTask(
        long taskId,
        long executionId,
        String type,
        String status,
        String message,
        int attempts,
        String result,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {}
