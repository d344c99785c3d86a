package org.shiplog.projections.feed;

import static org.shiplog.projections.feed.DataField.digest;
import static org.shiplog.projections.feed.DataField.field;
import static org.shiplog.projections.feed.DataField.flag;
import static org.shiplog.projections.feed.DataField.number;
import static org.shiplog.projections.feed.DataField.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every type of public event: its name, who is told of it, and its data. Schemas and documentation are made from this table. What is
 * there never changes its meaning; fields may be added, and anything else is a type of a new version.
 */
public enum EventType {
    REPOSITORY_CREATED(
            "repository.created", Audience.PULLERS, "Something was written to a repository that was not there."),
    REPOSITORY_DELETED(
            "repository.deleted", Audience.PULLERS, "A repository was deleted, with all that it still held."),
    REPOSITORY_DESCRIBED(
            "repository.described",
            Audience.PULLERS,
            "A repository has another description.",
            text("from", "The former one."),
            text("to", "The description now.")),
    ARTIFACT_LABELED(
            "repository.artifact.labeled",
            Audience.PULLERS,
            "An artifact was given a label.",
            digest("digest", "Of its manifest."),
            number("label_id", "Of the label.")),
    ARTIFACT_UNLABELED(
            "repository.artifact.unlabeled",
            Audience.PULLERS,
            "A label was taken off an artifact.",
            digest("digest", "Of its manifest."),
            number("label_id", "Of the label.")),
    BLOB_DELETED(
            "repository.blob.deleted",
            Audience.PULLERS,
            "A blob was deleted from a repository by a client.",
            digest("digest", "Of the blob."),
            number("size", "Bytes.")),
    MANIFEST_PUSHED(
            "repository.manifest.pushed",
            Audience.PULLERS,
            "A manifest came that the repository did not have.",
            digest("digest", "Of the manifest."),
            text("media_type", "Of the manifest."),
            number("size", "Of the manifest itself, in bytes."),
            text("artifact_type", "What the artifact is, if the manifest says so.")
                    .optional(),
            digest("refers_to", "The manifest that it is attached to (its subject).")
                    .optional()),
    MANIFEST_DELETED(
            "repository.manifest.deleted",
            Audience.PULLERS,
            "A manifest was deleted. Its tags went before, by events of their own.",
            digest("digest", "Of the manifest.")),
    TAG_MOVED(
            "repository.tag.moved",
            Audience.PULLERS,
            "A tag was given to a manifest: it is new, or was another's.",
            text("tag", "Its name."),
            digest("from", "What it pointed to before; left out when it is new.")
                    .optional(),
            digest("to", "What it points to now.")),
    TAG_DELETED(
            "repository.tag.deleted",
            Audience.PULLERS,
            "A tag was deleted.",
            text("tag", "Its name."),
            digest("digest", "What it pointed to.")),

    PROJECT_CREATED(
            "project.created",
            Audience.PROJECT_READERS,
            "A project was created.",
            number("project_id", "Never given to another project of the name."),
            text("visibility", "public or private.")),
    PROJECT_DELETED(
            "project.deleted",
            Audience.PROJECT_READERS,
            "A project was deleted. From then on nobody but auditors is told of it, for nobody has rights in it.",
            number("project_id", "Never given to another project of the name.")),
    PROJECT_VISIBILITY_CHANGED(
            "project.visibility.changed",
            Audience.PROJECT_READERS,
            "A project became public or private.",
            text("from", "public or private."),
            text("to", "public or private.")),
    PROJECT_METADATA_CHANGED(
            "project.metadata.changed",
            Audience.PROJECT_LOG_READERS,
            "A setting of a project was changed.",
            text("key", "Which one."),
            text("from", "Left out when it was not set.").optional(),
            text("to", "Left out when it is not set any more.").optional()),
    PROJECT_ALLOWLIST_CHANGED(
            "project.allowlist.changed",
            Audience.PROJECT_LOG_READERS,
            "Other vulnerabilities than before are accepted in a project.",
            field("ids", DataField.Kind.TEXTS, "Those that are accepted now."),
            field("expires_at", DataField.Kind.TIME, "Left out when they are accepted for ever.")
                    .optional()),
    PROJECT_STORAGE_LIMIT_CHANGED(
            "project.storagelimit.changed",
            Audience.PROJECT_LOG_READERS,
            "A project may hold more or less.",
            number("from", "Bytes; -1 for no limit."),
            number("to", "Bytes; -1 for no limit.")),
    PROJECT_STORAGE_LIMIT_REACHED(
            "project.storagelimit.reached",
            Audience.PROJECT_LOG_READERS,
            "A push came near to what its project may hold, or was refused by it. Not told of each such push.",
            text("repository", "That was pushed to."),
            number("adding", "Bytes that the push wanted to add; 0 when that is not known."),
            number("taken", "Bytes that were used or reserved before it."),
            number("limit", "Bytes that the project may hold."),
            flag("refused", "Whether there was no room.")),
    MEMBER_ADDED("project.member.added", Audience.PROJECT_LOG_READERS, "A project has a new member.", member()),
    MEMBER_CHANGED(
            "project.member.changed",
            Audience.PROJECT_LOG_READERS,
            "A member has another role, or other limits. The data is what the member is now.",
            member()),
    MEMBER_REMOVED("project.member.removed", Audience.PROJECT_LOG_READERS, "A project has a member less.", member()),

