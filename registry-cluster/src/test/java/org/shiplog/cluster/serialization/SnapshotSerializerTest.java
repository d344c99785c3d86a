package org.shiplog.cluster.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.entity.RecentCommands;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserRules;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.ExecutionRules;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.login.LoginLog;
import org.shiplog.domain.login.LoginLog.LoginEvent;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectRules;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRules;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotRules;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;

class SnapshotSerializerTest {
    private static final RecentCommands RECENT = new RecentCommands(
            PersistentMap.<String, Long>empty().put("c-1", 4L),
            PersistentMap.<Long, String>empty().put(4L, "c-1"));

    private final SnapshotSerializer serializer = new SnapshotSerializer();

    @Test
    void keepsARepository() {
        RepositoryRules rules = new RepositoryRules();
        Repository repository = List.of(
                        new RepositoryEvent.RepositoryCreated(3),
                        new RepositoryEvent.BlobUploaded(EventSamples.OTHER, 2),
                        new RepositoryEvent.ManifestPushed(new ManifestFacts(
                                EventSamples.DIGEST,
                                MediaType.OCI_MANIFEST,
                                412,
                                List.of(new BlobReference(EventSamples.OTHER, 2)),
                                Optional.of(EventSamples.OTHER),
                                "application/vnd.example.sbom")),
                        new RepositoryEvent.TagMoved(new Tag("v1"), Optional.empty(), EventSamples.DIGEST),
                        new RepositoryEvent.ArtifactLabeled(EventSamples.DIGEST, 6),
                        new RepositoryEvent.RepositoryDescribed("", "What it is for"))
                .stream()
                .reduce(rules.initial(), rules::evolve, (_, last) -> last);

        assertKept(new EntityState<>(repository, 4, RECENT));
    }

    @Test
    void keepsAProject() {
        ProjectRules rules = new ProjectRules();
        Project created = rules.evolve(rules.initial(), new ProjectEvent.ProjectCreated(7, "admin", Visibility.PUBLIC));
        Project project = rules.evolve(created, new ProjectEvent.RepositoryRegistered(EventSamples.REPOSITORY, 9));

        assertKept(new EntityState<>(project, 2, RECENT));
    }

    @Test
    void keepsEverythingElse() {
        assertKept(new EntityState<>(
                evolved(new ProjectRules(), new ProjectEvent.MemberAdded(EventSamples.MEMBER)), 1, RECENT));
        assertKept(new EntityState<>(
                evolved(new UserRules(), new UserEvent.UserRegistered(2, UserSource.LDAP, "$argon2id$...", true)),
                1,
                RECENT));
        assertKept(new EntityState<>(
                evolved(
                        new RobotRules(),
                        new RobotEvent.RobotCreated(EventSamples.ROBOT, EventSamples.PROFILE, "$argon2id$...")),
                1,
                RECENT));
        assertKept(new EntityState<>(
                evolved(new UserGroupRules(), new UserGroupEvent.GroupCreated(EventSamples.GROUP)), 1, RECENT));
        assertKept(new EntityState<>(
                evolved(
                        new SystemSettings.Rules(),
                        new SettingsEvent.SettingChanged("read_only", Optional.empty(), Optional.of("true"))),
                1,
                RECENT));
        assertKept(new EntityState<>(
                evolved(new Labels.Rules(), new LabelEvent.LabelCreated(EventSamples.LABEL)), 1, RECENT));
        assertKept(new EntityState<>(
                evolved(new Webhooks.Rules(), new WebhookEvent.PolicyCreated(EventSamples.WEBHOOK)), 1, RECENT));
        assertKept(new EntityState<>(
                evolved(new PullLog.Rules(), new PullEvent.ArtifactsPulled(List.of(EventSamples.PULL))), 1, RECENT));
        assertKept(new EntityState<>(
                evolved(new LoginLog.Rules(), new LoginEvent.LoginsRecorded(List.of(EventSamples.LOGIN))), 1, RECENT));
    }

    @Test
    void keepsJobs() {
        assertKept(new EntityState<>(
                evolved(
                        new AuditLog.Rules(),
                        new AuditLogEvent.AuditLogPurged(EventSamples.PROVENANCE.at(), List.of("other"))),
                1,
                RECENT));
        assertKept(new EntityState<>(
                evolved(
                        new ExecutionRules(),
                        new ExecutionEvent.ExecutionStarted(EventSamples.EXECUTION, List.of(EventSamples.TASK))),
                1,
                RECENT));
        assertKept(new EntityState<>(
                evolved(
                        new Schedule.Rules(),
                        new ScheduleEvent.ScheduleSet(EventSamples.PLAN, EventSamples.PROVENANCE.at())),
                1,
                RECENT));
        assertKept(new EntityState<>(
                evolved(new JobQueues.Rules(), new QueueEvent.QueuePaused(EventSamples.EXECUTION.type())), 1, RECENT));
    }

    private static <S, E> S evolved(Aggregate<S, ?, E, ?> rules, E event) {
        return rules.evolve(rules.initial(), event);
    }

    @Test
    void readsStatesInTheirFormerForms() {
        Cbor cbor = Cbor.ofRecords();
        byte[] user = cbor.write(new EntityState<>(new FormerStates.User1("$argon2id$...", true), 1, RECENT));
        User admin = (User) serializer.fromBinary(user, "UserState/1").state();
        assertThat(admin.userId()).isEqualTo(User.FIRST_ADMINISTRATOR);
        assertThat(admin.enabled()).isTrue();
        byte[] project = cbor.write(new EntityState<>(
                new FormerStates.Project1(
                        7,
                        "admin",
                        Visibility.PUBLIC,
                        PersistentMap.<RepositoryName, Long>empty().put(EventSamples.REPOSITORY, 3L),
                        3),
                1,
                RECENT));
        Project read =
                (Project) serializer.fromBinary(project, "ProjectState/1").state();
        assertThat(read.repositories().get(EventSamples.REPOSITORY)).isEqualTo(3);
        assertThat(read.storageLimit()).isEqualTo(Project.UNLIMITED);
        Robot known = evolved(
                new RobotRules(),
                new RobotEvent.RobotCreated(EventSamples.ROBOT, EventSamples.PROFILE, "$argon2id$..."));
        byte[] robot = cbor.write(new EntityState<>(new FormerStates.Robot1(known.account()), 1, RECENT));
        assertThat(serializer.fromBinary(robot, "RobotState/1").state()).isEqualTo(known);
    }

    private void assertKept(EntityState<?> state) {
        assertThat(serializer.fromBinary(serializer.toBinary(state), serializer.manifest(state)))
                .isEqualTo(state);
    }
}
