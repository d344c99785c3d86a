package org.shiplog.cluster.serialization;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.identity.PersonalToken;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionFacts;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueRefusal;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.job.TaskPlan;
import org.shiplog.domain.job.TaskStatus;
import org.shiplog.domain.job.Trigger;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.domain.login.LoginLog.LoginCommand;
import org.shiplog.domain.login.LoginLog.LoginRefusal;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectQuery.RegisteredRepository;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.Referrer;
import org.shiplog.domain.repository.RepositoryQuery.ReferrerPage;
import org.shiplog.domain.repository.RepositoryQuery.TagPage;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.domain.robot.RobotSecret;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;

/** One of everything that crosses nodes, and the largest of what can grow. */
final class MessageSamples {
    private static final Digest DIGEST = EventSamples.DIGEST;
    private static final RepositoryName REPOSITORY = EventSamples.REPOSITORY;
    private static final Tag TAG = new Tag("v1");
    private static final FoundManifest FOUND = new FoundManifest(DIGEST, MediaType.OCI_MANIFEST, 412);
    private static final String HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

    private static final Instant AT = EventSamples.PROVENANCE.at();
    private static final PersonalToken TOKEN =
            new PersonalToken("abcdefgh", "laptop", HASH, EventSamples.PROVENANCE.at(), Optional.empty());

    private MessageSamples() {}

    static List<Object> commands() {
        return List.of(
                new ProjectCommand.CreateProject(7, "admin", Visibility.PUBLIC),
                new ProjectCommand.ChangeVisibility(Visibility.PRIVATE),
                new ProjectCommand.RegisterRepository(REPOSITORY),
                new ProjectCommand.RemoveRepository(REPOSITORY, 3),
                new ProjectCommand.DeleteProject(),
                new RepositoryCommand.LinkBlob(3, DIGEST, 12_345_678_901L),
                new RepositoryCommand.MountBlob(3, DIGEST, 0, REPOSITORY),
                new RepositoryCommand.DeleteBlob(3, DIGEST),
                new RepositoryCommand.PushManifest(3, facts(2), List.of(TAG)),
                new RepositoryCommand.DeleteManifest(3, DIGEST),
                new RepositoryCommand.DeleteTag(3, TAG),
                new RepositoryCommand.RetireRepository(3),
                new RepositoryCommand.TagManifest(3, DIGEST, TAG),
                new RepositoryCommand.LabelArtifact(3, DIGEST, 6),
                new RepositoryCommand.UnlabelArtifact(3, DIGEST, 6),
                new RepositoryCommand.DescribeRepository(3, "What it is for"),
                new RepositoryCommand.DeleteRepository(3),
                new UserCommand.RegisterUser(2, UserSource.DATABASE, HASH, true),
                new UserCommand.ChangePassword(HASH),
                new UserCommand.ChangeCliSecret(HASH),
                new UserCommand.ChangeSystemAdmin(true),
                new UserCommand.ChangeEnablement(false),
                new UserCommand.ChangeStanding(List.of(3L), true),
                new UserCommand.AddToken(TOKEN),
                new UserCommand.RevokeToken("abcdefgh"),
                new UserCommand.NoteLockout(10, EventSamples.PROVENANCE.at()),
                new UserCommand.DeleteUser(),
                new ProjectCommand.ChangeTerms(
                        Optional.of(Visibility.PUBLIC),
                        Map.of("auto_scan", Optional.of("true")),
                        Optional.of(CveAllowlist.NONE)),
                new ProjectCommand.AddMetadata("auto_scan", "true"),
                new ProjectCommand.ChangeStorageLimit(100),
                new ProjectCommand.AddMember(EventSamples.MEMBER),
                new ProjectCommand.ChangeMember(4, Role.GUEST, List.of(new RepositoryGlob("app")), List.of("pull")),
                new ProjectCommand.RemoveMember(4),
                new ProjectCommand.NoteStorageLimit(EventSamples.STORAGE_LIMIT_REACHED),
                new RobotCommand.CreateRobot(EventSamples.ROBOT, EventSamples.PROFILE, HASH),
                new RobotCommand.ChangeRobot(EventSamples.PROFILE),
                new RobotCommand.ReplaceSecret(HASH, Optional.of(EventSamples.PROVENANCE.at())),
                new RobotCommand.NoteRobotLockout(10, EventSamples.PROVENANCE.at()),
                new RobotCommand.DeleteRobot(),
                new UserGroupCommand.CreateGroup(EventSamples.GROUP),
                new UserGroupCommand.RenameGroup(3, "administrators"),
                new UserGroupCommand.DeleteGroup(3),
                new SettingsCommand.ChangeSettings(Map.of("read_only", Optional.of("true"))),
                new LabelCommand.CreateLabel(EventSamples.LABEL),
                new LabelCommand.ChangeLabel(EventSamples.LABEL),
                new LabelCommand.DeleteLabel(6),
                new WebhookCommand.CreatePolicy(EventSamples.WEBHOOK),
                new WebhookCommand.ChangePolicy(EventSamples.WEBHOOK, EventSamples.WEBHOOK),
                new WebhookCommand.DeletePolicy(9, Optional.of(EventSamples.WEBHOOK)),
                new PullCommand.RecordPulls(List.of(EventSamples.PULL)),
                new LoginCommand.RecordLogins(List.of(EventSamples.LOGIN)),
                new RepositoryCommand.ResetDescription(3, "new", "old", true),
                new RepositoryCommand.ResetTag(3, TAG, Optional.of(DIGEST), Optional.empty(), true),
                new RepositoryCommand.RestoreManifest(
                        3,
                        facts(2),
                        List.of(new RepositoryCommand.FormerTag(TAG, Optional.empty())),
                        List.of(6L),
                        false),
                new RepositoryCommand.WithdrawManifest(
                        3, DIGEST, List.of(new RepositoryCommand.FormerTag(TAG, Optional.of(DIGEST))), false),
                new ProjectCommand.ResetMember(7, Optional.of(EventSamples.MEMBER), Optional.empty(), false),
                new ProjectCommand.ResetTerms(7, terms("true"), terms("false"), true),
                new AuditLogCommand.PurgeAuditLog(AT, List.of("create_artifact", "other")),
                new ExecutionCommand.StartExecution(EventSamples.EXECUTION, List.of(EventSamples.TASK)),
                new ExecutionCommand.BeginAttempt(11, 1_000, "node-1", AT),
                new ExecutionCommand.CompleteTask(11, 1_000, "{}"),
                new ExecutionCommand.FailAttempt(11, 1_000, "no answer", Optional.of(AT)),
                new ExecutionCommand.AbandonTask(11, 1_001),
                new ExecutionCommand.StopTask(11),
                new ExecutionCommand.StopExecution(),
                new ScheduleCommand.SetSchedule(EventSamples.PLAN, AT),
                new ScheduleCommand.RemoveSchedule(),
                new ScheduleCommand.FireSchedule(AT, 10, AT),
                new ScheduleCommand.HoldSchedule(EventSamples.PROVENANCE.at(), 10),
                new QueueCommand.PauseQueue(EventSamples.EXECUTION.type()),
                new QueueCommand.ResumeQueue(EventSamples.EXECUTION.type()));
    }

