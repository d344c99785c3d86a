package org.shiplog.storage.postgres;

/** The embedded PostgreSQL did not come up; the message holds the last words that it said. */
public final class PostgresStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PostgresStartException(String message) {
        super(message);
    }

    PostgresStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
