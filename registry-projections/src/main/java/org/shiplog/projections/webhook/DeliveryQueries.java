package org.shiplog.projections.webhook;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.PageQuery;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/** Policies in pages, and what became of deliveries: each is shown as an execution with one task. */
public final class DeliveryQueries {
    private static final SqlText DELIVERY = SqlText.of("""
        SELECT *, CASE WHEN ended_at IS NULL THEN 'Running' ELSE status END AS overall,
               CAST(jsonb_build_object(
                   'type', event_type, 'occur_at', CAST(extract(epoch FROM occurred_at) AS bigint), 'operator', operator,
                   'event_data', jsonb_build_object(
                       'resources', jsonb_build_array(jsonb_build_object('digest', digest, 'tag', tag)),
                       'repository', jsonb_build_object('repo_full_name', repository))) AS text) AS attributes
        """);

    private static final String EXECUTION_STATUS = "(CASE WHEN ended_at IS NULL THEN 'Running' ELSE status END)";

    // Index: webhook_delivery_policy_idx, backwards.
    private static final PageQuery<JobExecution> EXECUTIONS = new PageQuery<>(
            DELIVERY,
            SqlText.of(" FROM webhook_delivery WHERE "),
            new SqlColumns("delivery_id DESC")
                    .with("id", "delivery_id", ColumnType.NUMBER)
                    .with("vendor_type", "vendor_type", ColumnType.TEXT)
                    .with("vendor_id", "policy_id", ColumnType.NUMBER)
                    .with("status", EXECUTION_STATUS, ColumnType.TEXT)
                    .with("start_time", "created_at", ColumnType.TIME)
                    .with("creation_time", "created_at", ColumnType.TIME)
                    .with("update_time", "updated_at", ColumnType.TIME),
            "delivery_id DESC",
            DeliveryQueries::execution);

    private static final PageQuery<JobTask> TASKS = new PageQuery<>(
            DELIVERY,
            SqlText.of(" FROM webhook_delivery WHERE "),
            new SqlColumns("task_id DESC")
                    .with("id", "task_id", ColumnType.NUMBER)
                    .with("status", "status", ColumnType.TEXT)
                    .with("creation_time", "created_at", ColumnType.TIME)
                    .with("start_time", "started_at", ColumnType.TIME)
                    .with("update_time", "updated_at", ColumnType.TIME),
            "task_id DESC",
            DeliveryQueries::task);

    // Index: webhook_policy_project_idx.
    private static final PageQuery<Long> POLICIES = new PageQuery<>(
            SqlText.of("SELECT policy_id"),
            SqlText.of(" FROM webhook_policy WHERE "),
            new SqlColumns("policy_id ASC")
                    .with("id", "policy_id", ColumnType.NUMBER)
                    .with("name", "name", ColumnType.TEXT)
                    .with("creation_time", "created_at", ColumnType.TIME)
                    .with("update_time", "updated_at", ColumnType.TIME),
            "policy_id ASC",
            row -> row.getLong("policy_id"));

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public DeliveryQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** The ids of the project's policies, by default in order. */
    public CompletionStage<Listing<Long>> policies(long projectId, ListQuery list) {
        return POLICIES.page(queries, SqlText.of("project_id = ?", projectId), list);
    }

    /** Executions of one policy, by default the newest first. */
    public CompletionStage<Listing<JobExecution>> executions(long policyId, ListQuery list) {
        return EXECUTIONS.page(queries, SqlText.of("policy_id = ?", policyId), list);
    }

    public CompletionStage<Optional<JobExecution>> execution(long policyId, long executionId) {
        return EXECUTIONS.one(queries, SqlText.of("policy_id = ? AND delivery_id = ?", policyId, executionId));
    }

    /** The one task of an execution. */
    public CompletionStage<Listing<JobTask>> tasks(long policyId, long executionId, ListQuery list) {
        return TASKS.page(queries, SqlText.of("policy_id = ? AND delivery_id = ?", policyId, executionId), list);
    }

    public CompletionStage<Listing<JobTask>> tasks(long policyId, ListQuery list) {
        return TASKS.page(queries, SqlText.of("policy_id = ?", policyId), list);
    }

    public CompletionStage<Optional<JobTask>> task(long policyId, long executionId, long taskId) {
        return TASKS.one(
                queries,
                SqlText.of("policy_id = ? AND delivery_id = ? AND task_id = ?", policyId, executionId, taskId));
    }

    public CompletionStage<List<JobBoard.LogLine>> log(long taskId) {
        // Index: the primary key.
        SqlText query = SqlText.of("SELECT at, text FROM job_log WHERE task_id = ? ORDER BY line", taskId);
        return queries.run(connection -> rows(
                connection, query, row -> new JobBoard.LogLine(time(row, "at").orElseThrow(), row.getString("text"))));
    }

    /** When a policy was last to tell of a type of events. */
    public record LastTrigger(long policyId, String eventType, Instant at) {}

    public CompletionStage<List<LastTrigger>> lastTriggers(long projectId) {
        // Indexes: webhook_policy_project_idx, the primary key.
        SqlText query = SqlText.of("""
            SELECT last.* FROM webhook_trigger AS last JOIN webhook_policy AS policy USING (policy_id)
            WHERE policy.project_id = ? ORDER BY last.policy_id, last.event_type
            """, projectId);
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new LastTrigger(
                        row.getLong("policy_id"),
                        row.getString("event_type"),
                        time(row, "at").orElseThrow())));
    }

    /** How many deliveries wait, by policy; those with none are left out. */
    public CompletionStage<Map<Long, Long>> backlogs(List<Long> policies) {
        // Index: the primary key.
        SqlText query = SqlText.of("""
            SELECT policy_id, sum(backlog) AS waiting FROM webhook_lane WHERE policy_id = ANY (?) GROUP BY policy_id
            """, (Object) policies.toArray(Long[]::new));
        return queries.run(connection -> {
            Map<Long, Long> waiting = new HashMap<>();
            rows(connection, query, row -> waiting.put(row.getLong("policy_id"), row.getLong("waiting")));
            return waiting;
        });
    }

    private static JobExecution execution(ResultSet row) throws SQLException {
        String status = row.getString("status");
        return new JobExecution(
                row.getLong("delivery_id"),
                row.getString("vendor_type"),
                row.getLong("policy_id"),
                "EVENT",
                row.getString("attributes"),
                row.getString("overall"),
                row.getString("message"),
                new JobExecution.Counts(
                        1,
                        one(status, "Pending"),
                        one(status, "Scheduled"),
                        one(status, "Running"),
                        one(status, "Success"),
                        one(status, "Error"),
                        one(status, "Stopped")),
                time(row, "created_at").orElseThrow(),
                time(row, "updated_at").orElseThrow(),
                time(row, "ended_at"));
    }

    private static int one(String status, String asked) {
        return status.equals(asked) ? 1 : 0;
    }

    private static JobTask task(ResultSet row) throws SQLException {
        return new JobTask(
                row.getLong("task_id"),
                row.getLong("delivery_id"),
                row.getString("vendor_type"),
                row.getString("status"),
                row.getString("message"),
                row.getInt("attempts"),
                row.getString("attributes"),
                time(row, "created_at").orElseThrow(),
                time(row, "updated_at").orElseThrow(),
                time(row, "started_at"),
                time(row, "ended_at"));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
