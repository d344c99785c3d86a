package org.shiplog.projections.job;

import java.time.Instant;
import java.util.Optional;

/** What goes on at the moment, on all nodes. */
public final class JobBoard {
    private JobBoard() {}

    /**
     * Tasks of a type that wait to be begun.
     *
     * @param latencySeconds how long the first of them has waited
     */
    public record Queue(String type, long count, long latencySeconds, boolean paused) {}

    public record Pool(String poolId, String host, long pid, int concurrency, Instant startedAt, Instant heartbeatAt) {}

    /** A worker that does something; the others are what is left of a pool's concurrency. */
    public record Worker(
            String poolId,
            String type,
            long taskId,
            Instant startedAt,
            Optional<String> checkIn,
            Optional<Instant> checkedInAt) {}

    /** A task that nobody does at the moment. */
    public record Waiting(long taskId, long executionId) {}

    /** One line of a task's log. */
    public record LogLine(Instant at, String text) {}
}