    private static ProjectCommand.SomeTerms terms(String scan) {
        return new ProjectCommand.SomeTerms(
                Optional.of(Visibility.PUBLIC),
                Map.of("auto_scan", Optional.of(scan), "severity", Optional.empty()),
                Optional.of(CveAllowlist.NONE),
                Optional.of(5L));
    }

    static List<Object> refusals() {
        return List.of(
                new ProjectRefusal.ProjectExists(7),
                new ProjectRefusal.ProjectUnknown(),
                new ProjectRefusal.ProjectNotEmpty(2),
                new RepositoryRefusal.GenerationRetired(1, 2),
                new RepositoryRefusal.BlobUnknown(DIGEST),
                new RepositoryRefusal.BlobInUse(DIGEST, 4),
                new RepositoryRefusal.ManifestUnknown(DIGEST),
                new RepositoryRefusal.TagUnknown(TAG),
                new RepositoryRefusal.ManifestBlobsUnknown(List.of(DIGEST, EventSamples.OTHER)),
                new RepositoryRefusal.BlobSizeMismatch(DIGEST, 1, 2),
                new RepositoryRefusal.RepositoryNotEmpty(5),
                new RepositoryRefusal.TagTaken(TAG, DIGEST),
                new RepositoryRefusal.LabelAttached(DIGEST, 6),
                new RepositoryRefusal.LabelNotAttached(DIGEST, 6),
                new ProjectRefusal.MetadataExists("auto_scan"),
                new ProjectRefusal.MemberExists(4),
                new ProjectRefusal.MemberUnknown(),
                new ProjectRefusal.TooManyMembers(5),
                new UserRefusal.UserExists(2),
                new UserRefusal.UserUnknown(),
                new UserRefusal.PasswordElsewhere(UserSource.OIDC),
                new UserRefusal.FirstAdministrator(),
                new UserRefusal.TooManyTokens(50),
                new UserRefusal.TokenExists("laptop"),
                new UserRefusal.TokenUnknown(),
                new RobotRefusal.RobotExists(8),
                new RobotRefusal.RobotUnknown(),
                new UserGroupRefusal.GroupExists(3),
                new UserGroupRefusal.GroupUnknown(),
                new UserGroupRefusal.TooManyGroups(5),
                new SettingsRefusal.TooManySettings(5),
                new LabelRefusal.LabelExists(6),
                new LabelRefusal.LabelUnknown(),
                new LabelRefusal.TooManyLabels(5),
                new WebhookRefusal.PolicyExists(9),
                new WebhookRefusal.PolicyUnknown(),
                new WebhookRefusal.PolicyMoved(),
                new WebhookRefusal.TooManyPolicies(5),
                new PullRefusal.TooManyPulls(5),
                new LoginRefusal.TooManyLogins(5),
                new RepositoryRefusal.TagReserved(TAG),
                new RepositoryRefusal.TagChangedSince(TAG, Optional.of(DIGEST), Optional.empty()),
                new RepositoryRefusal.DescriptionChangedSince(),
                new RepositoryRefusal.ManifestTaggedSince(DIGEST, TAG),
                new ProjectRefusal.ChangedSince("bob", "developer", "guest"),
                new AuditLogRefusal.TooManyTypes(5),
                new ExecutionRefusal.ExecutionExists(),
                new ExecutionRefusal.ExecutionUnknown(),
                new ExecutionRefusal.TaskUnknown(11),
                new ExecutionRefusal.TaskEnded(TaskStatus.STOPPED),
                new ExecutionRefusal.AttemptStale(1_000, 1_001),
                new ExecutionRefusal.TaskNotDue(AT),
                new ExecutionRefusal.LostTooOften(20),
                new ScheduleRefusal.NothingScheduled(),
                new ScheduleRefusal.NotDue(),
                new QueueRefusal.TooManyPaused(5));
    }

