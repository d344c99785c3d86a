package org.shiplog.storage.identity;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.identity.Username;

/** Sessions as rows of the table {@code login_session}. */
public final class PostgresLoginSessions implements LoginSessions {
    private final BlockingDatabase database;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public PostgresLoginSessions(DataSource database, Executor blocking) {
        this.database = new BlockingDatabase(database, blocking);
    }

    @Override
    public CompletionStage<Void> create(SessionKey key, LoginSession session) {
        String insert = """
            INSERT INTO login_session (session_hash, user_id, username, created_at, last_used_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """;
        return change(
                insert,
                key.bytes(),
                session.userId(),
                session.username().value(),
                time(session.createdAt()),
                time(session.lastUsedAt()),
                time(session.expiresAt()));
    }

    @Override
    public CompletionStage<Optional<LoginSession>> find(SessionKey key) {
        // Index: the primary key.
        String select = """
            SELECT user_id, username, created_at, last_used_at, expires_at FROM login_session WHERE session_hash = ?
            """;
        return database.run(select, statement -> {
            statement.setBytes(1, key.bytes());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(session(row)) : Optional.empty();
            }
        });
    }

    @Override
    public CompletionStage<Void> touch(SessionKey key, Instant usedAt, Instant expiresAt) {
        return change(
                "UPDATE login_session SET last_used_at = ?, expires_at = ? WHERE session_hash = ?",
                time(usedAt),
                time(expiresAt),
                key.bytes());
    }

    @Override
    public CompletionStage<Void> end(SessionKey key) {
        return change("DELETE FROM login_session WHERE session_hash = ?", (Object) key.bytes());
    }

    @Override
    public CompletionStage<Void> endAll(long userId) {
        // Index: login_session_user_idx.
        return change("DELETE FROM login_session WHERE user_id = ?", userId);
    }

    @Override
    public CompletionStage<Integer> clean(Instant expiredBy) {
        // Index: login_session_expires_idx.
        return database.run("DELETE FROM login_session WHERE expires_at <= ?", statement -> {
            statement.setObject(1, time(expiredBy));
            return statement.executeUpdate();
        });
    }

    private CompletionStage<Void> change(String sql, Object... values) {
        return database.run(sql, statement -> update(statement, values)).thenAccept(_ -> {});
    }

    private static int update(PreparedStatement statement, Object... values) throws SQLException {
        for (int index = 0; index < values.length; index++) {
            statement.setObject(index + 1, values[index]);
        }
        return statement.executeUpdate();
    }

    private static LoginSession session(ResultSet row) throws SQLException {
        return new LoginSession(
                row.getLong("user_id"),
                new Username(row.getString("username")),
                instant(row, "created_at"),
                instant(row, "last_used_at"),
                instant(row, "expires_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
