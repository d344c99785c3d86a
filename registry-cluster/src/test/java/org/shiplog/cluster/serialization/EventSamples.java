package org.shiplog.cluster.serialization;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.identity.PersonalToken;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.identity.TrustRule;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.job.Cron;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.ExecutionFacts;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.TaskPlan;
import org.shiplog.domain.job.Trigger;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.login.LoginAct;
import org.shiplog.domain.login.LoginLog.LoginEvent;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotFacts;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;

/** One event of every form, the content of the golden files. */
final class EventSamples {
    static final Provenance PROVENANCE = new Provenance(
            "alice",
            Instant.parse("2026-11-21T10:15:30.123456Z"),
            "192.0.2.7",
            "docker/28.2.2",
            "req-1",
            "0b9e1f4e-9d3c-4b58-a7a6-5a0f4a3b2c1d");
    static final Digest DIGEST = Digest.of("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    static final Digest OTHER = Digest.of("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");

    static final Member MEMBER = new Member(
            4,
            Member.Kind.GROUP,
            9,
            "builders",
            Role.DEVELOPER,
            List.of(new RepositoryGlob("app-*")),
            List.of("pull", "push-new-tag"));
    static final ProjectEvent.StorageLimitReached STORAGE_LIMIT_REACHED =
            new ProjectEvent.StorageLimitReached(REPOSITORY, 1_000, 1_073_741_000, 1_073_741_824, true);
    static final RobotFacts ROBOT = new RobotFacts(8, 7, RobotFacts.CreatorKind.USER, 1, PROVENANCE.at());
    static final RobotProfile PROFILE = new RobotProfile(
            "builds",
            true,
            30,
            List.of(new RobotPermission(
                    RobotPermission.Scope.PROJECT,
                    "library",
                    7,
                    List.of(Permission.PULL, Permission.PUSH),
                    List.of(new RepositoryGlob("app-*")))),
            List.of(new TrustRule(
                    "https://issuer.example", "shiplog", Map.of("repository", "acme/app", "ref", "refs/heads/main"))));
    static final UserGroup GROUP = new UserGroup(3, UserGroup.Kind.LDAP, "admins", "cn=admins,dc=example");
    static final Label LABEL = new Label(6, "stable", "what runs", "#00FF00");

    static final WebhookPolicy WEBHOOK = new WebhookPolicy(
            9,
            "ci",
            "tells the pipeline",
            true,
            List.of(WebhookEventType.PUSH_ARTIFACT, WebhookEventType.PULL_ARTIFACT),
            List.of(new RepositoryGlob("app-*")),
            List.of(new WebhookTarget(
                    WebhookTarget.Kind.HTTP,
                    WebhookTarget.Format.CLOUD_EVENTS,
                    "https://ci.example",
                    false,
                    "#0123456789abcdef")),
            "alice",
            PROVENANCE.at(),
            PROVENANCE.at());
    static final Pull PULL = new Pull(
            REPOSITORY,
            3,
            DIGEST,
            Optional.of(new Tag("3.22")),
            "robot$builds",
            PROVENANCE.at(),
            "192.0.2.9",
            "containerd/2.1",
            "req-2");
    static final LoginAct LOGIN =
            new LoginAct(LoginAct.Kind.REFUSED, "alice", PROVENANCE.at(), "192.0.2.9", "Mozilla/5.0", "req-3", 17);
    static final ExecutionFacts EXECUTION =
            new ExecutionFacts(new JobType("PURGE_AUDIT_LOG"), 3, Trigger.SCHEDULE, 2, "{\"dry_run\":false}");
    static final TaskPlan TASK = new TaskPlan(11, "{\"dry_run\":false}");
    static final Schedule.Plan PLAN = new Schedule.Plan(5, "Custom", new Cron("0 30 3 * * SAT"), "{\"dry_run\":false}");

    private EventSamples() {}

    static List<Recorded<?>> all() {
        return List.<Object>of(
                        new ProjectEvent.ProjectCreated(7, "admin", Visibility.PUBLIC),
                        new ProjectEvent.VisibilityChanged(Visibility.PUBLIC, Visibility.PRIVATE),
                        new ProjectEvent.RepositoryRegistered(REPOSITORY, 3),
                        new ProjectEvent.RepositoryRemoved(REPOSITORY, 3),
                        new ProjectEvent.ProjectDeleted(7),
                        new RepositoryEvent.RepositoryCreated(3),
                        new RepositoryEvent.BlobUploaded(DIGEST, 0),
                        new RepositoryEvent.BlobMounted(DIGEST, 12_345_678_901L, REPOSITORY),
                        new RepositoryEvent.BlobDeleted(DIGEST, 5),
                        new RepositoryEvent.ManifestPushed(new ManifestFacts(
                                DIGEST,
                                MediaType.OCI_MANIFEST,
                                412,
                                List.of(new BlobReference(OTHER, 2), new BlobReference(DIGEST, 0)),
                                Optional.of(OTHER),
                                "application/vnd.example.sbom",
                                "application/vnd.oci.image.config.v1+json",
                                List.of(OTHER))),
                        new RepositoryEvent.ManifestDeleted(DIGEST),
                        new RepositoryEvent.TagMoved(new Tag("v1"), Optional.of(OTHER), DIGEST),
                        new RepositoryEvent.TagDeleted(new Tag("v1"), DIGEST),
                        new RepositoryEvent.RepositoryRetired(3),
                        new RepositoryEvent.ArtifactLabeled(DIGEST, 6),
                        new RepositoryEvent.ArtifactUnlabeled(DIGEST, 6),
                        new RepositoryEvent.RepositoryDescribed("", "What it is for"),
                        new UserEvent.UserRegistered(
                                2, UserSource.LDAP, "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", true),
                        new UserEvent.PasswordChanged("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaDI"),
                        new UserEvent.CliSecretChanged("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaDI"),
                        new UserEvent.SystemAdminGranted(),
                        new UserEvent.SystemAdminRevoked(),
                        new UserEvent.UserDisabled(),
                        new UserEvent.UserEnabled(),
                        new UserEvent.StandingChanged(List.of(3L), List.of(3L, 5L), true),
                        new UserEvent.TokenAdded(new PersonalToken(
                                "abcdefgh",
                                "laptop",
                                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
                                PROVENANCE.at(),
                                Optional.of(PROVENANCE.at()))),
                        new UserEvent.TokenRevoked("abcdefgh"),
                        new UserEvent.UserLockedOut(10, PROVENANCE.at()),
                        new UserEvent.UserDeleted(2),
                        new ProjectEvent.MetadataChanged("auto_scan", Optional.empty(), Optional.of("true")),
                        new ProjectEvent.CveAllowlistChanged(
                                CveAllowlist.NONE,
                                new CveAllowlist(List.of("CVE-2026-1"), Optional.of(PROVENANCE.at()))),
                        new ProjectEvent.StorageLimitChanged(-1, 1_073_741_824),
                        STORAGE_LIMIT_REACHED,
                        new ProjectEvent.MemberAdded(MEMBER),
                        new ProjectEvent.MemberChanged(
                                MEMBER, Member.of(4, Member.Kind.GROUP, 9, "builders", Role.MAINTAINER)),
                        new ProjectEvent.MemberRemoved(MEMBER),
                        new RobotEvent.RobotCreated(ROBOT, PROFILE, "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"),
                        new RobotEvent.RobotChanged(
                                PROFILE, new RobotProfile("", false, RobotProfile.NEVER, List.of(), List.of())),
                        new RobotEvent.SecretReplaced(
                                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaDI", Optional.of(PROVENANCE.at())),
                        new RobotEvent.RobotLockedOut(10, PROVENANCE.at()),
                        new RobotEvent.RobotDeleted(8),
                        new UserGroupEvent.GroupCreated(GROUP),
                        new UserGroupEvent.GroupRenamed(3, "admins", "administrators"),
                        new UserGroupEvent.GroupDeleted(3, "administrators"),
                        new SettingsEvent.SettingChanged("read_only", Optional.empty(), Optional.of("true")),
                        new LabelEvent.LabelCreated(LABEL),
                        new LabelEvent.LabelChanged(LABEL, new Label(6, "stable", "", "")),
                        new LabelEvent.LabelDeleted(LABEL),
                        new WebhookEvent.PolicyCreated(WEBHOOK),
                        new WebhookEvent.PolicyChanged(WEBHOOK, WEBHOOK),
                        new WebhookEvent.PolicyDeleted(WEBHOOK),
                        new PullEvent.ArtifactsPulled(List.of(PULL)),
                        new LoginEvent.LoginsRecorded(List.of(LOGIN)),
                        new AuditLogEvent.AuditLogPurged(PROVENANCE.at(), List.of("create_artifact", "other")),
                        new ExecutionEvent.ExecutionStarted(EXECUTION, List.of(TASK, new TaskPlan(12, "{}"))),
                        new ExecutionEvent.AttemptBegan(11, 1_000, 2, "node-1, process 4711"),
                        new ExecutionEvent.AttemptFailed(11, 1_000, "no answer", Optional.of(PROVENANCE.at())),
                        new ExecutionEvent.TaskSucceeded(11, 1_000, "{\"purged\":3}"),
                        new ExecutionEvent.TaskStopped(12),
                        new ScheduleEvent.ScheduleSet(PLAN, PROVENANCE.at()),
                        new ScheduleEvent.ScheduleRemoved(5),
                        new ScheduleEvent.ScheduleFired(PROVENANCE.at(), 10, PROVENANCE.at()),
                        new ScheduleEvent.ScheduleHeld(PROVENANCE.at(), 10),
                        new QueueEvent.QueuePaused(EXECUTION.type()),
                        new QueueEvent.QueueResumed(EXECUTION.type()))
                .stream()
                .<Recorded<?>>map(event -> new Recorded<>(event, PROVENANCE))
                .toList();
    }
}
