package org.shiplog.domain.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

public sealed interface ExecutionEvent {
    record ExecutionStarted(ExecutionFacts facts, List<TaskPlan> tasks) implements ExecutionEvent {
        public ExecutionStarted {
            tasks = List.copyOf(tasks);
        }
    }

    /** @param attempt counted from 1 */
    record AttemptBegan(long taskId, long fence, int attempt, String worker) implements ExecutionEvent {}

    /** @param retryAt empty when the task has failed for good */
    record AttemptFailed(long taskId, long fence, String message, Optional<Instant> retryAt)
            implements ExecutionEvent {}

    record TaskSucceeded(long taskId, long fence, String result) implements ExecutionEvent {}

    record TaskStopped(long taskId) implements ExecutionEvent {}
}
