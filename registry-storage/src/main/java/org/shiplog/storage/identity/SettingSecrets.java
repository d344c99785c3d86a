package org.shiplog.storage.identity;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * The values of settings that are secrets, as rows of the table {@code setting_secret}. Each value that is set gets a row and a
 * marker of its own, which is what the setting's event holds: a reader that knows an old marker finds the old value or none, never
 * another's.
 */
public final class SettingSecrets {
    private static final int MARKER_BYTES = 8;

    private final BlockingDatabase database;
    private final SecureRandom random;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public SettingSecrets(DataSource database, Executor blocking, SecureRandom random) {
        this.database = new BlockingDatabase(database, blocking);
        this.random = random;
    }

    /**
     * Keeps a value under a fresh marker, which it answers. What earlier attempts left of the setting goes.
     *
     * @param current the marker that the setting has now; empty when it has none
     */
    public CompletionStage<String> keep(String setting, String value, Optional<String> current) {
        String marker = marker();
        // Index: setting_secret_setting_idx. Another change that is under way has a young row, which must not go.
        String insert = """
            WITH left_over AS (
                DELETE FROM setting_secret
                WHERE setting = ? AND marker <> ? AND created_at < now() - INTERVAL '1 hour'
            )
            INSERT INTO setting_secret (marker, setting, value) VALUES (?, ?, ?)
            """;
        return database.run(insert, statement -> {
                    statement.setString(1, setting);
                    statement.setString(2, current.orElse(""));
                    statement.setString(3, marker);
                    statement.setString(4, setting);
                    statement.setString(5, value);
                    return statement.executeUpdate();
                })
                .thenApply(_ -> marker);
    }

    /** The value; empty when the marker is unknown, or forgotten because the setting has changed. */
    public CompletionStage<Optional<String>> find(String marker) {
        // Index: the primary key.
        return database.run("SELECT value FROM setting_secret WHERE marker = ?", statement -> {
            statement.setString(1, marker);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        });
    }

    /** Forgets a value that no setting has any more. */
    public CompletionStage<Void> forget(String marker) {
        return database.run("DELETE FROM setting_secret WHERE marker = ?", statement -> {
                    statement.setString(1, marker);
                    return statement.executeUpdate();
                })
                .thenAccept(_ -> {});
    }

    private String marker() {
        byte[] bytes = new byte[MARKER_BYTES];
        random.nextBytes(bytes);
        return "#" + HexFormat.of().formatHex(bytes);
    }
}
