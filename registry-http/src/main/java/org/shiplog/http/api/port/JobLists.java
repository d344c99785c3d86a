package org.shiplog.http.api.port;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobSchedule;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** What runs in the background, what is to run, and what has. It shows everything that was done before it was asked for. */
public interface JobLists {
    /** By default the newest first. */
    CompletionStage<Listing<JobExecution>> executions(Scope scope, ListQuery list);

    CompletionStage<Optional<JobExecution>> execution(long executionId);

    /** By default the newest first. */
    CompletionStage<Listing<JobTask>> tasks(long executionId, ListQuery list);

    CompletionStage<Optional<JobTask>> task(long taskId);

    /** Tasks of a type that nobody does at the moment, the oldest first. */
    CompletionStage<List<JobBoard.Waiting>> waiting(JobType type, int limit);

    CompletionStage<List<JobBoard.LogLine>> log(long taskId);

    CompletionStage<Listing<JobSchedule>> schedules(ListQuery list);

    CompletionStage<Optional<JobSchedule>> schedule(ScheduleId id);

    /** Types that have tasks waiting or are paused. */
    CompletionStage<List<JobBoard.Queue>> queues();

    CompletionStage<Boolean> isPaused(JobType type);

    CompletionStage<List<JobBoard.Pool>> pools();

    CompletionStage<List<JobBoard.Worker>> workers();

    /** Which executions. */
    sealed interface Scope {
        record Everything() implements Scope {}

        record OfType(JobType type) implements Scope {}

        /** Those for one policy. */
        record For(ScheduleId policy) implements Scope {}
    }
}
