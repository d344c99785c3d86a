package org.shiplog.cluster.serialization;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.login.LoginLog.LoginEvent;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;

/**
 * The wire name of every event, {@code name/version}. A name once written to a journal is never given up: when an event's
 * form changes, the new form gets the next version and the old one stays readable through a conversion here.
 */
final class EventTypes {
    private static final List<EventType> CURRENT = List.of(
            new EventType("ProjectCreated/1", ProjectEvent.ProjectCreated.class),
            new EventType("VisibilityChanged/1", ProjectEvent.VisibilityChanged.class),
            new EventType("RepositoryRegistered/1", ProjectEvent.RepositoryRegistered.class),
            new EventType("RepositoryRemoved/1", ProjectEvent.RepositoryRemoved.class),
            new EventType("ProjectDeleted/1", ProjectEvent.ProjectDeleted.class),
            new EventType("RepositoryCreated/1", RepositoryEvent.RepositoryCreated.class),
            new EventType("BlobUploaded/1", RepositoryEvent.BlobUploaded.class),
            new EventType("BlobMounted/1", RepositoryEvent.BlobMounted.class),
            new EventType("BlobDeleted/1", RepositoryEvent.BlobDeleted.class),
            new EventType("ManifestPushed/2", RepositoryEvent.ManifestPushed.class),
            new EventType("ManifestDeleted/1", RepositoryEvent.ManifestDeleted.class),
            new EventType("TagMoved/1", RepositoryEvent.TagMoved.class),
            new EventType("TagDeleted/1", RepositoryEvent.TagDeleted.class),
            new EventType("RepositoryRetired/1", RepositoryEvent.RepositoryRetired.class),
            new EventType("UserRegistered/2", UserEvent.UserRegistered.class),
            new EventType("PasswordChanged/1", UserEvent.PasswordChanged.class),
            new EventType("CliSecretChanged/1", UserEvent.CliSecretChanged.class),
            new EventType("SystemAdminGranted/1", UserEvent.SystemAdminGranted.class),
            new EventType("SystemAdminRevoked/1", UserEvent.SystemAdminRevoked.class),
            new EventType("UserDisabled/1", UserEvent.UserDisabled.class),
            new EventType("UserEnabled/1", UserEvent.UserEnabled.class),
            new EventType("StandingChanged/1", UserEvent.StandingChanged.class),
            new EventType("TokenAdded/1", UserEvent.TokenAdded.class),
            new EventType("TokenRevoked/1", UserEvent.TokenRevoked.class),
            new EventType("UserLockedOut/1", UserEvent.UserLockedOut.class),
            new EventType("UserDeleted/1", UserEvent.UserDeleted.class),
            new EventType("MetadataChanged/1", ProjectEvent.MetadataChanged.class),
            new EventType("CveAllowlistChanged/1", ProjectEvent.CveAllowlistChanged.class),
            new EventType("StorageLimitChanged/1", ProjectEvent.StorageLimitChanged.class),
            new EventType("StorageLimitReached/1", ProjectEvent.StorageLimitReached.class),
            new EventType("MemberAdded/1", ProjectEvent.MemberAdded.class),
            new EventType("MemberChanged/1", ProjectEvent.MemberChanged.class),
            new EventType("MemberRemoved/1", ProjectEvent.MemberRemoved.class),
            new EventType("RobotCreated/1", RobotEvent.RobotCreated.class),
            new EventType("RobotChanged/1", RobotEvent.RobotChanged.class),
            new EventType("SecretReplaced/1", RobotEvent.SecretReplaced.class),
            new EventType("RobotLockedOut/1", RobotEvent.RobotLockedOut.class),
            new EventType("RobotDeleted/1", RobotEvent.RobotDeleted.class),
            new EventType("GroupCreated/1", UserGroupEvent.GroupCreated.class),
            new EventType("GroupRenamed/1", UserGroupEvent.GroupRenamed.class),
            new EventType("GroupDeleted/1", UserGroupEvent.GroupDeleted.class),
            new EventType("SettingChanged/1", SettingsEvent.SettingChanged.class),
            new EventType("LabelCreated/1", LabelEvent.LabelCreated.class),
            new EventType("LabelChanged/1", LabelEvent.LabelChanged.class),
            new EventType("LabelDeleted/1", LabelEvent.LabelDeleted.class),
            new EventType("WebhookPolicyCreated/1", WebhookEvent.PolicyCreated.class),
            new EventType("WebhookPolicyChanged/1", WebhookEvent.PolicyChanged.class),
            new EventType("WebhookPolicyDeleted/1", WebhookEvent.PolicyDeleted.class),
            new EventType("ArtifactsPulled/1", PullEvent.ArtifactsPulled.class),
            new EventType("LoginsRecorded/1", LoginEvent.LoginsRecorded.class),
            new EventType("ArtifactLabeled/1", RepositoryEvent.ArtifactLabeled.class),
            new EventType("ArtifactUnlabeled/1", RepositoryEvent.ArtifactUnlabeled.class),
            new EventType("RepositoryDescribed/1", RepositoryEvent.RepositoryDescribed.class),
            new EventType("AuditLogPurged/1", AuditLogEvent.AuditLogPurged.class),
            new EventType("ExecutionStarted/1", ExecutionEvent.ExecutionStarted.class),
            new EventType("AttemptBegan/1", ExecutionEvent.AttemptBegan.class),
            new EventType("AttemptFailed/1", ExecutionEvent.AttemptFailed.class),
            new EventType("TaskSucceeded/1", ExecutionEvent.TaskSucceeded.class),
            new EventType("TaskStopped/1", ExecutionEvent.TaskStopped.class),
            new EventType("ScheduleSet/1", ScheduleEvent.ScheduleSet.class),
            new EventType("ScheduleRemoved/1", ScheduleEvent.ScheduleRemoved.class),
            new EventType("ScheduleFired/1", ScheduleEvent.ScheduleFired.class),
            new EventType("ScheduleHeld/1", ScheduleEvent.ScheduleHeld.class),
            new EventType("QueuePaused/1", QueueEvent.QueuePaused.class),
            new EventType("QueueResumed/1", QueueEvent.QueueResumed.class));

    /** Forms that are read and not written any more. */
    private static final List<EventType> FORMER = List.of(
            new EventType("UserRegistered/1", FormerEvents.UserRegistered1.class),
            new EventType("ManifestPushed/1", FormerEvents.ManifestPushed1.class));

    private final Map<Class<?>, String> names =
            CURRENT.stream().collect(Collectors.toMap(EventType::form, EventType::name));
    private final Map<String, Class<?>> forms = Stream.concat(CURRENT.stream(), FORMER.stream())
            .collect(Collectors.toMap(EventType::name, EventType::form));

    private record EventType(String name, Class<?> form) {}

    String nameOf(Object event) {
        String name = names.get(event.getClass());
        if (name == null) {
            throw new IllegalArgumentException("an event without a wire name: " + event.getClass());
        }
        return name;
    }

    Class<?> formOf(String name) {
        Class<?> form = forms.get(name);
        if (form == null) {
            throw new IllegalArgumentException("an event that this version does not know: " + name);
        }
        return form;
    }

    List<Class<?>> forms() {
        return CURRENT.stream().<Class<?>>map(EventType::form).toList();
    }
}
