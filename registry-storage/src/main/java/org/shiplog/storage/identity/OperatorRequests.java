package org.shiplog.storage.identity;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Requests that are made in the operator's name, as rows of the table {@code operator_request}.
 *
 * <p>A command that can write the database announces a request there and sends it to a node with a token of which the row has only
 * the hash. The first node that is shown the token takes the row away, whatever the request turns out to be. All times are the
 * database's, so that clocks may differ.
 */
public final class OperatorRequests {
    /** How long an announced request may be made. */
    public static final Duration LIFETIME = Duration.ofSeconds(60);

    private static final String PREFIX = "operator_";
    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private final BlockingDatabase database;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public OperatorRequests(DataSource database, Executor blocking) {
        this.database = new BlockingDatabase(database, blocking);
    }

    /**
     * Announces one request, and answers the token to make it with.
     *
     * @param target path and query as they will stand in the request
     */
    public CompletionStage<String> announce(String method, String target, SecureRandom random) {
        return announce(method, target, random, LIFETIME);
    }

    CompletionStage<String> announce(String method, String target, SecureRandom random, Duration lifetime) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String insert = """
            WITH expired AS (DELETE FROM operator_request WHERE expires_at <= now())
            INSERT INTO operator_request (token_hash, method, target, expires_at)
            VALUES (?, ?, ?, now() + make_interval(secs => ?))
            """;
        return database.run(insert, statement -> {
                    statement.setBytes(1, SessionKey.of(token).bytes());
                    statement.setString(2, method);
                    statement.setString(3, target);
                    statement.setDouble(4, lifetime.toSeconds());
                    return statement.executeUpdate();
                })
                .thenApply(_ -> token);
    }

    /** Whether the text can be such a token at all, which costs no question to the database. */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** Whether this very request was announced, in time, and was not made before. The token is used up in any case. */
    public CompletionStage<Boolean> take(String token, String method, String target) {
        // Index: the primary key.
        String delete = """
            DELETE FROM operator_request WHERE token_hash = ?
            RETURNING method = ? AND target = ? AND expires_at > now()
            """;
        return database.run(delete, statement -> {
            statement.setBytes(1, SessionKey.of(token).bytes());
            statement.setString(2, method);
            statement.setString(3, target);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        });
    }
}
