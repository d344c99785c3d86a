package org.shiplog.domain.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.job.ExecutionCommand.AbandonTask;
import org.shiplog.domain.job.ExecutionCommand.BeginAttempt;
import org.shiplog.domain.job.ExecutionCommand.CompleteTask;
import org.shiplog.domain.job.ExecutionCommand.FailAttempt;
import org.shiplog.domain.job.ExecutionCommand.StartExecution;
import org.shiplog.domain.job.ExecutionCommand.StopExecution;
import org.shiplog.domain.job.ExecutionCommand.StopTask;
import org.shiplog.domain.job.ExecutionEvent.AttemptBegan;
import org.shiplog.domain.job.ExecutionEvent.AttemptFailed;
import org.shiplog.domain.job.ExecutionEvent.ExecutionStarted;
import org.shiplog.domain.job.ExecutionEvent.TaskStopped;
import org.shiplog.domain.job.ExecutionEvent.TaskSucceeded;
import org.shiplog.domain.job.ExecutionRefusal.AttemptStale;
import org.shiplog.domain.job.ExecutionRefusal.LostTooOften;
import org.shiplog.domain.job.ExecutionRefusal.TaskEnded;
import org.shiplog.domain.job.ExecutionRefusal.TaskNotDue;
import org.shiplog.domain.job.ExecutionRefusal.TaskUnknown;

/**
 * How executions go on. Every attempt at a task has a fence, larger than those before, and only the last one begun can end it: what
 * a worker says that was taken for dead is refused, however late it comes.
 */
public final class ExecutionRules implements Aggregate<Execution, ExecutionCommand, ExecutionEvent, ExecutionRefusal> {
    /** How many attempts may be lost with their nodes before the task itself is suspected. */
    static final int MAX_LOST = 20;

    @Override
    public Execution initial() {
        return Execution.NONE;
    }

    @Override
    public Decision<ExecutionEvent, ExecutionRefusal> decide(Execution execution, ExecutionCommand command) {
        if (execution.facts().isEmpty()) {
            return command instanceof StartExecution start
                    ? Decision.accept(new ExecutionStarted(start.facts(), start.tasks()))
                    : Decision.refuse(new ExecutionRefusal.ExecutionUnknown());
        }
        ExecutionFacts facts = execution.facts().get();
        return switch (command) {
            // Whoever starts it again, not knowing whether it was started, may have made up other ids for its tasks.
            case StartExecution start ->
                start.facts().equals(facts)
                        ? Decision.accept()
                        : Decision.refuse(new ExecutionRefusal.ExecutionExists());
            case BeginAttempt begin -> begin(execution.tasks().get(begin.taskId()), begin);
            case CompleteTask complete -> complete(execution.tasks().get(complete.taskId()), complete);
            case FailAttempt fail -> fail(facts, execution.tasks().get(fail.taskId()), fail);
            case AbandonTask abandon -> abandon(execution.tasks().get(abandon.taskId()), abandon);
            case StopTask(long taskId) -> stop(execution.tasks().get(taskId), taskId);
            case StopExecution _ -> new Decision.Accepted<>(stopped(execution));
        };
    }

    private static Decision<ExecutionEvent, ExecutionRefusal> begin(@Nullable Task task, BeginAttempt begin) {
        if (task == null) {
            return Decision.refuse(new TaskUnknown(begin.taskId()));
        }
        if (task.status().hasEnded()) {
            return Decision.refuse(new TaskEnded(task.status()));
        }
        if (begin.fence() == task.fence() && task.status() == TaskStatus.RUNNING) {
            return Decision.accept();
        }
        if (begin.fence() <= task.fence()) {
            return Decision.refuse(new AttemptStale(begin.fence(), task.fence()));
        }
        Optional<Instant> wait = task.retryAt().filter(begin.at()::isBefore);
        if (wait.isPresent()) {
            return Decision.refuse(new TaskNotDue(wait.get()));
        }
        return task.lost() >= MAX_LOST
                ? Decision.refuse(new LostTooOften(task.lost()))
                : Decision.accept(new AttemptBegan(begin.taskId(), begin.fence(), task.attempts() + 1, begin.worker()));
    }

