package org.shiplog.projections.audit;

import static org.shiplog.projections.audit.Act.CREATE;
import static org.shiplog.projections.audit.Act.DELETE;
import static org.shiplog.projections.audit.Act.UPDATE;
import static org.shiplog.projections.audit.Act.bare;

import java.util.Optional;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;

/** Acts on those who log in, and on what administrators keep. Nothing of a credential goes into the log, hashed or not. */
final class ActsOnAccounts {
    private static final Optional<String> NOTHING = Optional.empty();

    private ActsOnAccounts() {}

    static Act of(Username name, UserEvent event) {
        String user = name.value();
        return switch (event) {
            case UserEvent.UserRegistered registered ->
                new Act(CREATE, "user", user, NOTHING, NOTHING, Optional.of("source=" + registered.source()));
            case UserEvent.UserDeleted _ -> bare(DELETE, "user", user, NOTHING);
            case UserEvent.PasswordChanged _ -> update(user, "password");
            case UserEvent.CliSecretChanged _ -> update(user, "cli_secret");
            case UserEvent.SystemAdminGranted _ -> update(user, "sysadmin_flag=true");
            case UserEvent.SystemAdminRevoked _ -> update(user, "sysadmin_flag=false");
            case UserEvent.UserEnabled _ -> update(user, "enabled=true");
            case UserEvent.UserDisabled _ -> update(user, "enabled=false");
            case UserEvent.StandingChanged changed ->
                new Act(
                        UPDATE,
                        "user",
                        user,
                        NOTHING,
                        Optional.of("groups=" + changed.formerGroups()),
                        Optional.of("groups=" + changed.groups() + " admin_role_in_auth=" + changed.systemAdmin()));
            case UserEvent.UserLockedOut locked ->
                update(user, "locked out after " + locked.failures() + " failed logins");
            case UserEvent.TokenAdded added ->
                update(user, "token " + added.token().name());
            case UserEvent.TokenRevoked revoked -> update(user, "token " + revoked.tokenId() + " revoked");
        };
    }

    private static Act update(String user, String what) {
        return new Act(UPDATE, "user", user, NOTHING, NOTHING, Optional.of(what));
    }

    static Act of(RobotName name, RobotEvent event) {
        Optional<String> project = name.project().map(ProjectName::value);
        return switch (event) {
            case RobotEvent.RobotCreated created ->
                new Act(CREATE, "robot", name.value(), project, NOTHING, text(created.profile()));
            case RobotEvent.RobotChanged changed ->
                new Act(UPDATE, "robot", name.value(), project, text(changed.from()), text(changed.to()));
            case RobotEvent.SecretReplaced _ ->
                new Act(UPDATE, "robot", name.value(), project, NOTHING, Optional.of("secret"));
            case RobotEvent.RobotLockedOut locked ->
                new Act(
                        UPDATE,
                        "robot",
                        name.value(),
                        project,
                        NOTHING,
                        Optional.of("locked out after " + locked.failures() + " failed logins"));
            case RobotEvent.RobotDeleted _ -> bare(DELETE, "robot", name.value(), project);
        };
    }

    private static Optional<String> text(RobotProfile profile) {
        String permissions = profile.permissions().stream()
                .map(given -> given.namespace()
                        + given.access()
                        + (given.repositories().isEmpty() ? "" : given.repositories()))
                .toList()
                .toString();
        return Optional.of("enabled=" + profile.enabled() + " days=" + profile.days() + " permissions=" + permissions);
    }

    static Act of(UserGroupEvent event) {
        return switch (event) {
            case UserGroupEvent.GroupCreated created ->
                bare(CREATE, "user_group", created.group().name(), NOTHING);
            case UserGroupEvent.GroupRenamed renamed ->
                new Act(
                        UPDATE,
                        "user_group",
                        renamed.to(),
                        NOTHING,
                        Optional.of(renamed.from()),
                        Optional.of(renamed.to()));
            case UserGroupEvent.GroupDeleted deleted -> bare(DELETE, "user_group", deleted.name(), NOTHING);
        };
    }

    static Act of(SettingsEvent event) {
        return switch (event) {
            case SettingsEvent.SettingChanged changed ->
                new Act(
                        UPDATE,
                        "configuration",
                        "configuration",
                        NOTHING,
                        changed.from().map(value -> changed.key() + "=" + value),
                        changed.to().map(value -> changed.key() + "=" + value));
        };
    }

    static Act of(LabelScope scope, LabelEvent event) {
        // A project's labels are told apart by its id; its name may be another's by the time of a rebuild.
        return switch (event) {
            case LabelEvent.LabelCreated created ->
                label(CREATE, scope, created.label().name());
            case LabelEvent.LabelChanged changed ->
                label(UPDATE, scope, changed.to().name());
            case LabelEvent.LabelDeleted deleted ->
                label(DELETE, scope, deleted.label().name());
        };
    }

    static Act of(long projectId, WebhookEvent event) {
        return switch (event) {
            case WebhookEvent.PolicyCreated created ->
                webhook(CREATE, projectId, created.policy().name());
            case WebhookEvent.PolicyChanged changed ->
                webhook(UPDATE, projectId, changed.to().name());
            case WebhookEvent.PolicyDeleted deleted ->
                webhook(DELETE, projectId, deleted.policy().name());
        };
    }

    private static Act webhook(String operation, long projectId, String name) {
        return bare(operation, "webhook", projectId + "/" + name, NOTHING);
    }

    private static Act label(String operation, LabelScope scope, String name) {
        String resource = scope.project().map(project -> project + "/" + name).orElse(name);
        return bare(operation, "label", resource, NOTHING);
    }
}
