package org.shiplog.projections.feed;

import java.util.Locale;
import java.util.Optional;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;

/** What is told of those who log in, and of what administrators keep. Nothing of a credential, hashed or not. */
final class FormOfAccounts {
    private FormOfAccounts() {}

    static Told of(Username name, UserEvent event) {
        return switch (event) {
            case UserEvent.UserRegistered registered ->
                told(EventType.USER_REGISTERED, name)
                        .with("user_id", registered.userId())
                        .with("source", registered.source().name().toLowerCase(Locale.ROOT))
                        .with("system_admin", registered.systemAdmin());
            case UserEvent.PasswordChanged _ -> told(EventType.USER_PASSWORD_CHANGED, name);
            case UserEvent.CliSecretChanged _ -> told(EventType.USER_CLI_SECRET_CHANGED, name);
            case UserEvent.SystemAdminGranted _ -> told(EventType.USER_ADMIN_GRANTED, name);
            case UserEvent.SystemAdminRevoked _ -> told(EventType.USER_ADMIN_REVOKED, name);
            case UserEvent.UserDisabled _ -> told(EventType.USER_DISABLED, name);
            case UserEvent.UserEnabled _ -> told(EventType.USER_ENABLED, name);
            case UserEvent.StandingChanged changed ->
                told(EventType.USER_STANDING_CHANGED, name)
                        .with("groups", changed.groups())
                        .with("admin_elsewhere", changed.systemAdmin());
            case UserEvent.TokenAdded _ -> told(EventType.USER_TOKEN_ADDED, name);
            case UserEvent.TokenRevoked _ -> told(EventType.USER_TOKEN_REVOKED, name);
            case UserEvent.UserLockedOut locked ->
                told(EventType.USER_LOCKED_OUT, name)
                        .with("failures", (long) locked.failures())
                        .with("until", locked.until().toString());
            case UserEvent.UserDeleted deleted ->
                told(EventType.USER_DELETED, name).with("user_id", deleted.userId());
        };
    }

    private static Told told(EventType type, Username name) {
        return Told.of(type, "users/" + name).with("username", name.value());
    }

    static Told of(RobotName name, RobotEvent event) {
        return switch (event) {
            case RobotEvent.RobotCreated created ->
                told(EventType.ROBOT_CREATED, name)
                        .with("robot_id", created.facts().robotId())
                        .with(
                                "project_id",
                                Optional.of(created.facts().projectId()).filter(id -> id > 0))
                        .with("enabled", created.profile().enabled());
            case RobotEvent.RobotChanged changed ->
                told(EventType.ROBOT_CHANGED, name).with("enabled", changed.to().enabled());
            case RobotEvent.SecretReplaced _ -> told(EventType.ROBOT_SECRET_REPLACED, name);
            case RobotEvent.RobotLockedOut locked ->
                told(EventType.ROBOT_LOCKED_OUT, name)
                        .with("failures", (long) locked.failures())
                        .with("until", locked.until().toString());
            case RobotEvent.RobotDeleted deleted ->
                told(EventType.ROBOT_DELETED, name).with("robot_id", deleted.robotId());
        };
    }

    private static Told told(EventType type, RobotName name) {
        return Told.of(type, "robots/" + name).with("robot", name.value());
    }

    static Told of(UserGroupEvent event) {
        return switch (event) {
            case UserGroupEvent.GroupCreated created ->
                told(EventType.GROUP_CREATED, created.group().groupId())
                        .with("name", created.group().name());
            case UserGroupEvent.GroupRenamed renamed ->
                told(EventType.GROUP_RENAMED, renamed.groupId())
                        .with("from", renamed.from())
                        .with("to", renamed.to());
            case UserGroupEvent.GroupDeleted deleted ->
                told(EventType.GROUP_DELETED, deleted.groupId()).with("name", deleted.name());
        };
    }

    private static Told told(EventType type, long groupId) {
        return Told.of(type, "groups/" + groupId).with("group_id", groupId);
    }

    /** Which settings are secrets is not known here, so that no value leaves. */
    static Told of(SettingsEvent event) {
        return switch (event) {
            case SettingsEvent.SettingChanged changed ->
                Told.of(EventType.SETTING_CHANGED, "settings/" + changed.key()).with("key", changed.key());
        };
    }

    static Told of(LabelScope scope, LabelEvent event) {
        return switch (event) {
            case LabelEvent.LabelCreated(Label label) -> told(EventType.LABEL_CREATED, scope, label);
            case LabelEvent.LabelChanged changed -> told(EventType.LABEL_CHANGED, scope, changed.to());
            case LabelEvent.LabelDeleted(Label label) -> told(EventType.LABEL_DELETED, scope, label);
        };
    }

    static Told of(long projectId, WebhookEvent event) {
        return switch (event) {
            case WebhookEvent.PolicyCreated(WebhookPolicy policy) -> told(EventType.WEBHOOK_CREATED, projectId, policy);
            case WebhookEvent.PolicyChanged changed -> told(EventType.WEBHOOK_CHANGED, projectId, changed.to());
            case WebhookEvent.PolicyDeleted(WebhookPolicy policy) -> told(EventType.WEBHOOK_DELETED, projectId, policy);
        };
    }

    private static Told told(EventType type, long projectId, WebhookPolicy policy) {
        return Told.of(type, "webhooks/" + policy.policyId())
                .with("policy_id", policy.policyId())
                .with("name", policy.name())
                .with("project_id", projectId);
    }

    private static Told told(EventType type, LabelScope scope, Label label) {
        return Told.of(type, "labels/" + label.labelId())
                .with("label_id", label.labelId())
                .with("name", label.name())
                .with("project_id", scope.project());
    }
}