    private static Decision<ExecutionEvent, ExecutionRefusal> complete(@Nullable Task task, CompleteTask complete) {
        if (task == null) {
            return Decision.refuse(new TaskUnknown(complete.taskId()));
        }
        if (task.status() == TaskStatus.SUCCESS && task.fence() == complete.fence()) {
            return Decision.accept();
        }
        return refusalToEnd(task, complete.fence())
                .<Decision<ExecutionEvent, ExecutionRefusal>>map(Decision::refuse)
                .orElseGet(() ->
                        Decision.accept(new TaskSucceeded(complete.taskId(), complete.fence(), complete.result())));
    }

    private static Decision<ExecutionEvent, ExecutionRefusal> fail(
            ExecutionFacts facts, @Nullable Task task, FailAttempt fail) {
        if (task == null) {
            return Decision.refuse(new TaskUnknown(fail.taskId()));
        }
        boolean failed = task.status() == TaskStatus.SCHEDULED || task.status() == TaskStatus.ERROR;
        if (failed && task.fence() == fail.fence()) {
            return Decision.accept();
        }
        Optional<Instant> again = fail.retryAt().filter(_ -> task.failures() + 1 < facts.maxAttempts());
        return refusalToEnd(task, fail.fence())
                .<Decision<ExecutionEvent, ExecutionRefusal>>map(Decision::refuse)
                .orElseGet(
                        () -> Decision.accept(new AttemptFailed(fail.taskId(), fail.fence(), fail.message(), again)));
    }

    private static Optional<ExecutionRefusal> refusalToEnd(Task task, long fence) {
        if (task.status().hasEnded()) {
            return Optional.of(new TaskEnded(task.status()));
        }
        return task.status() == TaskStatus.RUNNING && task.fence() == fence
                ? Optional.empty()
                : Optional.of(new AttemptStale(fence, task.fence()));
    }

    private static Decision<ExecutionEvent, ExecutionRefusal> abandon(@Nullable Task task, AbandonTask abandon) {
        if (task == null) {
            return Decision.refuse(new TaskUnknown(abandon.taskId()));
        }
        if (task.status().hasEnded()) {
            return Decision.refuse(new TaskEnded(task.status()));
        }
        boolean suspect = task.lost() >= MAX_LOST && abandon.fence() > task.fence();
        return suspect
                ? Decision.accept(new AttemptFailed(
                        abandon.taskId(),
                        task.fence(),
                        "given up after its worker was lost " + task.lost() + " times",
                        Optional.empty()))
                : Decision.refuse(new AttemptStale(abandon.fence(), task.fence()));
    }

    private static Decision<ExecutionEvent, ExecutionRefusal> stop(@Nullable Task task, long taskId) {
        if (task == null) {
            return Decision.refuse(new TaskUnknown(taskId));
        }
        return task.status().hasEnded() ? Decision.accept() : Decision.accept(new TaskStopped(taskId));
    }

    private static List<ExecutionEvent> stopped(Execution execution) {
        List<ExecutionEvent> events = new ArrayList<>();
        execution.tasks().forEach((taskId, task) -> {
            if (!task.status().hasEnded()) {
                events.add(new TaskStopped(taskId));
            }
        });
        return events;
    }

    @Override
    public Execution evolve(Execution execution, ExecutionEvent event) {
        return switch (event) {
            case ExecutionStarted started -> {
                PersistentMap<Long, Task> tasks = PersistentMap.empty();
                for (TaskPlan plan : started.tasks()) {
                    tasks = tasks.put(plan.taskId(), Task.NEW);
                }
                yield new Execution(Optional.of(started.facts()), tasks);
            }
            case AttemptBegan began ->
                execution.with(began.taskId(), task(execution, began.taskId()).begun(began.fence()));
            case AttemptFailed failed ->
                execution.with(failed.taskId(), task(execution, failed.taskId()).failed(failed.retryAt()));
            case TaskSucceeded succeeded ->
                execution.with(
                        succeeded.taskId(), task(execution, succeeded.taskId()).ended(TaskStatus.SUCCESS));
            case TaskStopped(long taskId) ->
                execution.with(taskId, task(execution, taskId).ended(TaskStatus.STOPPED));
        };
    }

    private static Task task(Execution execution, long taskId) {
        @Nullable Task task = execution.tasks().get(taskId);
        return task == null ? Task.NEW : task;
    }
}
