package org.shiplog.domain.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

public sealed interface ExecutionCommand {
    /** @param tasks at least one, at most {@value #MAX_TASKS}, with at most {@value #MAX_PARAMETERS} characters of parameters in all */
    record StartExecution(ExecutionFacts facts, List<TaskPlan> tasks) implements ExecutionCommand {
        public static final int MAX_TASKS = 1_000;
        public static final int MAX_PARAMETERS = 131_072;

        public StartExecution {
            tasks = List.copyOf(tasks);
            int parameters =
                    tasks.stream().mapToInt(task -> task.parameters().length()).sum();
            if (tasks.isEmpty() || tasks.size() > MAX_TASKS || parameters > MAX_PARAMETERS) {
                throw new IllegalArgumentException("an execution has 1 to " + MAX_TASKS + " tasks with at most "
                        + MAX_PARAMETERS + " characters of parameters");
            }
        }
    }

    /**
     * A worker that holds the task's lease begins to do it.
     *
     * @param fence of the lease, larger than that of every earlier one
     * @param worker for people: where it is done
     */
    record BeginAttempt(long taskId, long fence, String worker, Instant at) implements ExecutionCommand {}

    /** @param result a JSON object of what was done, or empty; at most {@value #MAX_RESULT} characters */
    record CompleteTask(long taskId, long fence, String result) implements ExecutionCommand {
        public static final int MAX_RESULT = 4_096;

        public CompleteTask {
            if (result.length() > MAX_RESULT) {
                throw new IllegalArgumentException("a longer result than a task may have");
            }
        }
    }

    /** @param retryAt when it is worth trying again, if the task may; empty when it is not */
    record FailAttempt(long taskId, long fence, String message, Optional<Instant> retryAt)
            implements ExecutionCommand {}

    /** Gives up a task whose workers are lost again and again, on behalf of one that has a newer lease. */
    record AbandonTask(long taskId, long fence) implements ExecutionCommand {}

    record StopTask(long taskId) implements ExecutionCommand {}

    /** Stops whatever has not ended. */
    record StopExecution() implements ExecutionCommand {}
}
