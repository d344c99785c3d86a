package org.shiplog.storage.identity;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Profiles as rows of the table {@code user_profile}. */
public final class PostgresUserProfiles implements UserProfiles {
    private static final String UNIQUE_VIOLATION = "23505";

    private final BlockingDatabase database;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public PostgresUserProfiles(DataSource database, Executor blocking) {
        this.database = new BlockingDatabase(database, blocking);
    }

    @Override
    public CompletionStage<Boolean> put(long userId, UserProfile profile) {
        String upsert = """
            INSERT INTO user_profile (user_id, email, realname, comment) VALUES (?, ?, ?, ?)
            ON CONFLICT (user_id) DO UPDATE
            SET email = excluded.email, realname = excluded.realname, comment = excluded.comment
            """;
        return database.run(upsert, statement -> {
            statement.setLong(1, userId);
            statement.setString(2, profile.email());
            statement.setString(3, profile.realname());
            statement.setString(4, profile.comment());
            return isStored(statement);
        });
    }

    private static boolean isStored(PreparedStatement upsert) throws SQLException {
        try {
            upsert.executeUpdate();
            return true;
        } catch (SQLException e) {
            // The only other constraint is the one on mail addresses.
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public CompletionStage<UserProfile> find(long userId) {
        // Index: the primary key.
        String select = "SELECT email, realname, comment FROM user_profile WHERE user_id = ?";
        return database.run(select, statement -> {
            statement.setLong(1, userId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? new UserProfile(rows.getString(1), rows.getString(2), rows.getString(3))
                        : UserProfile.NONE;
            }
        });
    }

    @Override
    public CompletionStage<Void> erase(long userId) {
        // Indexes: the primary keys and external_identity_user_idx.
        String erasure = """
            WITH elsewhere AS (DELETE FROM external_identity WHERE user_id = ?),
                 standing AS (DELETE FROM external_standing WHERE user_id = ?)
            DELETE FROM user_profile WHERE user_id = ?
            """;
        return database.run(erasure, statement -> {
                    statement.setLong(1, userId);
                    statement.setLong(2, userId);
                    statement.setLong(3, userId);
                    return statement.executeUpdate();
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Boolean> isTaken(String email) {
        // Index: user_profile_email_idx.
        String select = "SELECT 1 FROM user_profile WHERE lower(email) = lower(?) AND email <> ''";
        return database.run(select, statement -> {
            statement.setString(1, email);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        });
    }
}