    static List<Object> queries() {
        return List.of(
                new ProjectQuery.FindProject(
                        Optional.of(REPOSITORY), Optional.of(new Member.Subject(2, List.of(3L, 5L)))),
                new ProjectQuery.FindProject(Optional.empty(), Optional.empty()),
                new ProjectQuery.FindTerms(),
                new ProjectQuery.ListMembers("a", 10, 10),
                new ProjectQuery.FindMember(4),
                new Robot.FindRobot(),
                new UserGroups.FindGroup(3),
                new UserGroups.FindGroupNamed(UserGroup.Kind.OIDC, "builders"),
                new UserGroups.FindGroups(UserGroup.Kind.LDAP, List.of("cn=admins,dc=example")),
                new UserGroups.ListGroups(Optional.of(UserGroup.Kind.OIDC), "a", 0, 10),
                new SystemSettings.FindSettings(),
                new Labels.FindLabel(6),
                new Webhooks.FindPolicy(9),
                new Webhooks.ListPolicies(),
                new ProjectQuery.ListRepositories(Optional.of(REPOSITORY), 10),
                new RepositoryQuery.FindBlob(3, DIGEST),
                new RepositoryQuery.FindManifest(3, DIGEST),
                new RepositoryQuery.ResolveTag(3, TAG),
                new RepositoryQuery.ListTags(3, Optional.of(TAG), 100),
                new RepositoryQuery.ListTagsOf(3, DIGEST),
                new RepositoryQuery.ListReferrers(3, DIGEST, "application/x", Optional.empty(), 100),
                new User.FindUser(),
                new Schedule.FindPlan(),
                new Execution.HasEnded());
    }

