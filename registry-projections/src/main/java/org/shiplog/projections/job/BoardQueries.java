package org.shiplog.projections.job;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.job.Cron;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Schedule.Plan;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/** What waits, who works, what they log, and what is due. */
public final class BoardQueries {
    private static final int MAX_DUE = 100;
    private static final int MAX_WORKERS = 1_000;

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public BoardQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** Every type that has tasks waiting or is paused; deliveries of webhooks, which wait in lanes of their own, among them. */
    public CompletionStage<List<JobBoard.Queue>> queues() {
        SqlText query = SqlText.of("""
            SELECT coalesce(waiting.vendor_type, paused.vendor_type) AS type, coalesce(waiting.tasks, 0) AS tasks,
                   coalesce(waiting.latency, 0) AS latency, paused.vendor_type IS NOT NULL AS paused
            FROM (SELECT queue.vendor_type, count(*) AS tasks,
                         greatest(0, extract(epoch FROM now() - min(queue.queued_at))) AS latency
                  FROM job_queue AS queue
                  WHERE NOT EXISTS (SELECT FROM job_lease AS held
                                    WHERE held.task_id = queue.task_id AND held.expires_at > now())
                  GROUP BY queue.vendor_type
                  UNION ALL
                  SELECT lane.vendor_type, sum(lane.backlog),
                         greatest(0, extract(epoch FROM now() - min(lane.waiting_since)))
                  FROM webhook_lane AS lane WHERE lane.backlog > 0
                  GROUP BY lane.vendor_type) AS waiting
            FULL JOIN job_paused AS paused ON paused.vendor_type = waiting.vendor_type
            ORDER BY 1
            """);
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new JobBoard.Queue(
                        row.getString("type"),
                        row.getLong("tasks"),
                        row.getLong("latency"),
                        row.getBoolean("paused"))));
    }

    public CompletionStage<Boolean> isPaused(JobType type) {
        SqlText query = SqlText.of("SELECT FROM job_paused WHERE vendor_type = ?", type.value());
        return queries.run(connection -> !rows(connection, query, _ -> true).isEmpty());
    }

    /** The pools that have given a sign of life within a minute. */
    public CompletionStage<List<JobBoard.Pool>> pools() {
        SqlText query = SqlText.of("""
            SELECT * FROM job_pool WHERE heartbeat_at > now() - INTERVAL '1 minute' ORDER BY started_at, pool_id
            """);
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new JobBoard.Pool(
                        row.getString("pool_id"),
                        row.getString("host"),
                        row.getLong("pid"),
                        row.getInt("concurrency"),
                        JobQueries.time(row, "started_at").orElseThrow(),
                        JobQueries.time(row, "heartbeat_at").orElseThrow())));
    }

    /** Who does something, in any pool. */
    public CompletionStage<List<JobBoard.Worker>> workers() {
        SqlText query = SqlText.of("""
            SELECT lease.*, queue.vendor_type
            FROM job_lease AS lease JOIN job_queue AS queue ON queue.task_id = lease.task_id
            WHERE lease.expires_at > now() ORDER BY lease.task_id LIMIT ?
            """, MAX_WORKERS);
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new JobBoard.Worker(
                        row.getString("pool_id"),
                        row.getString("vendor_type"),
                        row.getLong("task_id"),
                        JobQueries.time(row, "acquired_at").orElseThrow(),
                        Optional.ofNullable(row.getString("check_in")),
                        JobQueries.time(row, "checked_in"))));
    }

    /** The whole log, which has a limit. */
    public CompletionStage<List<JobBoard.LogLine>> log(long taskId) {
        // Index: the primary key.
        SqlText query = SqlText.of("SELECT at, text FROM job_log WHERE task_id = ? ORDER BY line", taskId);
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new JobBoard.LogLine(
                        row.getObject("at", OffsetDateTime.class).toInstant(), row.getString("text"))));
    }

    /** A schedule that is due, or the execution of one that was to be started. */
    public record Due(ScheduleId schedule, Plan plan, Instant at) {}

    /**
     * @param last the execution that was fired last
     * @param running one that a schedule of this name started and that has not ended
     * @param waitsFor the one for which it is known to wait
     */
    public record Ripe(Due due, OptionalLong last, OptionalLong running, OptionalLong waitsFor) {}

    /** Schedules that are due, unless all are paused. */
    public CompletionStage<List<Ripe>> due(Instant now) {
        // Indexes: job_schedule_due_idx, job_execution_vendor_idx.
        SqlText query = SqlText.of("""
            SELECT schedule.*, schedule.next_due AS at,
                   (SELECT min(execution.execution_id) FROM job_execution AS execution
                    WHERE execution.vendor_type = schedule.vendor_type AND execution.vendor_id = schedule.vendor_id
                      AND execution.trigger = 'SCHEDULE' AND execution.ended_at IS NULL) AS running
            FROM job_schedule AS schedule
            WHERE next_due <= ? AND NOT EXISTS (SELECT FROM job_paused WHERE vendor_type = ?)
            ORDER BY next_due LIMIT ?
            """, now.atOffset(ZoneOffset.UTC), JobType.SCHEDULER.value(), MAX_DUE);
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new Ripe(
                        due(row),
                        JobQueries.number(row, "last_execution"),
                        JobQueries.number(row, "running"),
                        JobQueries.number(row, "waits_for"))));
    }

    /** Executions that schedules fired and that are not to be found: whoever was to start them may be gone. */
    public CompletionStage<List<Unstarted>> unstarted() {
        SqlText query = SqlText.of("""
            SELECT schedule.*, schedule.last_due AS at FROM job_schedule AS schedule
            WHERE schedule.last_execution IS NOT NULL
              AND NOT EXISTS (SELECT FROM job_execution AS execution
                              WHERE execution.execution_id = schedule.last_execution)
            LIMIT ?
            """, MAX_DUE);
        return queries.run(
                connection -> rows(connection, query, row -> new Unstarted(due(row), row.getLong("last_execution"))));
    }

    public record Unstarted(Due schedule, long executionId) {}

    private static Due due(ResultSet row) throws SQLException {
        return new Due(
                ScheduleId.of(row.getString("schedule")),
                new Plan(
                        row.getLong("schedule_id"),
                        row.getString("repetition"),
                        new Cron(row.getString("cron")),
                        row.getString("parameters")),
                JobQueries.time(row, "at").orElseThrow());
    }
}
