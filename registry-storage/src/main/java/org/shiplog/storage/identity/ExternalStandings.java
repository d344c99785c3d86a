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

/**
 * When a directory or a provider last vouched for a user of theirs, as rows of the table {@code external_standing}.
 *
 * <p>Stages fail with a {@link java.sql.SQLException} when the database cannot answer.
 */
public final class ExternalStandings {
    private final BlockingDatabase database;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public ExternalStandings(DataSource database, Executor blocking) {
        this.database = new BlockingDatabase(database, blocking);
    }

    /** @param tokens what the provider is asked with, sealed; empty for users of a directory */
    public record Standing(Instant confirmedAt, Optional<String> tokens) {
        @Override
        public String toString() {
            return "confirmed at " + confirmedAt;
        }
    }

    /** Empty for a user for whom nobody vouches, or no longer. */
    public CompletionStage<Optional<Standing>> find(long userId) {
        // Index: the primary key.
        return database.run("SELECT confirmed_at, tokens FROM external_standing WHERE user_id = ?", statement -> {
            statement.setLong(1, userId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Standing(
                                row.getObject(1, OffsetDateTime.class).toInstant(),
                                Optional.ofNullable(row.getString(2))))
                        : Optional.empty();
            }
        });
    }

    /** Somebody has just vouched for the user. Whoever was asking has an answer. */
    public CompletionStage<Void> put(long userId, Standing standing) {
        String upsert = """
            INSERT INTO external_standing (user_id, confirmed_at, tokens) VALUES (?, ?, ?)
            ON CONFLICT (user_id) DO UPDATE
            SET confirmed_at = excluded.confirmed_at, tokens = excluded.tokens, asked_until = NULL
            """;
        return change(upsert, statement -> {
                    statement.setLong(1, userId);
                    time(statement, 2, standing.confirmedAt());
                    statement.setString(3, standing.tokens().orElse(null));
                })
                .thenAccept(_ -> {});
    }

    /**
     * Takes the turn to ask the provider.
     *
     * @param known what was found: when it is no longer so, somebody else has asked meanwhile
     * @return whether it is the caller's turn; others get theirs after {@code until}
     */
    public CompletionStage<Boolean> takeTurn(long userId, Standing known, Instant now, Instant until) {
        // Index: the primary key.
        String update = """
            UPDATE external_standing SET asked_until = ?
            WHERE user_id = ? AND tokens = ? AND (asked_until IS NULL OR asked_until <= ?)
            """;
        return change(update, statement -> {
                    time(statement, 1, until);
                    statement.setLong(2, userId);
                    statement.setString(3, known.tokens().orElse(""));
                    time(statement, 4, now);
                })
                .thenApply(rows -> rows == 1);
    }

    /** Nobody vouches for the user any more. */
    public CompletionStage<Void> remove(long userId) {
        return change("DELETE FROM external_standing WHERE user_id = ?", statement -> statement.setLong(1, userId))
                .thenAccept(_ -> {});
    }

    private interface Values {
        void set(PreparedStatement statement) throws SQLException;
    }

    private CompletionStage<Integer> change(String sql, Values values) {
        return database.run(sql, statement -> {
            values.set(statement);
            return statement.executeUpdate();
        });
    }

    private static void time(PreparedStatement statement, int index, Instant time) throws SQLException {
        statement.setObject(index, time.atOffset(ZoneOffset.UTC));
    }
}
