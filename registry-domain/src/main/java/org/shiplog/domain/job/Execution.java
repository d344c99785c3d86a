package org.shiplog.domain.job;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.collection.PersistentMap;

/** One run of a job: its tasks by their ids. Empty before it was started. */
public record Execution(Optional<ExecutionFacts> facts, PersistentMap<Long, Task> tasks) {
    static final Execution NONE = new Execution(Optional.empty(), PersistentMap.empty());

    /** Runs until no task is left to do; then the worst end of any task is its own. */
    public TaskStatus status() {
        Set<TaskStatus> among = EnumSet.noneOf(TaskStatus.class);
        tasks.forEach((_, task) -> among.add(task.status()));
        if (among.stream().anyMatch(status -> !status.hasEnded())) {
            return TaskStatus.RUNNING;
        }
        if (among.contains(TaskStatus.ERROR)) {
            return TaskStatus.ERROR;
        }
        return among.contains(TaskStatus.STOPPED) ? TaskStatus.STOPPED : TaskStatus.SUCCESS;
    }

    /** Whether nothing is left to do: not before it was started. */
    public record HasEnded() implements Query<Execution, Boolean> {
        @Override
        public Boolean answer(Execution execution) {
            return execution.facts().isPresent() && execution.status().hasEnded();
        }
    }

    Execution with(long taskId, Task task) {
        return new Execution(facts, tasks.put(taskId, task));
    }
}
