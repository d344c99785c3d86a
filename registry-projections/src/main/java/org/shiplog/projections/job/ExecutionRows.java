package org.shiplog.projections.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.ExecutionEvent.AttemptBegan;
import org.shiplog.domain.job.ExecutionEvent.AttemptFailed;
import org.shiplog.domain.job.ExecutionEvent.ExecutionStarted;
import org.shiplog.domain.job.ExecutionEvent.TaskStopped;
import org.shiplog.domain.job.ExecutionEvent.TaskSucceeded;
import org.shiplog.domain.job.ExecutionFacts;
import org.shiplog.domain.job.TaskPlan;
import org.shiplog.domain.job.TaskStatus;
import org.shiplog.projections.query.SqlText;
import org.shiplog.projections.readmodel.BulkRows;

/** Changes rows of {@code job_execution}, {@code job_task} and {@code job_queue}, event by event; sums at the end. */
final class ExecutionRows {
    private static final String SUMS = """
        UPDATE job_execution AS execution
        SET tasks = sums.tasks, pending = sums.pending, scheduled = sums.scheduled, running = sums.running,
            succeeded = sums.succeeded, failed = sums.failed, stopped = sums.stopped, message = sums.message,
            updated_at = sums.at,
            ended_at = CASE WHEN sums.pending + sums.scheduled + sums.running = 0 THEN sums.at END,
            status = CASE WHEN sums.pending + sums.scheduled + sums.running > 0 THEN 'Running'
                          WHEN sums.failed > 0 THEN 'Error'
                          WHEN sums.stopped > 0 THEN 'Stopped'
                          ELSE 'Success' END
        FROM (
            SELECT touched.execution_id, touched.at, count(*) AS tasks,
                   count(*) FILTER (WHERE task.status = 'Pending') AS pending,
                   count(*) FILTER (WHERE task.status = 'Scheduled') AS scheduled,
                   count(*) FILTER (WHERE task.status = 'Running') AS running,
                   count(*) FILTER (WHERE task.status = 'Success') AS succeeded,
                   count(*) FILTER (WHERE task.status = 'Error') AS failed,
                   count(*) FILTER (WHERE task.status = 'Stopped') AS stopped,
                   coalesce((array_agg(task.message ORDER BY task.task_id)
                             FILTER (WHERE task.status = 'Error'))[1], '') AS message
            FROM unnest(?, ?) AS touched (execution_id, at)
            JOIN job_task AS task ON task.execution_id = touched.execution_id
            GROUP BY touched.execution_id, touched.at
        ) AS sums
        WHERE execution.execution_id = sums.execution_id
        """;

    private final Connection connection;
    /** When each execution changed last. */
    private final Map<Long, OffsetDateTime> touched = new TreeMap<>();
    /** Those that began or may have ended. */
    private final Set<Long> counted = new TreeSet<>();

    ExecutionRows(Connection connection) {
        this.connection = connection;
    }

    void apply(long executionId, ExecutionEvent event, OffsetDateTime at) throws SQLException {
        touched.put(executionId, at);
        if (!(event instanceof AttemptBegan)) {
            counted.add(executionId);
        }
        switch (event) {
            case ExecutionStarted started -> insert(executionId, started, at);
            case AttemptBegan began ->
                SqlText.of(
                                """
                                UPDATE job_task SET status = ?, attempts = ?, worker = ?, updated_at = ?,
                                                    started_at = coalesce(started_at, ?)
                                WHERE task_id = ?
                                """,
                                TaskStatus.RUNNING.word(),
                                began.attempt(),
                                storable(began.worker()),
                                at,
                                at,
                                began.taskId())
                        .update(connection);
            case AttemptFailed failed -> fail(failed, at);
            case TaskSucceeded succeeded -> end(succeeded.taskId(), TaskStatus.SUCCESS, "", succeeded.result(), at);
            case TaskStopped(long taskId) -> end(taskId, TaskStatus.STOPPED, "", "", at);
        }
    }

    private void insert(long executionId, ExecutionStarted started, OffsetDateTime at) throws SQLException {
        ExecutionFacts facts = started.facts();
        SqlText.of(
                        """
                        INSERT INTO job_execution (execution_id, vendor_type, vendor_id, trigger, attributes, status,
                                                   message, tasks, pending, scheduled, running, succeeded, failed,
                                                   stopped, started_at, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, '', 0, 0, 0, 0, 0, 0, 0, ?, ?)
                        """,
                        executionId,
                        facts.type().value(),
                        facts.vendorId(),
                        facts.trigger().name(),
                        storable(facts.attributes()),
                        TaskStatus.RUNNING.word(),
                        at,
                        at)
                .update(connection);
        BulkRows tasks = new BulkRows("int8", "int8", "text", "timestamptz", "text");
        for (TaskPlan plan : started.tasks()) {
            tasks.add(plan.taskId(), executionId, facts.type().value(), at.toString(), storable(plan.parameters()));
        }
        tasks.update(connection, """
            WITH plan AS (SELECT * FROM unnest(?, ?, ?, ?, ?) AS plan (task_id, execution_id, vendor_type, at, parameters)),
            queued AS (
                INSERT INTO job_queue (task_id, execution_id, vendor_type, available_at, failures, parameters, queued_at)
                SELECT task_id, execution_id, vendor_type, '-infinity', 0, parameters, at FROM plan)
            INSERT INTO job_task (task_id, execution_id, vendor_type, status, message, attempts, worker, result,
                                  created_at, updated_at)
            SELECT task_id, execution_id, vendor_type, 'Pending', '', 0, '', '', at, at FROM plan
            """);
    }

    private void fail(AttemptFailed failed, OffsetDateTime at) throws SQLException {
        if (failed.retryAt().isEmpty()) {
            end(failed.taskId(), TaskStatus.ERROR, failed.message(), "", at);
            return;
        }
        SqlText.of(
                        "UPDATE job_task SET status = ?, message = ?, updated_at = ? WHERE task_id = ?",
                        TaskStatus.SCHEDULED.word(),
                        storable(failed.message()),
                        at,
                        failed.taskId())
                .update(connection);
        SqlText.of(
                        "UPDATE job_queue SET available_at = ?, failures = failures + 1 WHERE task_id = ?",
                        failed.retryAt().get().atOffset(ZoneOffset.UTC),
                        failed.taskId())
                .update(connection);
    }

    private void end(long taskId, TaskStatus status, String message, String result, OffsetDateTime at)
            throws SQLException {
        SqlText.of("""
            UPDATE job_task SET status = ?, message = ?, result = ?, updated_at = ?, ended_at = ?
            WHERE task_id = ?
            """, status.word(), storable(message), storable(result), at, at, taskId)
                .update(connection);
        SqlText.of("DELETE FROM job_queue WHERE task_id = ?", taskId).update(connection);
    }

    /** To be called when all events were applied: however they were cut into groups, the last sum is the same. */
    void sumUp() throws SQLException {
        BulkRows rows = new BulkRows("int8", "timestamptz");
        touched.forEach((executionId, at) -> rows.add(executionId, at.toString()));
        rows.update(connection, SUMS);
        ExecutionSweep.after(connection, counted);
    }

    /** Text that PostgreSQL cannot hold must not stop everybody's jobs. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
