package org.shiplog.projections.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.shiplog.domain.job.Schedule.Plan;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.projections.query.SqlText;

/** Changes rows of {@code job_schedule}, event by event. */
final class ScheduleRows {
    private final Connection connection;

    ScheduleRows(Connection connection) {
        this.connection = connection;
    }

    void apply(ScheduleId schedule, ScheduleEvent event, OffsetDateTime at) throws SQLException {
        switch (event) {
            case ScheduleEvent.ScheduleSet(Plan plan, Instant next) -> set(schedule, plan, next, at);
            case ScheduleEvent.ScheduleRemoved _ ->
                SqlText.of("DELETE FROM job_schedule WHERE schedule = ?", schedule.toString())
                        .update(connection);
            case ScheduleEvent.ScheduleFired fired ->
                SqlText.of(
                                """
                                UPDATE job_schedule SET last_due = ?, last_execution = ?, next_due = ?, waits_for = NULL
                                WHERE schedule = ?
                                """,
                                fired.due().atOffset(ZoneOffset.UTC),
                                fired.executionId(),
                                fired.next().atOffset(ZoneOffset.UTC),
                                schedule.toString())
                        .update(connection);
            case ScheduleEvent.ScheduleHeld(Instant _, long executionId) ->
                SqlText.of("UPDATE job_schedule SET waits_for = ? WHERE schedule = ?", executionId, schedule.toString())
                        .update(connection);
        }
    }

    private void set(ScheduleId schedule, Plan plan, Instant next, OffsetDateTime at) throws SQLException {
        SqlText.of(
                        """
                        INSERT INTO job_schedule (schedule, schedule_id, vendor_type, vendor_id, repetition, cron, parameters,
                                                  next_due, created_at, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (schedule) DO UPDATE
                        SET schedule_id = excluded.schedule_id, repetition = excluded.repetition, cron = excluded.cron,
                            parameters = excluded.parameters, next_due = excluded.next_due,
                            last_due = NULL, last_execution = NULL, waits_for = NULL,
                            updated_at = excluded.updated_at
                        """,
                        schedule.toString(),
                        plan.scheduleId(),
                        schedule.type().value(),
                        schedule.vendorId(),
                        plan.repetition(),
                        plan.cron().text(),
                        plan.parameters(),
                        next.atOffset(ZoneOffset.UTC),
                        at,
                        at)
                .update(connection);
    }
}
