package org.shiplog.projections.job;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.PageQuery;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/** Lists of executions, tasks and schedules. */
public final class JobQueries {
    // Index: job_execution_vendor_idx, backwards.
    private static final PageQuery<JobExecution> EXECUTIONS = new PageQuery<>(
            SqlText.of("SELECT *"),
            SqlText.of(" FROM job_execution WHERE "),
            new SqlColumns("execution_id DESC")
                    .with("id", "execution_id", ColumnType.NUMBER)
                    .with("vendor_type", "vendor_type", ColumnType.TEXT)
                    .with("vendor_id", "vendor_id", ColumnType.NUMBER)
                    .with("status", "status", ColumnType.TEXT)
                    .with("trigger", "trigger", ColumnType.TEXT)
                    .with("start_time", "started_at", ColumnType.TIME)
                    .with("creation_time", "started_at", ColumnType.TIME)
                    .with("update_time", "updated_at", ColumnType.TIME),
            "execution_id DESC",
            JobQueries::execution);

    // Index: job_task_execution_idx.
    private static final PageQuery<JobTask> TASKS = new PageQuery<>(
            SqlText.of("SELECT *"),
            SqlText.of(" FROM job_task WHERE "),
            new SqlColumns("task_id DESC")
                    .with("id", "task_id", ColumnType.NUMBER)
                    .with("status", "status", ColumnType.TEXT)
                    .with("creation_time", "created_at", ColumnType.TIME)
                    .with("start_time", "started_at", ColumnType.TIME)
                    .with("update_time", "updated_at", ColumnType.TIME),
            "task_id DESC",
            JobQueries::task);

    private static final PageQuery<JobSchedule> SCHEDULES = new PageQuery<>(
            SqlText.of("SELECT *"),
            SqlText.of(" FROM job_schedule WHERE "),
            new SqlColumns("schedule_id ASC"),
            "schedule_id ASC",
            JobQueries::schedule);

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public JobQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** All executions, by default the newest first. */
    public CompletionStage<Listing<JobExecution>> executions(ListQuery list) {
        return EXECUTIONS.page(queries, SqlText.of("true"), list);
    }

    /** Executions of one type, by default the newest first. */
    public CompletionStage<Listing<JobExecution>> executions(JobType type, ListQuery list) {
        return EXECUTIONS.page(queries, SqlText.of("vendor_type = ?", type.value()), list);
    }

    /** Executions for one policy, by default the newest first. */
    public CompletionStage<Listing<JobExecution>> executions(ScheduleId policy, ListQuery list) {
        SqlText scope =
                SqlText.of("vendor_type = ? AND vendor_id = ?", policy.type().value(), policy.vendorId());
        return EXECUTIONS.page(queries, scope, list);
    }

    public CompletionStage<Optional<JobExecution>> execution(long executionId) {
        return EXECUTIONS.one(queries, SqlText.of("execution_id = ?", executionId));
    }

    /** Tasks of one execution, by default the newest first. */
    public CompletionStage<Listing<JobTask>> tasks(long executionId, ListQuery list) {
        return TASKS.page(queries, SqlText.of("execution_id = ?", executionId), list);
    }

    public CompletionStage<Optional<JobTask>> task(long taskId) {
        return TASKS.one(queries, SqlText.of("task_id = ?", taskId));
    }

    /** Tasks of a type that nobody does at the moment, the oldest first. */
    public CompletionStage<List<JobBoard.Waiting>> waiting(JobType type, int limit) {
        // Index: job_queue_available_idx.
        SqlText query = SqlText.of("""
            SELECT task_id, execution_id FROM job_queue AS queue
            WHERE vendor_type = ?
              AND NOT EXISTS (SELECT FROM job_lease AS held
                              WHERE held.task_id = queue.task_id AND held.expires_at > now())
            ORDER BY task_id LIMIT ?
            """, type.value(), limit);
        return queries.run(connection -> rows(
                connection, query, row -> new JobBoard.Waiting(row.getLong("task_id"), row.getLong("execution_id"))));
    }

    public CompletionStage<Listing<JobSchedule>> schedules(ListQuery list) {
        return SCHEDULES.page(queries, SqlText.of("true"), list);
    }

    public CompletionStage<Optional<JobSchedule>> schedule(ScheduleId id) {
        return SCHEDULES.one(queries, SqlText.of("schedule = ?", id.toString()));
    }

    private static JobExecution execution(ResultSet row) throws SQLException {
        return new JobExecution(
                row.getLong("execution_id"),
                row.getString("vendor_type"),
                row.getLong("vendor_id"),
                row.getString("trigger"),
                row.getString("attributes"),
                row.getString("status"),
                row.getString("message"),
                new JobExecution.Counts(
                        row.getInt("tasks"),
                        row.getInt("pending"),
                        row.getInt("scheduled"),
                        row.getInt("running"),
                        row.getInt("succeeded"),
                        row.getInt("failed"),
                        row.getInt("stopped")),
                time(row, "started_at").orElseThrow(),
                time(row, "updated_at").orElseThrow(),
                time(row, "ended_at"));
    }

    private static JobTask task(ResultSet row) throws SQLException {
        return new JobTask(
                row.getLong("task_id"),
                row.getLong("execution_id"),
                row.getString("vendor_type"),
                row.getString("status"),
                row.getString("message"),
                row.getInt("attempts"),
                row.getString("result"),
                time(row, "created_at").orElseThrow(),
                time(row, "updated_at").orElseThrow(),
                time(row, "started_at"),
                time(row, "ended_at"));
    }

    private static JobSchedule schedule(ResultSet row) throws SQLException {
        return new JobSchedule(
                row.getLong("schedule_id"),
                row.getString("vendor_type"),
                row.getLong("vendor_id"),
                row.getString("repetition"),
                row.getString("cron"),
                row.getString("parameters"),
                time(row, "next_due").orElseThrow(),
                number(row, "waits_for"),
                time(row, "created_at").orElseThrow(),
                time(row, "updated_at").orElseThrow());
    }

    static OptionalLong number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