    ROBOT_CREATED(
            "robot.created",
            Audience.AUDITORS,
            "A robot account was created.",
            text("robot", "Its name without its prefix."),
            number("robot_id", "Never given to another robot."),
            number("project_id", "Of the project that it belongs to; left out when it is of the registry.")
                    .optional(),
            flag("enabled", "Whether it can log in.")),
    ROBOT_CHANGED(
            "robot.changed",
            Audience.AUDITORS,
            "A robot's rights, description or expiry were changed, or it was enabled or disabled.",
            text("robot", "Its name without its prefix."),
            flag("enabled", "Whether it can log in.")),
    ROBOT_SECRET_REPLACED(
            "robot.secret.replaced",
            Audience.AUDITORS,
            "A robot has another secret.",
            text("robot", "Its name without its prefix.")),
    ROBOT_LOCKED_OUT(
            "robot.lockedout",
            Audience.AUDITORS,
            "Somebody failed too often to log in as a robot, and is not listened to for a while.",
            text("robot", "Its name without its prefix."),
            number("failures", "How many there were."),
            field("until", DataField.Kind.TIME, "When attempts are listened to again.")),
    ROBOT_DELETED(
            "robot.deleted",
            Audience.AUDITORS,
            "A robot account was deleted.",
            text("robot", "Its name without its prefix."),
            number("robot_id", "Never given to another robot.")),

    USER_REGISTERED(
            "user.registered",
            Audience.AUDITORS,
            "There is a new user.",
            user(),
            number("user_id", "Never given to another user of the name."),
            text("source", "Where the user logs in: database, ldap or oidc."),
            flag("system_admin", "Whether the user administers the registry.")),
    USER_PASSWORD_CHANGED("user.password.changed", Audience.AUDITORS, "A user has another password.", user()),
    USER_CLI_SECRET_CHANGED(
            "user.clisecret.changed", Audience.AUDITORS, "A user has another secret for command lines.", user()),
    USER_ADMIN_GRANTED("user.admin.granted", Audience.AUDITORS, "A user administers the registry now.", user()),
    USER_ADMIN_REVOKED(
            "user.admin.revoked", Audience.AUDITORS, "A user does not administer the registry any more.", user()),
    USER_DISABLED("user.disabled", Audience.AUDITORS, "A user cannot log in any more.", user()),
    USER_ENABLED("user.enabled", Audience.AUDITORS, "A user can log in again.", user()),
    USER_STANDING_CHANGED(
            "user.standing.changed",
            Audience.AUDITORS,
            "A directory or provider says that a user is in other groups than before, or is an administrator or not.",
            user(),
            field("groups", DataField.Kind.NUMBERS, "The ids of the groups that the user is in now."),
            flag("admin_elsewhere", "Whether the user is counted among the administrators there.")),
    USER_TOKEN_ADDED("user.token.added", Audience.AUDITORS, "A user made a personal token.", user()),
    USER_TOKEN_REVOKED("user.token.revoked", Audience.AUDITORS, "A personal token of a user was revoked.", user()),
    USER_LOCKED_OUT(
            "user.lockedout",
            Audience.AUDITORS,
            "Somebody failed too often to log in as a user, and is not listened to for a while.",
            user(),
            number("failures", "How many there were."),
            field("until", DataField.Kind.TIME, "When attempts are listened to again.")),
    USER_DELETED(
            "user.deleted",
            Audience.AUDITORS,
            "A user was deleted.",
            user(),
            number("user_id", "Never given to another user of the name.")),

