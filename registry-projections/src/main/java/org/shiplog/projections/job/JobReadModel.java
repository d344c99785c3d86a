package org.shiplog.projections.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.projections.journal.Change.ExecutionChange;
import org.shiplog.projections.journal.Change.JobChange;
import org.shiplog.projections.journal.Change.QueueChange;
import org.shiplog.projections.journal.Change.ScheduleChange;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.query.SqlText;
import org.shiplog.projections.readmodel.ReadModel;

/** Executions and their tasks, the tasks that are left to do, schedules, and which queues are paused. */
public final class JobReadModel implements ReadModel {
    public static final String NAME = "jobs";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("job_execution", "job_task", "job_queue", "job_schedule", "job_paused");
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        ExecutionRows executions = new ExecutionRows(connection);
        ScheduleRows schedules = new ScheduleRows(connection);
        for (JournalRecord record : events) {
            if (record.change() instanceof JobChange change) {
                OffsetDateTime at = record.provenance().at().atOffset(ZoneOffset.UTC);
                switch (change) {
                    case ExecutionChange(long executionId, ExecutionEvent event) ->
                        executions.apply(executionId, event, at);
                    case ScheduleChange(ScheduleId schedule, ScheduleEvent event) ->
                        schedules.apply(schedule, event, at);
                    case QueueChange(QueueEvent event) -> apply(connection, event);
                }
            }
        }
        executions.sumUp();
    }

    private static void apply(Connection connection, QueueEvent event) throws SQLException {
        switch (event) {
            case QueueEvent.QueuePaused(JobType type) ->
                SqlText.of("INSERT INTO job_paused (vendor_type) VALUES (?)", type.value())
                        .update(connection);
            case QueueEvent.QueueResumed(JobType type) ->
                SqlText.of("DELETE FROM job_paused WHERE vendor_type = ?", type.value())
                        .update(connection);
        }
    }
}
