package org.shiplog.projections.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserEvent.CliSecretChanged;
import org.shiplog.domain.identity.UserEvent.PasswordChanged;
import org.shiplog.domain.identity.UserEvent.StandingChanged;
import org.shiplog.domain.identity.UserEvent.SystemAdminGranted;
import org.shiplog.domain.identity.UserEvent.SystemAdminRevoked;
import org.shiplog.domain.identity.UserEvent.TokenAdded;
import org.shiplog.domain.identity.UserEvent.TokenRevoked;
import org.shiplog.domain.identity.UserEvent.UserDeleted;
import org.shiplog.domain.identity.UserEvent.UserDisabled;
import org.shiplog.domain.identity.UserEvent.UserEnabled;
import org.shiplog.domain.identity.UserEvent.UserLockedOut;
import org.shiplog.domain.identity.UserEvent.UserRegistered;
import org.shiplog.domain.identity.Username;
import org.shiplog.projections.query.SqlText;

/** Changes rows of {@code directory_user}, event by event: users change seldom. */
final class UserRows {
    private final Connection connection;

    UserRows(Connection connection) {
        this.connection = connection;
    }

    void apply(Username user, UserEvent event, OffsetDateTime at) throws SQLException {
        switch (event) {
            case UserRegistered registered ->
                SqlText.of(
                                """
                                INSERT INTO directory_user (user_id, username, source, system_admin, admin_elsewhere, enabled,
                                                            created_at, updated_at)
                                VALUES (?, ?, ?, ?, false, true, ?, ?)
                                """,
                                registered.userId(),
                                user.value(),
                                registered.source().name(),
                                registered.systemAdmin(),
                                at,
                                at)
                        .update(connection);
            case UserDeleted(long userId) ->
                SqlText.of("DELETE FROM directory_user WHERE user_id = ?", userId)
                        .update(connection);
            case SystemAdminGranted _ -> set(user, "system_admin = ?", true, at);
            case SystemAdminRevoked _ -> set(user, "system_admin = ?", false, at);
            case UserDisabled _ -> set(user, "enabled = ?", false, at);
            case UserEnabled _ -> set(user, "enabled = ?", true, at);
            case StandingChanged changed -> set(user, "admin_elsewhere = ?", changed.systemAdmin(), at);
            case PasswordChanged _, CliSecretChanged _ ->
                SqlText.of("UPDATE directory_user SET updated_at = ? WHERE username = ?", at, user.value())
                        .update(connection);
            case TokenAdded _, TokenRevoked _, UserLockedOut _ -> {}
        }
    }

    private void set(Username user, String assignment, boolean value, OffsetDateTime at) throws SQLException {
        SqlText.of("UPDATE directory_user SET ")
                .then(assignment, value)
                .then(", updated_at = ? WHERE username = ?", at, user.value())
                .update(connection);
    }
}
