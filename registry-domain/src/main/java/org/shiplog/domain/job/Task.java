package org.shiplog.domain.job;

import java.time.Instant;
import java.util.Optional;

/**
 * A task as it stands.
 *
 * @param fence of the attempt that was begun last; 0 before the first. Only whoever has it may end the attempt
 * @param attempts how many were begun
 * @param failures how many of them failed; the others ended well, still run, or were lost with their node
 * @param retryAt when a task that failed may be tried again
 */
public record Task(TaskStatus status, long fence, int attempts, int failures, Optional<Instant> retryAt) {
    static final Task NEW = new Task(TaskStatus.PENDING, 0, 0, 0, Optional.empty());

    int lost() {
        return attempts - failures;
    }

    Task begun(long newFence) {
        return new Task(TaskStatus.RUNNING, newFence, attempts + 1, failures, Optional.empty());
    }

    Task failed(Optional<Instant> again) {
        TaskStatus next = again.isPresent() ? TaskStatus.SCHEDULED : TaskStatus.ERROR;
        return new Task(next, fence, attempts, failures + 1, again);
    }

    Task ended(TaskStatus end) {
        return new Task(end, fence, attempts, failures, Optional.empty());
    }
}
