package org.shiplog.projections.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/**
 * Removes executions that have ended and are older than so many others of their policy.
 *
 * <p>What is removed depends on which executions were started and have ended, not on when it is looked: the last ones by number
 * stay, so does whatever runs, and the last one that a schedule started, by which is seen that it was. More events never
 * bring one back. So a rebuild removes the same, provided that whoever looks last sees everything: workers of one policy
 * wait here for each other's commits.
 */
final class ExecutionSweep {
    // Per schema: a rebuild's shadow tables and the live ones do not wait for each other.
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('shiplog executions ' || current_schema() || ?, 0))";

    // Indexes: job_execution_vendor_idx backwards, job_execution_ended_idx, job_task_execution_idx.
    private static final String SWEEP = """
        WITH oldest AS (
            SELECT execution_id FROM job_execution
            WHERE vendor_type = ? AND vendor_id = ?
            ORDER BY execution_id DESC OFFSET ? LIMIT 1),
        swept AS (
            DELETE FROM job_execution AS execution USING oldest
            WHERE execution.vendor_type = ? AND execution.vendor_id = ? AND execution.ended_at IS NOT NULL
              AND execution.execution_id < oldest.execution_id
              AND (execution.trigger <> 'SCHEDULE'
                   OR EXISTS (SELECT FROM job_execution AS later
                              WHERE later.vendor_type = execution.vendor_type AND later.vendor_id = execution.vendor_id
                                AND later.execution_id > execution.execution_id AND later.trigger = 'SCHEDULE'))
            RETURNING execution.execution_id)
        DELETE FROM job_task AS task USING swept WHERE task.execution_id = swept.execution_id
        """;

    private ExecutionSweep() {}

    /** @param executions that began or ended */
    static void after(Connection connection, Collection<Long> executions) throws SQLException {
        if (executions.isEmpty()) {
            return;
        }
        SqlText policies = SqlText.of("""
            SELECT DISTINCT vendor_type, vendor_id FROM job_execution WHERE execution_id = ANY (?)
            ORDER BY vendor_type, vendor_id
            """, (Object) executions.toArray(Long[]::new));
        List<ScheduleId> touched = BlockingQueries.rows(
                connection,
                policies,
                row -> new ScheduleId(new JobType(row.getString("vendor_type")), row.getLong("vendor_id")));
        for (ScheduleId policy : touched) {
            sweep(connection, policy);
        }
    }

    private static void sweep(Connection connection, ScheduleId policy) throws SQLException {
        BlockingQueries.rows(connection, SqlText.of(LOCK, policy.toString()), _ -> true);
        String type = policy.type().value();
        long vendor = policy.vendorId();
        SqlText.of(SWEEP, type, vendor, policy.type().kept() - 1, type, vendor).update(connection);
    }
}
