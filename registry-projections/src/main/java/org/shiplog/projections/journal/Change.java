package org.shiplog.projections.journal;

import java.util.Optional;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.login.LoginLog.LoginEvent;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;

/** What happened to which entity. Read models switch over it without a default, so that a new kind cannot be forgotten. */
public sealed interface Change {
    record ProjectChange(ProjectName project, ProjectEvent event) implements Change {}

    record RepositoryChange(RepositoryName repository, RepositoryEvent event) implements Change {}

    record UserChange(Username user, UserEvent event) implements Change {}

    record RobotChange(RobotName robot, RobotEvent event) implements Change {}

    record GroupChange(UserGroupEvent event) implements Change {}

    record SettingsChange(SettingsEvent event) implements Change {}

    record LabelChange(LabelScope scope, LabelEvent event) implements Change {}

    record WebhookChange(long projectId, WebhookEvent event) implements Change {}

    record PullChange(PullEvent event) implements Change {}

    record LoginChange(LoginEvent event) implements Change {}

    record AuditLogChange(AuditLogEvent event) implements Change {}

    /** Of what runs in the background. */
    sealed interface JobChange extends Change {}

    record ExecutionChange(long executionId, ExecutionEvent event) implements JobChange {}

    record ScheduleChange(ScheduleId schedule, ScheduleEvent event) implements JobChange {}

    record QueueChange(QueueEvent event) implements JobChange {}

    /**
     * Joins an event to the entity that its persistence id, {@code Type|name}, tells of.
     *
     * @throws IllegalArgumentException when the type is unknown, the name malformed, or the event is of another type
     */
    static Change of(String persistenceId, Object event) {
        int bar = persistenceId.indexOf('|');
        String type = bar < 0 ? persistenceId : persistenceId.substring(0, bar);
        String name = persistenceId.substring(bar + 1);
        Optional<Change> change = switch (event) {
            case ProjectEvent of
            when type.equals("Project") -> Optional.of(new ProjectChange(new ProjectName(name), of));
            case RepositoryEvent of
            when type.equals("Repository") -> Optional.of(new RepositoryChange(new RepositoryName(name), of));
            case UserEvent of when type.equals("User") -> Optional.of(new UserChange(new Username(name), of));
            case RobotEvent of
            when type.equals("Robot") -> RobotName.parse(name).map(robot -> new RobotChange(robot, of));
            case UserGroupEvent of when type.equals("UserGroups") -> Optional.of(new GroupChange(of));
            case SettingsEvent of when type.equals("SystemSettings") -> Optional.of(new SettingsChange(of));
            case PullEvent of when type.equals("PullLog") -> Optional.of(new PullChange(of));
            case LoginEvent of when type.equals("LoginLog") -> Optional.of(new LoginChange(of));
            case LabelEvent of when type.equals("Labels") -> Optional.of(new LabelChange(LabelScope.of(name), of));
            case WebhookEvent of
            when type.equals("Webhooks") -> Optional.of(new WebhookChange(Long.parseLong(name), of));
            case AuditLogEvent of when type.equals("AuditLog") -> Optional.of(new AuditLogChange(of));
            case ExecutionEvent of
            when type.equals("Execution") -> Optional.of(new ExecutionChange(Long.parseLong(name), of));
            case ScheduleEvent of
            when type.equals("Schedule") -> Optional.of(new ScheduleChange(ScheduleId.of(name), of));
            case QueueEvent of when type.equals("JobQueues") -> Optional.of(new QueueChange(of));
            default -> Optional.empty();
        };
        return change.orElseThrow(() -> new IllegalArgumentException("no event of this kind belongs to " + persistenceId
                + ": " + event.getClass().getName()));
    }
}