    /** What queries are answered with, in every shape. */
    static List<@Nullable Object> answers() {
        return Stream.of(
                        Optional.empty(),
                        List.of(),
                        Optional.of(new ProjectFacts(
                                7, "admin", Visibility.PUBLIC, 2, -1, Optional.of(3L), List.of(EventSamples.MEMBER))),
                        Optional.of(new ProjectFacts(
                                7, "admin", Visibility.PUBLIC, 2, 5, Optional.empty(), List.of(), true)),
                        Optional.of(new ProjectQuery.ProjectDetails(Map.of("a", "b"), 5, CveAllowlist.NONE)),
                        new ProjectQuery.MemberPage(List.of(EventSamples.MEMBER), 1),
                        Optional.of(EventSamples.MEMBER),
                        Optional.of(new Robot.Account(
                                EventSamples.ROBOT,
                                EventSamples.PROFILE,
                                List.of(new RobotSecret(HASH, Optional.empty())))),
                        Optional.of(EventSamples.GROUP),
                        List.of(3L, 5L),
                        true,
                        new UserGroups.GroupPage(List.of(EventSamples.GROUP), 1),
                        new SystemSettings(Map.of("read_only", "true")),
                        Optional.of(EventSamples.LABEL),
                        Optional.of(EventSamples.WEBHOOK),
                        new Webhooks.PolicyList(List.of(EventSamples.WEBHOOK)),
                        Optional.of(EventSamples.PLAN),
                        List.of(new RegisteredRepository(REPOSITORY, 3), new RegisteredRepository(REPOSITORY, 4)),
                        Optional.of(12_345_678_901L),
                        Optional.of(1L),
                        Optional.of(FOUND),
                        new TagPage(true, List.of(TAG), false),
                        new ReferrerPage(List.of(new Referrer(FOUND, "")), true),
                        Optional.of(new User(
                                2,
                                UserSource.OIDC,
                                HASH,
                                true,
                                false,
                                true,
                                List.of(3L),
                                HASH,
                                List.of(TOKEN),
                                Optional.of(EventSamples.PROVENANCE.at()))))
                .toList();
    }

    /** Of letters that take three bytes each. */
    static Object largestStart() {
        ExecutionFacts facts = new ExecutionFacts(
                EventSamples.EXECUTION.type(), 1, Trigger.EVENT, 1, "\u20ac".repeat(ExecutionFacts.MAX_ATTRIBUTES));
        String parameters = "\u20ac".repeat(TaskPlan.MAX_PARAMETERS);
        return new ExecutionCommand.StartExecution(
                facts, List.of(new TaskPlan(Long.MAX_VALUE, parameters), new TaskPlan(1, parameters)));
    }

    static Object largestCommand() {
        return new RepositoryCommand.PushManifest(
                Long.MAX_VALUE,
                facts(ManifestFacts.MAX_BLOBS),
                IntStream.range(0, 64)
                        .mapToObj(i -> new Tag("t".repeat(125) + (100 + i)))
                        .toList());
    }

    static Object largestRefusal() {
        return new RepositoryRefusal.ManifestBlobsUnknown(IntStream.range(0, ManifestFacts.MAX_BLOBS)
                .mapToObj(MessageSamples::longDigest)
                .toList());
    }

    static List<Object> largestAnswers() {
        FoundManifest found = new FoundManifest(
                longDigest(1), new MediaType("a".repeat(127) + "/" + "b".repeat(127)), Long.MAX_VALUE);
        Member member = new Member(
                Long.MAX_VALUE,
                Member.Kind.GROUP,
                Long.MAX_VALUE,
                "\u00fc".repeat(255),
                Role.LIMITED_GUEST,
                IntStream.range(0, Member.MAX_REPOSITORIES)
                        .mapToObj(i -> new RepositoryGlob("g".repeat(253) + (10 + i)))
                        .toList(),
                List.of("delete", "pull", "push", "push-new-tag"));
        return List.of(
                new ProjectQuery.MemberPage(Collections.nCopies(ProjectQuery.ListMembers.MAX_LIMIT, member), 1),
                new ReferrerPage(
                        IntStream.range(0, RepositoryQuery.MAX_PAGE)
                                .mapToObj(_ -> new Referrer(found, "t".repeat(255)))
                                .toList(),
                        true),
                new TagPage(
                        true,
                        IntStream.range(0, RepositoryQuery.MAX_PAGE)
                                .mapToObj(i -> new Tag("t".repeat(124) + (1_000 + i)))
                                .toList(),
                        true),
                IntStream.range(0, 1_000)
                        .mapToObj(i -> new RegisteredRepository(
                                new RepositoryName("p/" + "r".repeat(249) + (1_000 + i)), Long.MAX_VALUE))
                        .toList());
    }

    private static ManifestFacts facts(int blobs) {
        return new ManifestFacts(
                longDigest(0),
                MediaType.OCI_MANIFEST,
                412,
                IntStream.range(0, blobs)
                        .mapToObj(i -> new BlobReference(longDigest(i), Long.MAX_VALUE))
                        .toList(),
                Optional.of(DIGEST),
                "t".repeat(255));
    }

    private static Digest longDigest(int i) {
        return Digest.of("sha512:" + "%0128x".formatted(i));
    }
}
