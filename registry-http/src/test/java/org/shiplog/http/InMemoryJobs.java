package org.shiplog.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionCommand.StartExecution;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.ExecutionFacts;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.domain.job.ExecutionRules;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.JobQueues.QueueRefusal;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.job.Task;
import org.shiplog.domain.job.TaskPlan;
import org.shiplog.domain.job.TaskStatus;
import org.shiplog.http.api.port.JobLists;
import org.shiplog.http.api.port.JobPorts;
import org.shiplog.http.api.port.JobStarter;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobSchedule;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Jobs that nobody does: what was started and scheduled, as the entities know it. There is one pool, with one worker at task 7. */
final class InMemoryJobs implements JobLists, JobStarter {
    static final JobType PURGE = new JobType("PURGE_AUDIT_LOG");
    static final JobType OTHER = new JobType("SCAN_ALL");

    private static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");

    final InMemoryEntities<Long, Execution, ExecutionCommand, ExecutionEvent, ExecutionRefusal> executions =
            new InMemoryEntities<>(new ExecutionRules());
    final InMemoryEntities<ScheduleId, Schedule, ScheduleCommand, ScheduleEvent, ScheduleRefusal> schedules =
            new InMemoryEntities<>(new Schedule.Rules());
    final InMemoryEntities<String, JobQueues, QueueCommand, QueueEvent, QueueRefusal> queues =
            new InMemoryEntities<>(new JobQueues.Rules());
    final Map<Long, List<JobBoard.LogLine>> logs = new HashMap<>();
    private final AtomicLong lastId = new AtomicLong(1_000);

    JobPorts ports() {
        return new JobPorts(this, executions, schedules, queues, this);
    }

    @Override
    public Set<JobType> types() {
        return Set.of(PURGE, OTHER);
    }

    @Override
    public CompletionStage<Long> start(Job job, Provenance provenance) {
        long id = lastId.incrementAndGet();
        List<TaskPlan> plans = job.tasks().stream()
                .map(parameters -> new TaskPlan(lastId.incrementAndGet(), parameters))
                .toList();
        ExecutionFacts facts = new ExecutionFacts(job.type(), job.vendorId(), job.trigger(), 3, job.attributes());
        return executions
                .execute(id, new StartExecution(facts, plans), provenance)
                .thenApply(_ -> id);
    }

    private Execution state(long id) {
        return TestServer.await(executions.stateAt(id, Instant.MAX));
    }

    private List<JobExecution> all() {
        return executions.known().stream()
                .sorted(Comparator.reverseOrder())
                .map(id -> execution(id, state(id)))
                .toList();
    }

    private static JobExecution execution(long id, Execution state) {
        ExecutionFacts facts = state.facts().orElseThrow();
        Map<TaskStatus, Integer> counts = new HashMap<>();
        state.tasks().forEach((_, task) -> counts.merge(task.status(), 1, Integer::sum));
        return new JobExecution(
                id,
                facts.type().value(),
                facts.vendorId(),
                facts.trigger().name(),
                facts.attributes(),
                state.status().word(),
                "",
                new JobExecution.Counts(
                        state.tasks().size(),
                        counts.getOrDefault(TaskStatus.PENDING, 0),
                        counts.getOrDefault(TaskStatus.SCHEDULED, 0),
                        counts.getOrDefault(TaskStatus.RUNNING, 0),
                        counts.getOrDefault(TaskStatus.SUCCESS, 0),
                        counts.getOrDefault(TaskStatus.ERROR, 0),
                        counts.getOrDefault(TaskStatus.STOPPED, 0)),
                THEN,
                THEN,
                state.status().hasEnded() ? Optional.of(THEN) : Optional.empty());
    }

    private List<JobTask> allTasks() {
        List<JobTask> tasks = new ArrayList<>();
        for (JobExecution execution : all()) {
            state(execution.executionId()).tasks().forEach((taskId, task) -> tasks.add(task(taskId, execution, task)));
        }
        return tasks;
    }

