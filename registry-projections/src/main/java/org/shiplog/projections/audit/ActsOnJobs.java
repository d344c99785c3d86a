package org.shiplog.projections.audit;

import static org.shiplog.projections.audit.Act.CREATE;
import static org.shiplog.projections.audit.Act.DELETE;
import static org.shiplog.projections.audit.Act.UPDATE;

import java.util.Optional;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.job.Trigger;
import org.shiplog.projections.journal.Change.ExecutionChange;
import org.shiplog.projections.journal.Change.JobChange;
import org.shiplog.projections.journal.Change.QueueChange;
import org.shiplog.projections.journal.Change.ScheduleChange;

/** Acts on what runs in the background, and the purging of the log itself. */
final class ActsOnJobs {
    private static final Optional<String> NOTHING = Optional.empty();

    private ActsOnJobs() {}

    static Act of(AuditLogEvent event) {
        return switch (event) {
            case AuditLogEvent.AuditLogPurged purged ->
                new Act(
                        DELETE,
                        "audit_log",
                        "audit_log before " + purged.before(),
                        NOTHING,
                        Optional.of(purged.eventTypes().toString()),
                        NOTHING);
        };
    }

    static Optional<Act> of(JobChange change) {
        return switch (change) {
            case ExecutionChange(long executionId, ExecutionEvent event) -> of("execution " + executionId, event);
            case ScheduleChange(ScheduleId schedule, ScheduleEvent event) -> of(schedule, event);
            case QueueChange(QueueEvent event) -> Optional.of(of(event));
        };
    }

    private static Optional<Act> of(String execution, ExecutionEvent event) {
        return switch (event) {
            case ExecutionEvent.ExecutionStarted started ->
                started.facts().trigger() == Trigger.MANUAL
                        ? Optional.of(new Act(
                                CREATE,
                                "execution",
                                execution,
                                NOTHING,
                                NOTHING,
                                Optional.of(started.facts().type().value())))
                        : Optional.empty();
            case ExecutionEvent.TaskStopped(long taskId) ->
                Optional.of(new Act(
                        UPDATE, "execution", execution, NOTHING, NOTHING, Optional.of("stopped task " + taskId)));
            case ExecutionEvent.AttemptBegan _, ExecutionEvent.AttemptFailed _, ExecutionEvent.TaskSucceeded _ ->
                Optional.empty();
        };
    }

    private static Optional<Act> of(ScheduleId schedule, ScheduleEvent event) {
        String name = schedule.toString();
        return switch (event) {
            case ScheduleEvent.ScheduleSet set ->
                Optional.of(new Act(
                        UPDATE,
                        "schedule",
                        name,
                        NOTHING,
                        NOTHING,
                        Optional.of(set.plan().cron() + " " + set.plan().parameters())));
            case ScheduleEvent.ScheduleRemoved _ -> Optional.of(Act.bare(DELETE, "schedule", name, NOTHING));
            case ScheduleEvent.ScheduleFired _ -> Optional.empty();
            case ScheduleEvent.ScheduleHeld held ->
                Optional.of(new Act(
                        UPDATE,
                        "schedule",
                        name,
                        NOTHING,
                        NOTHING,
                        Optional.of("due " + held.due() + ", waits for execution " + held.executionId())));
        };
    }

    private static Act of(QueueEvent event) {
        return switch (event) {
            case QueueEvent.QueuePaused(JobType type) -> queue(type, "paused");
            case QueueEvent.QueueResumed(JobType type) -> queue(type, "resumed");
        };
    }

    private static Act queue(JobType type, String what) {
        return new Act(UPDATE, "job_queue", type.value(), NOTHING, NOTHING, Optional.of(what));
    }
}
