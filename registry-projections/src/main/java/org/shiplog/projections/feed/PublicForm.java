package org.shiplog.projections.feed;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent.AuditLogPurged;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectEvent.CveAllowlistChanged;
import org.shiplog.domain.project.ProjectEvent.MemberAdded;
import org.shiplog.domain.project.ProjectEvent.MemberChanged;
import org.shiplog.domain.project.ProjectEvent.MemberRemoved;
import org.shiplog.domain.project.ProjectEvent.MetadataChanged;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.project.ProjectEvent.StorageLimitChanged;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;
import org.shiplog.domain.project.ProjectEvent.VisibilityChanged;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactLabeled;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactUnlabeled;
import org.shiplog.domain.repository.RepositoryEvent.BlobDeleted;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryDescribed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.projections.journal.Change.AuditLogChange;
import org.shiplog.projections.journal.Change.GroupChange;
import org.shiplog.projections.journal.Change.JobChange;
import org.shiplog.projections.journal.Change.LabelChange;
import org.shiplog.projections.journal.Change.LoginChange;
import org.shiplog.projections.journal.Change.ProjectChange;
import org.shiplog.projections.journal.Change.PullChange;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.Change.RobotChange;
import org.shiplog.projections.journal.Change.SettingsChange;
import org.shiplog.projections.journal.Change.UserChange;
import org.shiplog.projections.journal.Change.WebhookChange;
import org.shiplog.projections.journal.JournalRecord;

/**
 * What those outside are told of an event. An event that is not in these switches does not compile: it is given a public form, or
 * said to be internal by being nothing.
 *
 * <p>Internal are:
 * <ul>
 *   <li>blobs that come: they mean something only by a manifest, whose push is told; where one was mounted from is nobody's business
 *   <li>pulls: there are too many, and who pulled what is for the audit log
 *   <li>what runs in the background: whoever started it watches it
 *   <li>a project's registering and forgetting of a repository: the repository's own events say the same
 * </ul>
 *
 * Of who is told about, nothing leaves but the name of an account: no address, no user agent, no hash, no value of a setting.
 */
public final class PublicForm {
    private PublicForm() {}

    /** Empty for an internal event. */
    public static Optional<PublicEvent> of(JournalRecord record) {
        Optional<Told> told = switch (record.change()) {
            case RepositoryChange(RepositoryName repository, RepositoryEvent event) -> of(repository, event);
            case ProjectChange(ProjectName project, ProjectEvent event) -> of(project, event);
            case UserChange(Username user, UserEvent event) -> Optional.of(FormOfAccounts.of(user, event));
            case RobotChange(RobotName robot, RobotEvent event) -> Optional.of(FormOfAccounts.of(robot, event));
            case GroupChange(UserGroupEvent event) -> Optional.of(FormOfAccounts.of(event));
            case SettingsChange(SettingsEvent event) -> Optional.of(FormOfAccounts.of(event));
            case WebhookChange(long projectId, WebhookEvent event) -> Optional.of(FormOfAccounts.of(projectId, event));
            case LabelChange(LabelScope scope, LabelEvent event) -> Optional.of(FormOfAccounts.of(scope, event));
            case AuditLogChange(AuditLogPurged(Instant before, List<String> types)) ->
                Optional.of(Told.of(EventType.AUDIT_LOG_PURGED, "auditlog")
                        .with("before", before.toString())
                        .with("event_types", types));
            case PullChange _, LoginChange _, JobChange _ -> Optional.empty();
        };
        return told.map(form -> form.by(record));
    }

