package org.shiplog.storage.identity;

import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * People who logged in at the provider and have not chosen a name here yet, as rows of the table {@code external_arrival}.
 *
 * <p>Stages fail with a {@link java.sql.SQLException} when the database cannot answer.
 */
public final class ExternalArrivals {
    private final BlockingDatabase database;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public ExternalArrivals(DataSource database, Executor blocking) {
        this.database = new BlockingDatabase(database, blocking);
    }

    /** @param sealed what is known of them, for nobody to read */
    public CompletionStage<Void> create(SessionKey key, String sealed, Instant expiresAt) {
        String insert = "INSERT INTO external_arrival (arrival_hash, sealed, expires_at) VALUES (?, ?, ?)";
        return database.run(insert, statement -> {
                    statement.setBytes(1, key.bytes());
                    statement.setString(2, sealed);
                    statement.setObject(3, expiresAt.atOffset(ZoneOffset.UTC));
                    return statement.executeUpdate();
                })
                .thenAccept(_ -> {});
    }

    /** Empty when there is none, or its time was over by {@code now}. */
    public CompletionStage<Optional<String>> find(SessionKey key, Instant now) {
        // Index: the primary key.
        String select = "SELECT sealed FROM external_arrival WHERE arrival_hash = ? AND expires_at > ?";
        return database.run(select, statement -> {
            statement.setBytes(1, key.bytes());
            statement.setObject(2, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        });
    }

    /** Has chosen. */
    public CompletionStage<Void> end(SessionKey key) {
        return database.run("DELETE FROM external_arrival WHERE arrival_hash = ?", statement -> {
                    statement.setBytes(1, key.bytes());
                    return statement.executeUpdate();
                })
                .thenAccept(_ -> {});
    }

    /** Removes those whose time was over by then, and tells how many. */
    public CompletionStage<Integer> clean(Instant expiredBy) {
        // Index: external_arrival_expires_idx.
        return database.run("DELETE FROM external_arrival WHERE expires_at <= ?", statement -> {
            statement.setObject(1, expiredBy.atOffset(ZoneOffset.UTC));
            return statement.executeUpdate();
        });
    }
}