    GROUP_CREATED(
            "group.created", Audience.AUDITORS, "There is a new group of users.", group(), text("name", "Its name.")),
    GROUP_RENAMED(
            "group.renamed",
            Audience.AUDITORS,
            "A group has another name.",
            group(),
            text("from", "The former name."),
            text("to", "The name now.")),
    GROUP_DELETED("group.deleted", Audience.AUDITORS, "A group was deleted.", group(), text("name", "Its name.")),

    AUDIT_LOG_PURGED(
            "auditlog.purged",
            Audience.AUDITORS,
            "The audit log shows older acts of some kinds no more. The events that they were stay.",
            field("before", DataField.Kind.TIME, "Acts before that are not shown."),
            field("event_types", DataField.Kind.TEXTS, "Of which kinds.")),

    SETTING_CHANGED(
            "setting.changed",
            Audience.AUDITORS,
            "A setting of the registry was changed. Its value is never told: ask for the configuration.",
            text("key", "Which one.")),

    LABEL_CREATED("label.created", Audience.AUDITORS, "There is a new label.", label()),
    LABEL_CHANGED("label.changed", Audience.AUDITORS, "A label was changed.", label()),
    LABEL_DELETED("label.deleted", Audience.AUDITORS, "A label was deleted.", label()),
    WEBHOOK_CREATED("webhook.created", Audience.AUDITORS, "A project has a new webhook policy.", webhook()),
    WEBHOOK_CHANGED("webhook.changed", Audience.AUDITORS, "A webhook policy was changed.", webhook()),
    WEBHOOK_DELETED("webhook.deleted", Audience.AUDITORS, "A webhook policy was deleted.", webhook());

    private static final String PREFIX = "org.shiplog.";
    private static final String VERSION = ".v1";
    private static final DataField PROJECT = text("project", "The project's name.");
    private static final DataField REPOSITORY = text("repository", "The repository's name, with its project's.");
    private static final Map<String, EventType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));

    private final String name;
    private final Audience audience;
    private final String description;
    private final List<DataField> fields;

    EventType(String name, Audience audience, String description, DataField... fields) {
        this.name = PREFIX + name + VERSION;
        this.audience = audience;
        this.description = description;
        this.fields = List.of(fields);
    }

    private static DataField[] member() {
        return new DataField[] {
            number("member_id", "Never given to another member."),
            text("kind", "user or group."),
            text("name", "Of the user or group."),
            text("role", "Such as developer."),
            field("repositories", DataField.Kind.TEXTS, "The patterns of the repositories that the role is limited to.")
                    .optional(),
            field("actions", DataField.Kind.TEXTS, "The only actions on repositories that the role comes with.")
                    .optional()
        };
    }

    private static DataField user() {
        return text("username", "The user's name.");
    }

    private static DataField group() {
        return number("group_id", "Never given to another group.");
    }

    private static DataField[] webhook() {
        return new DataField[] {
            number("policy_id", "Never given to another policy."),
            text("name", "Its name."),
            number("project_id", "Of the project that it is for.")
        };
    }

    private static DataField[] label() {
        return new DataField[] {
            number("label_id", "Never given to another label."),
            text("name", "Its name."),
            number("project_id", "Of the project that it is for; left out when it is for all.")
                    .optional()
        };
    }

    /** Such as {@code org.shiplog.repository.tag.moved.v1}. */
    public String wireName() {
        return name;
    }

    /** Empty when there is no type of that name. */
    public static Optional<EventType> of(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    public Audience audience() {
        return audience;
    }

    public String description() {
        return description;
    }

    /** Those that every event about a repository or a project has come first. */
    public List<DataField> fields() {
        Stream<DataField> common = switch (audience) {
            case PULLERS -> Stream.of(PROJECT.optional(), REPOSITORY);
            case PROJECT_READERS, PROJECT_LOG_READERS -> Stream.of(PROJECT);
            case AUDITORS -> Stream.empty();
        };
        return Stream.concat(common, fields.stream()).toList();
    }
}