    private static Optional<Told> of(RepositoryName repository, RepositoryEvent event) {
        return switch (event) {
            case RepositoryCreated _ -> Optional.of(Told.of(EventType.REPOSITORY_CREATED, repository, ""));
            case RepositoryRetired _ -> Optional.of(Told.of(EventType.REPOSITORY_DELETED, repository, ""));
            case BlobDeleted(Digest digest, long size) ->
                Optional.of(Told.of(EventType.BLOB_DELETED, repository, "@" + digest)
                        .with("digest", digest.toString())
                        .with("size", size));
            case ManifestPushed(ManifestFacts manifest) ->
                Optional.of(Told.of(EventType.MANIFEST_PUSHED, repository, "@" + manifest.digest())
                        .with("digest", manifest.digest().toString())
                        .with("media_type", manifest.mediaType().value())
                        .with("size", manifest.size())
                        .with(
                                "artifact_type",
                                Optional.of(manifest.artifactType()).filter(Predicate.not(String::isEmpty)))
                        .with("refers_to", manifest.subject().map(Digest::toString)));
            case ManifestDeleted(Digest digest) ->
                Optional.of(Told.of(EventType.MANIFEST_DELETED, repository, "@" + digest)
                        .with("digest", digest.toString()));
            case TagMoved moved ->
                Optional.of(Told.of(EventType.TAG_MOVED, repository, ":" + moved.tag())
                        .with("tag", moved.tag().value())
                        .with("from", moved.from().map(Digest::toString))
                        .with("to", moved.to().toString()));
            case TagDeleted deleted ->
                Optional.of(Told.of(EventType.TAG_DELETED, repository, ":" + deleted.tag())
                        .with("tag", deleted.tag().value())
                        .with("digest", deleted.digest().toString()));
            case ArtifactLabeled(Digest digest, long labelId) ->
                Optional.of(Told.of(EventType.ARTIFACT_LABELED, repository, "@" + digest)
                        .with("digest", digest.toString())
                        .with("label_id", labelId));
            case ArtifactUnlabeled(Digest digest, long labelId) ->
                Optional.of(Told.of(EventType.ARTIFACT_UNLABELED, repository, "@" + digest)
                        .with("digest", digest.toString())
                        .with("label_id", labelId));
            case RepositoryDescribed(String from, String to) ->
                Optional.of(Told.of(EventType.REPOSITORY_DESCRIBED, repository, "")
                        .with("from", from)
                        .with("to", to));
            case BlobUploaded _, BlobMounted _ -> Optional.empty();
        };
    }

    private static Optional<Told> of(ProjectName project, ProjectEvent event) {
        return switch (event) {
            case ProjectCreated created ->
                Optional.of(Told.of(EventType.PROJECT_CREATED, project)
                        .with("project_id", created.projectId())
                        .with("visibility", text(created.visibility())));
            case ProjectDeleted deleted ->
                Optional.of(Told.of(EventType.PROJECT_DELETED, project).with("project_id", deleted.projectId()));
            case VisibilityChanged changed ->
                Optional.of(Told.of(EventType.PROJECT_VISIBILITY_CHANGED, project)
                        .with("from", text(changed.from()))
                        .with("to", text(changed.to())));
            case MetadataChanged changed ->
                Optional.of(Told.of(EventType.PROJECT_METADATA_CHANGED, project)
                        .with("key", changed.key())
                        .with("from", changed.from())
                        .with("to", changed.to()));
            case CveAllowlistChanged(CveAllowlist _, CveAllowlist to) ->
                Optional.of(Told.of(EventType.PROJECT_ALLOWLIST_CHANGED, project)
                        .with("ids", to.ids())
                        .with("expires_at", to.expiresAt().map(Object::toString)));
            case StorageLimitChanged changed ->
                Optional.of(Told.of(EventType.PROJECT_STORAGE_LIMIT_CHANGED, project)
                        .with("from", changed.from())
                        .with("to", changed.to()));
            case StorageLimitReached reached ->
                Optional.of(Told.of(EventType.PROJECT_STORAGE_LIMIT_REACHED, project)
                        .with("repository", reached.repository().value())
                        .with("adding", reached.adding())
                        .with("taken", reached.taken())
                        .with("limit", reached.limit())
                        .with("refused", reached.refused()));
            case MemberAdded(Member member) -> Optional.of(of(EventType.MEMBER_ADDED, project, member));
            case MemberChanged changed -> Optional.of(of(EventType.MEMBER_CHANGED, project, changed.to()));
            case MemberRemoved(Member member) -> Optional.of(of(EventType.MEMBER_REMOVED, project, member));
            case RepositoryRegistered _, RepositoryRemoved _ -> Optional.empty();
        };
    }

    private static Told of(EventType type, ProjectName project, Member member) {
        return Told.of(type, project)
                .with("member_id", member.memberId())
                .with("kind", member.kind().name().toLowerCase(Locale.ROOT))
                .with("name", member.name())
                .with("role", member.role().wireName())
                .with(
                        "repositories",
                        some(member.repositories().stream()
                                .map(RepositoryGlob::pattern)
                                .toList()))
                .with("actions", some(member.actions()));
    }

    private static Optional<List<String>> some(List<String> texts) {
        return Optional.of(texts).filter(Predicate.not(List::isEmpty));
    }

    private static String text(Visibility visibility) {
        return visibility.name().toLowerCase(Locale.ROOT);
    }
}
