package org.shiplog.projections.audit;

import java.util.Locale;
import java.util.Optional;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.login.LoginAct;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
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
import org.shiplog.domain.pull.Pull;
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
import org.shiplog.projections.journal.Change;
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

/**
 * What an event means as an act of somebody, in the words of Harbor's log.
 *
 * <p>One event is at most one act. No act of their own are:
 * <ul>
 *   <li>blobs that come: they are reachable only through a manifest, and its push is an act. That a client deletes a blob is.
 *   <li>how an execution goes on: that somebody started or stopped it is an act.
 *   <li>a push that comes near to its project's storage limit: the push is an act. One that the limit refused is, too.
 *   <li>a project's registering and forgetting of a repository: the repository's own events say the same.
 * </ul>
 * A tag that moves from one digest to another is an update, which Harbor's log does not have; both digests stand in the row.
 */
record Act(
        String operation,
        String resourceType,
        String resource,
        Optional<String> project,
        Optional<String> before,
        Optional<String> after) {
    static final String CREATE = "create";
    static final String UPDATE = "update";
    static final String DELETE = "delete";
    static final String PULL = "pull";
    static final String LOGIN = "login";
    static final String LOGOUT = "logout";

    static Optional<Act> of(Change change) {
        return switch (change) {
            case ProjectChange(ProjectName project, ProjectEvent event) -> of(project.value(), event);
            case RepositoryChange(RepositoryName repository, RepositoryEvent event) -> of(repository, event);
            case UserChange(Username user, UserEvent event) -> Optional.of(ActsOnAccounts.of(user, event));
            case RobotChange(RobotName robot, RobotEvent event) -> Optional.of(ActsOnAccounts.of(robot, event));
            case GroupChange(UserGroupEvent event) -> Optional.of(ActsOnAccounts.of(event));
            case SettingsChange(SettingsEvent event) -> Optional.of(ActsOnAccounts.of(event));
            case WebhookChange(long projectId, WebhookEvent event) -> Optional.of(ActsOnAccounts.of(projectId, event));
            case LabelChange(var scope, LabelEvent event) -> Optional.of(ActsOnAccounts.of(scope, event));
            // Many acts of many people, each with a row of its own.
            case PullChange _, LoginChange _ -> Optional.empty();
            case AuditLogChange(AuditLogEvent event) -> Optional.of(ActsOnJobs.of(event));
            case JobChange job -> ActsOnJobs.of(job);
        };
    }

    /** Of one of the pulls in a batch. */
    static Act of(Pull pull) {
        return bare(
                PULL,
                "artifact",
                pull.tag()
                        .map(tag -> pull.repository() + ":" + tag)
                        .orElseGet(() -> at(pull.repository(), pull.digest())),
                pull.repository().project().map(ProjectName::value));
    }

    /** Of one of the logins in a batch. */
    static Act of(LoginAct login) {
        Optional<String> attempts =
                login.attempts() > 1 ? Optional.of("attempts=" + login.attempts()) : Optional.empty();
        String operation = switch (login.kind()) {
            case LOGGED_IN, REFUSED -> LOGIN;
            case LOGGED_OUT -> LOGOUT;
        };
        return new Act(operation, "user", login.username(), Optional.empty(), Optional.empty(), attempts);
    }

    /** The content that the act is about, if it is about any. */
    static Optional<Digest> content(Change change) {
        return change instanceof RepositoryChange(var _, RepositoryEvent event)
                ? switch (event) {
                    case ManifestPushed pushed -> Optional.of(pushed.manifest().digest());
                    case ManifestDeleted deleted -> Optional.of(deleted.digest());
                    case TagMoved moved -> Optional.of(moved.to());
                    case TagDeleted deleted -> Optional.of(deleted.digest());
                    case BlobUploaded uploaded -> Optional.of(uploaded.digest());
                    case BlobMounted mounted -> Optional.of(mounted.digest());
                    case BlobDeleted deleted -> Optional.of(deleted.digest());
                    case ArtifactLabeled labeled -> Optional.of(labeled.digest());
                    case ArtifactUnlabeled unlabeled -> Optional.of(unlabeled.digest());
                    case RepositoryCreated _, RepositoryRetired _, RepositoryDescribed _ -> Optional.empty();
                }
                : Optional.empty();
    }

    /** Whether what somebody wanted to do was done. */
    static boolean succeeded(Change change) {
        return !(change instanceof ProjectChange(var _, StorageLimitReached _));
    }

    private static Optional<Act> of(String project, ProjectEvent event) {
        Optional<String> log = Optional.of(project);
        return switch (event) {
            case ProjectCreated created ->
                Optional.of(new Act(CREATE, "project", project, log, Optional.empty(), text(created.visibility())));
            case VisibilityChanged changed ->
                Optional.of(new Act(UPDATE, "project", project, log, text(changed.from()), text(changed.to())));
            case ProjectDeleted _ -> Optional.of(bare(DELETE, "project", project, log));
            case MetadataChanged changed ->
                Optional.of(new Act(
                        UPDATE,
                        "project",
                        project,
                        log,
                        changed.from().map(value -> changed.key() + "=" + value),
                        changed.to().map(value -> changed.key() + "=" + value)));
            case CveAllowlistChanged changed ->
                Optional.of(new Act(
                        UPDATE,
                        "project",
                        project,
                        log,
                        Optional.of("cve_allowlist=" + changed.from().ids()),
                        Optional.of("cve_allowlist=" + changed.to().ids())));
            case StorageLimitChanged changed ->
                Optional.of(new Act(
                        UPDATE,
                        "project",
                        project,
                        log,
                        Optional.of("storage_limit=" + changed.from()),
                        Optional.of("storage_limit=" + changed.to())));
            case StorageLimitReached reached ->
                reached.refused()
                        ? Optional.of(new Act(
                                CREATE,
                                "artifact",
                                reached.repository().value(),
                                log,
                                Optional.empty(),
                                Optional.of(reached.details())))
                        : Optional.empty();
            case MemberAdded(Member member) ->
                Optional.of(new Act(CREATE, "member", member.name(), log, Optional.empty(), text(member)));
            case MemberChanged changed ->
                Optional.of(
                        new Act(UPDATE, "member", changed.to().name(), log, text(changed.from()), text(changed.to())));
            case MemberRemoved(Member member) ->
                Optional.of(new Act(DELETE, "member", member.name(), log, text(member), Optional.empty()));
            case RepositoryRegistered _, RepositoryRemoved _ -> Optional.empty();
        };
    }

    private static Optional<Act> of(RepositoryName repository, RepositoryEvent event) {
        Optional<String> log = repository.project().map(ProjectName::value);
        return switch (event) {
            case RepositoryCreated _ -> Optional.of(bare(CREATE, "repository", repository.value(), log));
            case RepositoryRetired _ -> Optional.of(bare(DELETE, "repository", repository.value(), log));
            case ManifestPushed pushed ->
                Optional.of(bare(
                        CREATE, "artifact", at(repository, pushed.manifest().digest()), log));
            case ManifestDeleted deleted ->
                Optional.of(bare(DELETE, "artifact", at(repository, deleted.digest()), log));
            case TagMoved moved ->
                Optional.of(new Act(
                        moved.from().isPresent() ? UPDATE : CREATE,
                        "tag",
                        repository + ":" + moved.tag(),
                        log,
                        moved.from().map(Digest::toString),
                        Optional.of(moved.to().toString())));
            case TagDeleted deleted ->
                Optional.of(new Act(
                        DELETE,
                        "tag",
                        repository + ":" + deleted.tag(),
                        log,
                        Optional.of(deleted.digest().toString()),
                        Optional.empty()));
            case BlobDeleted deleted -> Optional.of(bare(DELETE, "blob", at(repository, deleted.digest()), log));
            case ArtifactLabeled labeled ->
                Optional.of(new Act(
                        UPDATE,
                        "artifact",
                        at(repository, labeled.digest()),
                        log,
                        Optional.empty(),
                        Optional.of("label=" + labeled.labelId())));
            case ArtifactUnlabeled unlabeled ->
                Optional.of(new Act(
                        UPDATE,
                        "artifact",
                        at(repository, unlabeled.digest()),
                        log,
                        Optional.of("label=" + unlabeled.labelId()),
                        Optional.empty()));
            case RepositoryDescribed described ->
                Optional.of(new Act(
                        UPDATE,
                        "repository",
                        repository.value(),
                        log,
                        Optional.of("description=" + described.from()),
                        Optional.of("description=" + described.to())));
            case BlobUploaded _, BlobMounted _ -> Optional.empty();
        };
    }

    static Act bare(String operation, String resourceType, String resource, Optional<String> project) {
        return new Act(operation, resourceType, resource, project, Optional.empty(), Optional.empty());
    }

    private static String at(RepositoryName repository, Digest digest) {
        return repository + "@" + digest;
    }

    private static Optional<String> text(Member member) {
        String limits = (member.repositories().isEmpty() ? "" : " in " + member.repositories())
                + (member.actions().isEmpty() ? "" : " to " + member.actions());
        return Optional.of(member.role().wireName() + limits);
    }

    private static Optional<String> text(Visibility visibility) {
        return Optional.of(visibility.name().toLowerCase(Locale.ROOT));
    }
}
