package org.shiplog.domain.job;

import java.time.Instant;

public sealed interface ExecutionRefusal {
    record ExecutionExists() implements ExecutionRefusal {}

    record ExecutionUnknown() implements ExecutionRefusal {}

    record TaskUnknown(long taskId) implements ExecutionRefusal {}

    record TaskEnded(TaskStatus status) implements ExecutionRefusal {}

    /** Another worker has begun the task since. */
    record AttemptStale(long fence, long current) implements ExecutionRefusal {}

    record TaskNotDue(Instant until) implements ExecutionRefusal {}

    /** As many workers as may be lost with one task were. It is to be abandoned. */
    record LostTooOften(int times) implements ExecutionRefusal {}
}
