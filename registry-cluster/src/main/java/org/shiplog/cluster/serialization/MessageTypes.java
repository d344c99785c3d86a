package org.shiplog.cluster.serialization;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueRefusal;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.domain.login.LoginLog.LoginCommand;
import org.shiplog.domain.login.LoginLog.LoginRefusal;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;

/**
 * The wire name, {@code name/version}, of everything that nodes ask of each other and answer. Nodes of neighbouring releases
 * talk during a rolling upgrade, so a form may only gain fields whose absence means something; any other change is a new
 * version, which one release must be able to read before the next one writes it.
 */
final class MessageTypes {
    private static final List<MessageType> CURRENT = List.of(
            new MessageType("CreateProject/1", ProjectCommand.CreateProject.class),
            new MessageType("ChangeVisibility/1", ProjectCommand.ChangeVisibility.class),
            new MessageType("RegisterRepository/1", ProjectCommand.RegisterRepository.class),
            new MessageType("RemoveRepository/1", ProjectCommand.RemoveRepository.class),
            new MessageType("DeleteProject/1", ProjectCommand.DeleteProject.class),
            new MessageType("LinkBlob/1", RepositoryCommand.LinkBlob.class),
            new MessageType("MountBlob/1", RepositoryCommand.MountBlob.class),
            new MessageType("DeleteBlob/1", RepositoryCommand.DeleteBlob.class),
            new MessageType("PushManifest/1", RepositoryCommand.PushManifest.class),
            new MessageType("DeleteManifest/1", RepositoryCommand.DeleteManifest.class),
            new MessageType("DeleteTag/1", RepositoryCommand.DeleteTag.class),
            new MessageType("RetireRepository/1", RepositoryCommand.RetireRepository.class),
            new MessageType("TagManifest/1", RepositoryCommand.TagManifest.class),
            new MessageType("LabelArtifact/1", RepositoryCommand.LabelArtifact.class),
            new MessageType("UnlabelArtifact/1", RepositoryCommand.UnlabelArtifact.class),
            new MessageType("DescribeRepository/1", RepositoryCommand.DescribeRepository.class),
            new MessageType("DeleteRepository/1", RepositoryCommand.DeleteRepository.class),
            new MessageType("RegisterUser/1", UserCommand.RegisterUser.class),
            new MessageType("ChangePassword/1", UserCommand.ChangePassword.class),
            new MessageType("ChangeCliSecret/1", UserCommand.ChangeCliSecret.class),
            new MessageType("ChangeSystemAdmin/1", UserCommand.ChangeSystemAdmin.class),
            new MessageType("ChangeEnablement/1", UserCommand.ChangeEnablement.class),
            new MessageType("ChangeStanding/1", UserCommand.ChangeStanding.class),
            new MessageType("AddToken/1", UserCommand.AddToken.class),
            new MessageType("RevokeToken/1", UserCommand.RevokeToken.class),
            new MessageType("NoteLockout/1", UserCommand.NoteLockout.class),
            new MessageType("DeleteUser/1", UserCommand.DeleteUser.class),
            new MessageType("ChangeTerms/1", ProjectCommand.ChangeTerms.class),
            new MessageType("AddMetadata/1", ProjectCommand.AddMetadata.class),
            new MessageType("ChangeStorageLimit/1", ProjectCommand.ChangeStorageLimit.class),
            new MessageType("NoteStorageLimit/1", ProjectCommand.NoteStorageLimit.class),
            new MessageType("AddMember/1", ProjectCommand.AddMember.class),
            new MessageType("ChangeMember/1", ProjectCommand.ChangeMember.class),
            new MessageType("RemoveMember/1", ProjectCommand.RemoveMember.class),
            new MessageType("CreateRobot/1", RobotCommand.CreateRobot.class),
            new MessageType("ChangeRobot/1", RobotCommand.ChangeRobot.class),
            new MessageType("ReplaceSecret/1", RobotCommand.ReplaceSecret.class),
            new MessageType("NoteRobotLockout/1", RobotCommand.NoteRobotLockout.class),
            new MessageType("DeleteRobot/1", RobotCommand.DeleteRobot.class),
            new MessageType("CreateGroup/1", UserGroupCommand.CreateGroup.class),
            new MessageType("RenameGroup/1", UserGroupCommand.RenameGroup.class),
            new MessageType("DeleteGroup/1", UserGroupCommand.DeleteGroup.class),
            new MessageType("ChangeSettings/1", SettingsCommand.ChangeSettings.class),
            new MessageType("CreateLabel/1", LabelCommand.CreateLabel.class),
            new MessageType("ChangeLabel/1", LabelCommand.ChangeLabel.class),
            new MessageType("DeleteLabel/1", LabelCommand.DeleteLabel.class),
            new MessageType("CreateWebhookPolicy/1", WebhookCommand.CreatePolicy.class),
            new MessageType("ChangeWebhookPolicy/2", WebhookCommand.ChangePolicy.class),
            new MessageType("DeleteWebhookPolicy/1", WebhookCommand.DeletePolicy.class),
            new MessageType("ResetDescription/1", RepositoryCommand.ResetDescription.class),
            new MessageType("RecordPulls/1", PullCommand.RecordPulls.class),
            new MessageType("ResetTag/1", RepositoryCommand.ResetTag.class),
            new MessageType("RestoreManifest/1", RepositoryCommand.RestoreManifest.class),
            new MessageType("WithdrawManifest/1", RepositoryCommand.WithdrawManifest.class),
            new MessageType("ResetMember/1", ProjectCommand.ResetMember.class),
            new MessageType("ResetTerms/1", ProjectCommand.ResetTerms.class),
            new MessageType("RecordLogins/1", LoginCommand.RecordLogins.class),
            new MessageType("PurgeAuditLog/1", AuditLogCommand.PurgeAuditLog.class),
            new MessageType("StartExecution/1", ExecutionCommand.StartExecution.class),
            new MessageType("BeginAttempt/1", ExecutionCommand.BeginAttempt.class),
            new MessageType("CompleteTask/1", ExecutionCommand.CompleteTask.class),
            new MessageType("FailAttempt/1", ExecutionCommand.FailAttempt.class),
            new MessageType("AbandonTask/1", ExecutionCommand.AbandonTask.class),
            new MessageType("StopTask/1", ExecutionCommand.StopTask.class),
            new MessageType("StopExecution/1", ExecutionCommand.StopExecution.class),
            new MessageType("SetSchedule/1", ScheduleCommand.SetSchedule.class),
            new MessageType("RemoveSchedule/1", ScheduleCommand.RemoveSchedule.class),
            new MessageType("FireSchedule/1", ScheduleCommand.FireSchedule.class),
            new MessageType("HoldSchedule/1", ScheduleCommand.HoldSchedule.class),
            new MessageType("PauseQueue/1", QueueCommand.PauseQueue.class),
            new MessageType("ResumeQueue/1", QueueCommand.ResumeQueue.class),
            // Refusals
            new MessageType("TooManyLogins/1", LoginRefusal.TooManyLogins.class),
            new MessageType("TooManyTypes/1", AuditLogRefusal.TooManyTypes.class),
            new MessageType("ExecutionExists/1", ExecutionRefusal.ExecutionExists.class),
            new MessageType("ExecutionUnknown/1", ExecutionRefusal.ExecutionUnknown.class),
            new MessageType("TaskUnknown/1", ExecutionRefusal.TaskUnknown.class),
            new MessageType("TaskEnded/1", ExecutionRefusal.TaskEnded.class),
            new MessageType("AttemptStale/1", ExecutionRefusal.AttemptStale.class),
            new MessageType("TaskNotDue/1", ExecutionRefusal.TaskNotDue.class),
            new MessageType("LostTooOften/1", ExecutionRefusal.LostTooOften.class),
            new MessageType("NothingScheduled/1", ScheduleRefusal.NothingScheduled.class),
            new MessageType("NotDue/1", ScheduleRefusal.NotDue.class),
            new MessageType("TooManyPaused/1", QueueRefusal.TooManyPaused.class),
            new MessageType("ProjectExists/1", ProjectRefusal.ProjectExists.class),
            new MessageType("ProjectUnknown/1", ProjectRefusal.ProjectUnknown.class),
            new MessageType("ProjectNotEmpty/1", ProjectRefusal.ProjectNotEmpty.class),
            new MessageType("GenerationRetired/1", RepositoryRefusal.GenerationRetired.class),
            new MessageType("BlobUnknown/1", RepositoryRefusal.BlobUnknown.class),
            new MessageType("BlobInUse/1", RepositoryRefusal.BlobInUse.class),
            new MessageType("ManifestUnknown/1", RepositoryRefusal.ManifestUnknown.class),
            new MessageType("TagUnknown/1", RepositoryRefusal.TagUnknown.class),
            new MessageType("TagTaken/1", RepositoryRefusal.TagTaken.class),
            new MessageType("LabelAttached/1", RepositoryRefusal.LabelAttached.class),
            new MessageType("LabelNotAttached/1", RepositoryRefusal.LabelNotAttached.class),
            new MessageType("ManifestBlobsUnknown/1", RepositoryRefusal.ManifestBlobsUnknown.class),
            new MessageType("BlobSizeMismatch/1", RepositoryRefusal.BlobSizeMismatch.class),
            new MessageType("RepositoryNotEmpty/1", RepositoryRefusal.RepositoryNotEmpty.class),
            new MessageType("TagReserved/1", RepositoryRefusal.TagReserved.class),
            new MessageType("TagChangedSince/1", RepositoryRefusal.TagChangedSince.class),
            new MessageType("DescriptionChangedSince/1", RepositoryRefusal.DescriptionChangedSince.class),
            new MessageType("ManifestTaggedSince/1", RepositoryRefusal.ManifestTaggedSince.class),
            new MessageType("ChangedSince/1", ProjectRefusal.ChangedSince.class),
            new MessageType("UserExists/1", UserRefusal.UserExists.class),
            new MessageType("UserUnknown/1", UserRefusal.UserUnknown.class),
            new MessageType("PasswordElsewhere/1", UserRefusal.PasswordElsewhere.class),
            new MessageType("FirstAdministrator/1", UserRefusal.FirstAdministrator.class),
            new MessageType("TooManyTokens/1", UserRefusal.TooManyTokens.class),
            new MessageType("TokenExists/1", UserRefusal.TokenExists.class),
            new MessageType("TokenUnknown/1", UserRefusal.TokenUnknown.class),
            new MessageType("MetadataExists/1", ProjectRefusal.MetadataExists.class),
            new MessageType("MemberExists/1", ProjectRefusal.MemberExists.class),
            new MessageType("MemberUnknown/1", ProjectRefusal.MemberUnknown.class),
            new MessageType("TooManyMembers/1", ProjectRefusal.TooManyMembers.class),
            new MessageType("RobotExists/1", RobotRefusal.RobotExists.class),
            new MessageType("RobotUnknown/1", RobotRefusal.RobotUnknown.class),
            new MessageType("GroupExists/1", UserGroupRefusal.GroupExists.class),
            new MessageType("GroupUnknown/1", UserGroupRefusal.GroupUnknown.class),
            new MessageType("TooManyGroups/1", UserGroupRefusal.TooManyGroups.class),
            new MessageType("TooManySettings/1", SettingsRefusal.TooManySettings.class),
            new MessageType("WebhookPolicyExists/1", WebhookRefusal.PolicyExists.class),
            new MessageType("WebhookPolicyUnknown/1", WebhookRefusal.PolicyUnknown.class),
            new MessageType("WebhookPolicyMoved/1", WebhookRefusal.PolicyMoved.class),
            new MessageType("TooManyWebhookPolicies/1", WebhookRefusal.TooManyPolicies.class),
            new MessageType("LabelExists/1", LabelRefusal.LabelExists.class),
            new MessageType("LabelUnknown/1", LabelRefusal.LabelUnknown.class),
            new MessageType("TooManyPulls/1", PullRefusal.TooManyPulls.class),
            new MessageType("TooManyLabels/1", LabelRefusal.TooManyLabels.class),
            // Queries
            new MessageType("FindProject/1", ProjectQuery.FindProject.class),
            new MessageType("ListRepositories/1", ProjectQuery.ListRepositories.class),
            new MessageType("FindBlob/1", RepositoryQuery.FindBlob.class),
            new MessageType("FindManifest/1", RepositoryQuery.FindManifest.class),
            new MessageType("ResolveTag/1", RepositoryQuery.ResolveTag.class),
            new MessageType("ListTags/1", RepositoryQuery.ListTags.class),
            new MessageType("ListTagsOf/1", RepositoryQuery.ListTagsOf.class),
            new MessageType("ListReferrers/1", RepositoryQuery.ListReferrers.class),
            new MessageType("FindUser/1", User.FindUser.class),
            new MessageType("FindTerms/1", ProjectQuery.FindTerms.class),
            new MessageType("ListMembers/1", ProjectQuery.ListMembers.class),
            new MessageType("FindMember/1", ProjectQuery.FindMember.class),
            new MessageType("FindRobot/1", Robot.FindRobot.class),
            new MessageType("FindGroup/1", UserGroups.FindGroup.class),
            new MessageType("FindGroupNamed/1", UserGroups.FindGroupNamed.class),
            new MessageType("FindGroups/1", UserGroups.FindGroups.class),
            new MessageType("ListGroups/1", UserGroups.ListGroups.class),
            new MessageType("FindSettings/1", SystemSettings.FindSettings.class),
            new MessageType("FindLabel/1", Labels.FindLabel.class),
            new MessageType("FindWebhookPolicy/1", Webhooks.FindPolicy.class),
            new MessageType("ListWebhookPolicies/1", Webhooks.ListPolicies.class),
            new MessageType("FindPlan/1", Schedule.FindPlan.class),
            new MessageType("HasEnded/1", Execution.HasEnded.class),
            // Answers
            new MessageType("Plan/1", Schedule.Plan.class),
            new MessageType("ProjectFacts/1", ProjectQuery.ProjectFacts.class),
            new MessageType("RegisteredRepository/1", ProjectQuery.RegisteredRepository.class),
            new MessageType("Number/1", Long.class),
            new MessageType("Truth/1", Boolean.class),
            new MessageType("FoundManifest/1", RepositoryQuery.FoundManifest.class),
            new MessageType("TagPage/1", RepositoryQuery.TagPage.class),
            new MessageType("ReferrerPage/1", RepositoryQuery.ReferrerPage.class),
            new MessageType("User/1", User.class),
            new MessageType("ProjectDetails/1", ProjectQuery.ProjectDetails.class),
            new MessageType("MemberPage/1", ProjectQuery.MemberPage.class),
            new MessageType("Member/1", Member.class),
            new MessageType("Account/1", Robot.Account.class),
            new MessageType("UserGroup/1", UserGroup.class),
            new MessageType("GroupPage/1", UserGroups.GroupPage.class),
            new MessageType("SystemSettings/1", SystemSettings.class),
            new MessageType("Label/1", Label.class),
            new MessageType("WebhookPolicy/1", WebhookPolicy.class),
            new MessageType("WebhookPolicyList/1", Webhooks.PolicyList.class));

    private final Map<Class<?>, String> names =
            CURRENT.stream().collect(Collectors.toMap(MessageType::form, MessageType::name));
    private final Map<String, Class<?>> forms =
            CURRENT.stream().collect(Collectors.toMap(MessageType::name, MessageType::form));

    private record MessageType(String name, Class<?> form) {}

    String nameOf(Object value) {
        String name = names.get(value.getClass());
        if (name == null) {
            throw new IllegalArgumentException("a message part without a wire name: " + value.getClass());
        }
        return name;
    }

    Class<?> formOf(String name) {
        Class<?> form = forms.get(name);
        if (form == null) {
            throw new IllegalArgumentException("a message part that this version does not know: " + name);
        }
        return form;
    }

    List<Class<?>> forms() {
        return CURRENT.stream().<Class<?>>map(MessageType::form).toList();
    }
}
