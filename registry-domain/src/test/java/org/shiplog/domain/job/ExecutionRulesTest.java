package org.shiplog.domain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
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
import org.shiplog.domain.job.ExecutionRefusal.TaskEnded;

class ExecutionRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final ExecutionFacts FACTS =
            new ExecutionFacts(new JobType("PURGE_AUDIT_LOG"), 0, Trigger.MANUAL, 2, "{}");
    private static final List<TaskPlan> TASKS = List.of(new TaskPlan(1, "{}"), new TaskPlan(2, "{}"));
    private static final ExecutionEvent STARTED = new ExecutionStarted(FACTS, TASKS);

    private final DecisionFixture<Execution, ExecutionCommand, ExecutionEvent, ExecutionRefusal> execution =
            DecisionFixture.of(new ExecutionRules());

    private static BeginAttempt begin(long fence) {
        return new BeginAttempt(1, fence, "node", NOW);
    }

    @Test
    void startsOnceHoweverOftenItIsAsked() {
        execution.when(new StartExecution(FACTS, TASKS)).thenEvents(STARTED);
        execution
                .when(new StartExecution(FACTS, List.of(new TaskPlan(7, "{}"))))
                .thenNothing();
        ExecutionFacts others = new ExecutionFacts(new JobType("WEBHOOK"), 3, Trigger.EVENT, 2, "{}");
        execution.when(new StartExecution(others, TASKS)).thenRefused(new ExecutionRefusal.ExecutionExists());
    }

    @Test
    void knowsNothingBeforeItIsStarted() {
        execution.when(new StopExecution()).thenRefused(new ExecutionRefusal.ExecutionUnknown());
        execution.given(STARTED);
        execution.when(new StopTask(9)).thenRefused(new ExecutionRefusal.TaskUnknown(9));
        execution.when(new BeginAttempt(9, 1, "node", NOW)).thenRefused(new ExecutionRefusal.TaskUnknown(9));
        execution.when(new CompleteTask(9, 1, "")).thenRefused(new ExecutionRefusal.TaskUnknown(9));
        execution.when(new FailAttempt(9, 1, "", Optional.empty())).thenRefused(new ExecutionRefusal.TaskUnknown(9));
        execution.when(new AbandonTask(9, 1)).thenRefused(new ExecutionRefusal.TaskUnknown(9));
    }

    @Test
    void isDoneWhenItsTasksAre() {
        execution.given(STARTED);
        assertThat(execution.state().status()).isEqualTo(TaskStatus.RUNNING);
        execution.when(begin(5)).thenEvents(new AttemptBegan(1, 5, 1, "node"));
        execution.when(new CompleteTask(1, 5, "{\"purged\":3}")).thenEvents(new TaskSucceeded(1, 5, "{\"purged\":3}"));
        assertThat(execution.state().status()).isEqualTo(TaskStatus.RUNNING);
        execution.givenCommands(new BeginAttempt(2, 6, "node", NOW), new CompleteTask(2, 6, ""));
        assertThat(execution.state().status()).isEqualTo(TaskStatus.SUCCESS);
        execution.assertReplaysFromTheBeginning();
    }

    @Test
    void whoeverLostItsPlaceCannotEndTheTask() {
        execution.given(STARTED, new AttemptBegan(1, 5, 1, "a"));
        execution.when(begin(8)).thenEvents(new AttemptBegan(1, 8, 2, "node"));
        execution.when(new CompleteTask(1, 5, "")).thenRefused(new AttemptStale(5, 8));
        execution.when(new FailAttempt(1, 5, "no", Optional.of(LATER))).thenRefused(new AttemptStale(5, 8));
        execution.when(begin(5)).thenRefused(new AttemptStale(5, 8));
        execution.when(new CompleteTask(1, 8, "")).thenEvents(new TaskSucceeded(1, 8, ""));
        execution.when(new CompleteTask(1, 5, "")).thenRefused(new TaskEnded(TaskStatus.SUCCESS));
    }

    @Test
    void triesAgainLaterAndNotForEver() {
        execution.given(STARTED, new AttemptBegan(1, 5, 1, "a"));
        execution
                .when(new FailAttempt(1, 5, "no answer", Optional.of(LATER)))
                .thenEvents(new AttemptFailed(1, 5, "no answer", Optional.of(LATER)));
        execution.when(begin(6)).thenRefused(new ExecutionRefusal.TaskNotDue(LATER));
        execution.when(new CompleteTask(1, 5, "")).thenRefused(new AttemptStale(5, 5));
        execution.when(new BeginAttempt(1, 6, "b", LATER)).thenEvents(new AttemptBegan(1, 6, 2, "b"));
        execution
                .when(new FailAttempt(1, 6, "no answer", Optional.of(LATER)))
                .thenEvents(new AttemptFailed(1, 6, "no answer", Optional.empty()));
        execution.when(new BeginAttempt(1, 7, "b", LATER)).thenRefused(new TaskEnded(TaskStatus.ERROR));
        execution.givenCommands(new StopExecution());
        assertThat(execution.state().status()).isEqualTo(TaskStatus.ERROR);
    }

    @Test
    void doesNotTryAgainWhatIsHopeless() {
        execution.given(STARTED, new AttemptBegan(1, 5, 1, "a"));
        execution
                .when(new FailAttempt(1, 5, "bad parameters", Optional.empty()))
                .thenEvents(new AttemptFailed(1, 5, "bad parameters", Optional.empty()));
    }

    @Test
    void stopsAtOnceWhateverIsLeft() {
        execution.given(STARTED, new AttemptBegan(1, 5, 1, "a"));
        execution.when(new StopExecution()).thenEvents(new TaskStopped(1), new TaskStopped(2));
        assertThat(execution.state().status()).isEqualTo(TaskStatus.STOPPED);
        execution.when(new CompleteTask(1, 5, "")).thenRefused(new TaskEnded(TaskStatus.STOPPED));
        execution.when(begin(9)).thenRefused(new TaskEnded(TaskStatus.STOPPED));
        execution.when(new StopTask(1)).thenNothing();
    }

    @Test
    void attemptsThatWereLostWithTheirNodeAreNoFailures() {
        execution.given(STARTED);
        for (int fence = 1; fence <= ExecutionRules.MAX_LOST; fence++) {
            execution.givenCommands(begin(fence));
        }
        execution.when(new AbandonTask(1, 3)).thenRefused(new AttemptStale(3, ExecutionRules.MAX_LOST));
        execution.when(begin(100)).thenRefused(new ExecutionRefusal.LostTooOften(ExecutionRules.MAX_LOST));
        execution
                .when(new AbandonTask(1, 100))
                .thenEvents(new AttemptFailed(
                        1, ExecutionRules.MAX_LOST, "given up after its worker was lost 20 times", Optional.empty()));
        execution.when(new AbandonTask(1, 101)).thenRefused(new TaskEnded(TaskStatus.ERROR));
    }

    @Test
    void hasLimits() {
        assertThatThrownBy(() -> new StartExecution(FACTS, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StartExecution(FACTS, Collections.nCopies(1_001, TASKS.getFirst())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TaskPlan(1, "x".repeat(65_537))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CompleteTask(1, 1, "x".repeat(4_097)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ExecutionFacts(FACTS.type(), 0, Trigger.EVENT, 0, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ExecutionFacts(FACTS.type(), 0, Trigger.EVENT, 1, "x".repeat(16_385)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Workers that come, go, freeze and come back, in any order: each task ends once, by whoever began it last. */
    @Test
    void endsEveryTaskOnceInAnyHistory() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            DecisionFixture<Execution, ExecutionCommand, ExecutionEvent, ExecutionRefusal> any =
                    DecisionFixture.of(new ExecutionRules());
            any.given(STARTED);
            for (int step = 0; step < 60; step++) {
                any.when(command(random));
            }
            any.assertReplaysFromTheBeginning();
            for (TaskPlan plan : TASKS) {
                List<ExecutionEvent> ends = any.history().stream()
                        .filter(event -> switch (event) {
                            case TaskSucceeded succeeded -> succeeded.taskId() == plan.taskId();
                            case TaskStopped(long taskId) -> taskId == plan.taskId();
                            case AttemptFailed failed ->
                                failed.taskId() == plan.taskId()
                                        && failed.retryAt().isEmpty();
                            case ExecutionStarted _, AttemptBegan _ -> false;
                        })
                        .toList();
                assertThat(ends)
                        .as("ends of task %d, seed %d", plan.taskId(), seed)
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    private static ExecutionCommand command(Random random) {
        long task = 1 + random.nextInt(2);
        long fence = 1 + random.nextInt(12);
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4, 5 -> new BeginAttempt(task, fence, "node", NOW.plusSeconds(random.nextInt(120)));
            case 6 -> new CompleteTask(task, fence, "");
            case 7, 8, 9 -> new FailAttempt(task, fence, "no", Optional.of(LATER));
            case 10 -> new AbandonTask(task, fence);
            default -> random.nextInt(6) > 0 ? new StartExecution(FACTS, TASKS) : new StopTask(task);
        };
    }
}
