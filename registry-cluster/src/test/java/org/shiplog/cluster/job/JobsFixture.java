package org.shiplog.cluster.job;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionEvent;
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
import org.shiplog.domain.job.Trigger;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.port.JobStarter;
import org.shiplog.projections.job.BoardQueries;
import org.shiplog.projections.job.JobReadModel;
import org.shiplog.projections.job.WorkQueue;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalBell;

/** Several nodes' workers in this process, over one PostgreSQL with real leases, and a clock that stands still. */
final class JobsFixture implements AutoCloseable {
    static final JobType TYPE = new JobType("WEBHOOK");

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T10:15:30Z"));
    final InstantSource clock = now::get;
    final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    final FollowedEntities<Long, Execution, ExecutionCommand, ExecutionEvent, ExecutionRefusal> executions;
    final FollowedEntities<ScheduleId, Schedule, ScheduleCommand, ScheduleEvent, ScheduleRefusal> schedules;
    final FollowedEntities<String, JobQueues, QueueCommand, QueueEvent, QueueRefusal> queues;
    final BoardQueries board;
    final WorkQueue queue;
    final Ids ids;
    private final TestDatabase database;
    private final AtomicLong lastId = new AtomicLong();
    private final List<JobWorkers> nodes = new ArrayList<>();

    JobsFixture(Path directory) {
        database = TestDatabase.start(directory);
        JobReadModel model = new JobReadModel();
        executions = new FollowedEntities<>(new ExecutionRules(), Change.ExecutionChange::new, model, database.pool());
        schedules = new FollowedEntities<>(new Schedule.Rules(), Change.ScheduleChange::new, model, database.pool());
        queues = new FollowedEntities<>(
                new JobQueues.Rules(), (_, event) -> new Change.QueueChange(event), model, database.pool());
        board = new BoardQueries(database.pool(), blocking);
        queue = new WorkQueue(database.pool(), blocking, Optional.of(clock));
        ids = _ -> CompletableFuture.completedFuture(lastId.incrementAndGet());
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    /** The workers of one more node. */
    JobWorkers node(String name, JobKind kind) {
        JobWorkers workers = BackgroundJobs.workers(
                new BackgroundJobs.Ground(
                        executions,
                        queue,
                        new WorkQueue.Pool(name, name, 1, 4),
                        new JournalBell(),
                        new Random(1),
                        clock),
                new JobKinds(List.of(kind)));
        nodes.add(workers);
        return workers;
    }

    JobScheduler scheduler(JobKind kind) {
        JobKinds kinds = new JobKinds(List.of(kind));
        return new JobScheduler(schedules, board, new Executions(executions, kinds, ids), kinds, ids, clock);
    }

    /** Starts an execution with so many tasks, whose parameters are their numbers. */
    long start(JobKind kind, int tasks) {
        List<String> parameters = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            parameters.add(Integer.toString(task));
        }
        return await(new Executions(executions, new JobKinds(List.of(kind)), ids)
                .start(new JobStarter.Job(TYPE, 0, Trigger.MANUAL, "{}", parameters), Executions.ofRegistry(clock)));
    }

    Task task(long executionId) {
        List<Task> tasks = new ArrayList<>();
        executions.state(executionId).tasks().forEach((_, task) -> tasks.add(task));
        return tasks.getFirst();
    }

    long taskId(long executionId) {
        List<Long> tasks = new ArrayList<>();
        executions.state(executionId).tasks().forEach((taskId, _) -> tasks.add(taskId));
        return tasks.getFirst();
    }

    long count(String sql) throws SQLException {
        return database.count(sql);
    }

    void run(String sql) throws SQLException {
        try (var connection = database.pool().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** As soon as every worker is free. */
    boolean isIdle() {
        return nodes.stream().allMatch(node -> node.busy() == 0);
    }

    /** To be called between tests: nobody works any more, and there is nothing to do. */
    void clear() throws SQLException {
        nodes.forEach(JobWorkers::close);
        nodes.clear();
        run("TRUNCATE job_execution, job_task, job_queue, job_schedule, job_paused, job_lease, job_log");
    }

    @Override
    public void close() {
        nodes.forEach(JobWorkers::close);
        blocking.close();
        database.close();
    }
}
