package org.shiplog.storage.identity;

import java.sql.ResultSet;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.identity.Username;

/**
 * Which user somebody is whom a provider elsewhere vouches for. The provider's own names for people may change, or be given to
 * others; its issuer and subject may not.
 *
 * <p>Stages fail with a {@link java.sql.SQLException} when the database cannot answer.
 */
public final class ExternalIdentities {
    private final BlockingDatabase database;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public ExternalIdentities(DataSource database, Executor blocking) {
        this.database = new BlockingDatabase(database, blocking);
    }

    /** @param userId tells the user from a later one of the same name */
    public record Known(Username username, long userId) {}

    /** Empty for somebody who has not been here yet. */
    public CompletionStage<Optional<Known>> find(String identity) {
        // Index: the primary key.
        return database.run("SELECT username, user_id FROM external_identity WHERE identity = ?", statement -> {
            statement.setString(1, identity);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Known(new Username(rows.getString(1)), rows.getLong(2)))
                        : Optional.empty();
            }
        });
    }

    /** Says whom the identity stands for from now on. */
    public CompletionStage<Void> put(String identity, Known known) {
        String upsert = """
            INSERT INTO external_identity (identity, username, user_id) VALUES (?, ?, ?)
            ON CONFLICT (identity) DO UPDATE SET username = excluded.username, user_id = excluded.user_id
            """;
        return database.run(upsert, statement -> {
                    statement.setString(1, identity);
                    statement.setString(2, known.username().value());
                    statement.setLong(3, known.userId());
                    return statement.executeUpdate();
                })
                .thenAccept(_ -> {});
    }
}
