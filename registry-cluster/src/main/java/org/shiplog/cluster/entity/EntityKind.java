package org.shiplog.cluster.entity;

import java.util.List;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.UserRules;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.domain.job.ExecutionRules;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.JobQueues.QueueRefusal;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.domain.login.LoginLog;
import org.shiplog.domain.login.LoginLog.LoginCommand;
import org.shiplog.domain.login.LoginLog.LoginEvent;
import org.shiplog.domain.login.LoginLog.LoginRefusal;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.ProjectRules;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRules;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.domain.robot.RobotRules;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;

/**
 * One kind of entity. Its name is the first part of every persistence id of that kind, so it never changes.
 *
 * @param <S> state, @param <C> command, @param <E> event, @param <F> refusal
 */
public record EntityKind<S, C, E, F>(String name, Aggregate<S, C, E, F> aggregate) {
    public static final EntityKind<Project, ProjectCommand, ProjectEvent, ProjectRefusal> PROJECT =
            new EntityKind<>("Project", new ProjectRules());
    public static final EntityKind<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> REPOSITORY =
            new EntityKind<>("Repository", new RepositoryRules());
    public static final EntityKind<User, UserCommand, UserEvent, UserRefusal> USER =
            new EntityKind<>("User", new UserRules());
    public static final EntityKind<Robot, RobotCommand, RobotEvent, RobotRefusal> ROBOT =
            new EntityKind<>("Robot", new RobotRules());
    public static final EntityKind<UserGroups, UserGroupCommand, UserGroupEvent, UserGroupRefusal> USER_GROUPS =
            new EntityKind<>("UserGroups", new UserGroupRules());
    public static final EntityKind<SystemSettings, SettingsCommand, SettingsEvent, SettingsRefusal> SYSTEM_SETTINGS =
            new EntityKind<>("SystemSettings", new SystemSettings.Rules());
    public static final EntityKind<Labels, LabelCommand, LabelEvent, LabelRefusal> LABELS =
            new EntityKind<>("Labels", new Labels.Rules());
    public static final EntityKind<AuditLog, AuditLogCommand, AuditLogEvent, AuditLogRefusal> AUDIT_LOG =
            new EntityKind<>("AuditLog", new AuditLog.Rules());
    public static final EntityKind<Execution, ExecutionCommand, ExecutionEvent, ExecutionRefusal> EXECUTION =
            new EntityKind<>("Execution", new ExecutionRules());
    public static final EntityKind<Schedule, ScheduleCommand, ScheduleEvent, ScheduleRefusal> SCHEDULE =
            new EntityKind<>("Schedule", new Schedule.Rules());
    public static final EntityKind<JobQueues, QueueCommand, QueueEvent, QueueRefusal> JOB_QUEUES =
            new EntityKind<>("JobQueues", new JobQueues.Rules());

    public static final EntityKind<LoginLog, LoginCommand, LoginEvent, LoginRefusal> LOGIN_LOG =
            new EntityKind<>("LoginLog", new LoginLog.Rules());
    public static final EntityKind<PullLog, PullCommand, PullEvent, PullRefusal> PULL_LOG =
            new EntityKind<>("PullLog", new PullLog.Rules());

    public static final EntityKind<Webhooks, WebhookCommand, WebhookEvent, WebhookRefusal> WEBHOOKS =
            new EntityKind<>("Webhooks", new Webhooks.Rules());

    /** Every kind there is. */
    static final List<EntityKind<?, ?, ?, ?>> ALL = List.of(
            PROJECT,
            REPOSITORY,
            USER,
            ROBOT,
            USER_GROUPS,
            SYSTEM_SETTINGS,
            LABELS,
            AUDIT_LOG,
            EXECUTION,
            SCHEDULE,
            JOB_QUEUES,
            PULL_LOG,
            WEBHOOKS,
            LOGIN_LOG);

    public EntityTypeKey<EntityMessage> typeKey() {
        return EntityTypeKey.create(EntityMessage.class, name);
    }

    PersistenceId persistenceId(String entityId) {
        return PersistenceId.of(name, entityId);
    }
}