    private static JobTask task(long taskId, JobExecution execution, Task task) {
        return new JobTask(
                taskId,
                execution.executionId(),
                execution.type(),
                task.status().word(),
                "",
                task.attempts(),
                "",
                THEN,
                THEN,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public CompletionStage<Listing<JobExecution>> executions(Scope scope, ListQuery list) {
        return CompletableFuture.completedFuture(cut(
                all().stream()
                        .filter(execution -> switch (scope) {
                            case Scope.Everything _ -> true;
                            case Scope.OfType(JobType type) -> execution.type().equals(type.value());
                            case Scope.For(ScheduleId policy) ->
                                execution.type().equals(policy.type().value())
                                        && execution.vendorId() == policy.vendorId();
                        })
                        .toList(),
                list));
    }

    @Override
    public CompletionStage<Optional<JobExecution>> execution(long executionId) {
        return CompletableFuture.completedFuture(all().stream()
                .filter(execution -> execution.executionId() == executionId)
                .findFirst());
    }

    @Override
    public CompletionStage<Listing<JobTask>> tasks(long executionId, ListQuery list) {
        return CompletableFuture.completedFuture(cut(
                allTasks().stream()
                        .filter(task -> task.executionId() == executionId)
                        .toList(),
                list));
    }

    @Override
    public CompletionStage<Optional<JobTask>> task(long taskId) {
        return CompletableFuture.completedFuture(
                allTasks().stream().filter(task -> task.taskId() == taskId).findFirst());
    }

    @Override
    public CompletionStage<List<JobBoard.Waiting>> waiting(JobType type, int limit) {
        return CompletableFuture.completedFuture(allTasks().stream()
                .filter(task ->
                        task.type().equals(type.value()) && task.status().equals("Pending"))
                .limit(limit)
                .map(task -> new JobBoard.Waiting(task.taskId(), task.executionId()))
                .toList());
    }

    @Override
    public CompletionStage<List<JobBoard.LogLine>> log(long taskId) {
        return CompletableFuture.completedFuture(logs.getOrDefault(taskId, List.of()));
    }

    @Override
    public CompletionStage<Listing<JobSchedule>> schedules(ListQuery list) {
        return CompletableFuture.completedFuture(cut(
                schedules.known().stream()
                        .flatMap(id -> TestServer.await(schedule(id)).stream())
                        .toList(),
                list));
    }

    @Override
    public CompletionStage<Optional<JobSchedule>> schedule(ScheduleId id) {
        Schedule state = TestServer.await(schedules.stateAt(id, Instant.MAX));
        return CompletableFuture.completedFuture(state.plan()
                .map(plan -> new JobSchedule(
                        plan.scheduleId(),
                        id.type().value(),
                        id.vendorId(),
                        plan.repetition(),
                        plan.cron().text(),
                        plan.parameters(),
                        state.next().orElseThrow(),
                        state.held()
                                ? OptionalLong.of(state.last().orElseThrow().executionId())
                                : OptionalLong.empty(),
                        THEN,
                        THEN)));
    }

    private Set<JobType> paused() {
        return TestServer.await(queues.stateAt(JobQueues.ENTITY, Instant.MAX)).paused();
    }

    @Override
    public CompletionStage<List<JobBoard.Queue>> queues() {
        List<JobBoard.Queue> found = new ArrayList<>();
        Set<JobType> all = new TreeSet<>(paused());
        all.addAll(types());
        for (JobType type : all) {
            long count = TestServer.await(waiting(type, 1_000)).size();
            if (count > 0 || paused().contains(type)) {
                found.add(new JobBoard.Queue(type.value(), count, 3, paused().contains(type)));
            }
        }
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletionStage<Boolean> isPaused(JobType type) {
        return CompletableFuture.completedFuture(paused().contains(type));
    }

    @Override
    public CompletionStage<List<JobBoard.Pool>> pools() {
        return CompletableFuture.completedFuture(List.of(new JobBoard.Pool("pool-1", "node-1", 4711, 10, THEN, THEN)));
    }

    @Override
    public CompletionStage<List<JobBoard.Worker>> workers() {
        return CompletableFuture.completedFuture(
                List.of(new JobBoard.Worker("pool-1", PURGE.value(), 7, THEN, Optional.of("half"), Optional.of(THEN))));
    }

    private static <T> Listing<T> cut(List<T> all, ListQuery list) {
        return new Listing.Page<>(
                all.stream().skip(list.offset()).limit(list.pageSize()).toList(), all.size());
    }
}
