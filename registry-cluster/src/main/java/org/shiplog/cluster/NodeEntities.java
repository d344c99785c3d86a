package org.shiplog.cluster;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.entity.EntityObserver;
import org.shiplog.cluster.entity.JournalReplay;
import org.shiplog.cluster.entity.ShardedEntities;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueRefusal;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.domain.login.LoginLog;
import org.shiplog.domain.login.LoginLog.LoginCommand;
import org.shiplog.domain.login.LoginLog.LoginRefusal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.route.RequestWrites;

/**
 * Every kind of entity that a node runs.
 *
 * @param writes where they note what requests write to them
 */
record NodeEntities(
        Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects,
        Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories,
        Accounts accounts,
        Entities<String, UserGroups, UserGroupCommand, UserGroupRefusal> groups,
        Entities<String, SystemSettings, SettingsCommand, SettingsRefusal> settings,
        Entities<LabelScope, Labels, LabelCommand, LabelRefusal> labels,
        Entities<ProjectName, PullLog, PullCommand, PullRefusal> pulls,
        Entities<String, LoginLog, LoginCommand, LoginRefusal> logins,
        Entities<String, AuditLog, AuditLogCommand, AuditLogRefusal> auditLog,
        Entities<Long, Execution, ExecutionCommand, ExecutionRefusal> executions,
        Entities<ScheduleId, Schedule, ScheduleCommand, ScheduleRefusal> schedules,
        Entities<String, JobQueues, QueueCommand, QueueRefusal> jobQueues,
        Entities<Long, Webhooks, WebhookCommand, WebhookRefusal> webhooks,
        RequestWrites writes) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Lets readers of the journal look at once after every write. */
    private record JournalWatch(Runnable journalAdvanced, EntityObserver observer) implements EntityObserver {
        @Override
        public void started() {
            observer.started();
        }

        @Override
        public void recovered(Duration took) {
            observer.recovered(took);
        }

        @Override
        public void committed(int events, Duration took) {
            journalAdvanced.run();
            observer.committed(events, took);
        }

        @Override
        public void journalFailed() {
            observer.journalFailed();
        }

        @Override
        public void stopped() {
            observer.stopped();
        }
    }

    static NodeEntities start(
            ActorSystem<?> system, NodeReadSide readSide, JournalReplay journal, NodeTelemetry telemetry) {
        RequestWrites writes = new RequestWrites();
        Starting starting = new Starting(system, readSide::journalAdvanced, journal, telemetry, writes);
        Starting jobs = new Starting(system, readSide::jobsAdvanced, journal, telemetry, writes);
        return new NodeEntities(
                starting.start(EntityKind.PROJECT),
                starting.start(EntityKind.REPOSITORY),
                new Accounts(starting.start(EntityKind.USER), starting.start(EntityKind.ROBOT)),
                starting.start(EntityKind.USER_GROUPS),
                starting.start(EntityKind.SYSTEM_SETTINGS),
                starting.start(EntityKind.LABELS),
                starting.start(EntityKind.PULL_LOG),
                starting.start(EntityKind.LOGIN_LOG),
                starting.start(EntityKind.AUDIT_LOG),
                jobs.start(EntityKind.EXECUTION),
                jobs.start(EntityKind.SCHEDULE),
                jobs.start(EntityKind.JOB_QUEUES),
                starting.start(EntityKind.WEBHOOKS),
                writes);
    }

    private record Starting(
            ActorSystem<?> system,
            Runnable journalAdvanced,
            JournalReplay journal,
            NodeTelemetry telemetry,
            RequestWrites writes) {
        <I, S, C, F> Entities<I, S, C, F> start(EntityKind<S, C, ?, F> kind) {
            EntityObserver observer = new JournalWatch(journalAdvanced, telemetry.observer(kind));
            return writes.noting(
                    kind.name(),
                    telemetry.watched(ShardedEntities.start(system, kind, PATIENCE, observer, journal), kind));
        }
    }
}
