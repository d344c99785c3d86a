package org.shiplog.http.api.readmodel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.http.api.port.JobLists;
import org.shiplog.projections.job.BoardQueries;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobQueries;
import org.shiplog.projections.job.JobReadModel;
import org.shiplog.projections.job.JobSchedule;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.readmodel.Freshness;

/** Reads the jobs' tables, waiting up to two seconds for what was done before. */
public final class ReadModelJobs implements JobLists {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final JobQueries jobs;
    private final BoardQueries board;
    private final Freshness freshness;

    public ReadModelJobs(JobQueries jobs, BoardQueries board, Freshness freshness) {
        this.jobs = jobs;
        this.board = board;
        this.freshness = freshness;
    }

    private <T> CompletionStage<T> fresh(Supplier<CompletionStage<T>> question) {
        return freshness.awaitHead(JobReadModel.NAME, PATIENCE).thenCompose(_ -> question.get());
    }

    @Override
    public CompletionStage<Listing<JobExecution>> executions(Scope scope, ListQuery list) {
        return fresh(() -> switch (scope) {
            case Scope.Everything _ -> jobs.executions(list);
            case Scope.OfType(JobType type) -> jobs.executions(type, list);
            case Scope.For(ScheduleId policy) -> jobs.executions(policy, list);
        });
    }

    @Override
    public CompletionStage<Optional<JobExecution>> execution(long executionId) {
        return fresh(() -> jobs.execution(executionId));
    }

    @Override
    public CompletionStage<Listing<JobTask>> tasks(long executionId, ListQuery list) {
        return fresh(() -> jobs.tasks(executionId, list));
    }

    @Override
    public CompletionStage<Optional<JobTask>> task(long taskId) {
        return fresh(() -> jobs.task(taskId));
    }

    @Override
    public CompletionStage<List<JobBoard.Waiting>> waiting(JobType type, int limit) {
        return fresh(() -> jobs.waiting(type, limit));
    }

    @Override
    public CompletionStage<List<JobBoard.LogLine>> log(long taskId) {
        return board.log(taskId);
    }

    @Override
    public CompletionStage<Listing<JobSchedule>> schedules(ListQuery list) {
        return fresh(() -> jobs.schedules(list));
    }

    @Override
    public CompletionStage<Optional<JobSchedule>> schedule(ScheduleId id) {
        return fresh(() -> jobs.schedule(id));
    }

    @Override
    public CompletionStage<List<JobBoard.Queue>> queues() {
        return fresh(board::queues);
    }

    @Override
    public CompletionStage<Boolean> isPaused(JobType type) {
        return fresh(() -> board.isPaused(type));
    }

    @Override
    public CompletionStage<List<JobBoard.Pool>> pools() {
        return board.pools();
    }

    @Override
    public CompletionStage<List<JobBoard.Worker>> workers() {
        return board.workers();
    }
}
