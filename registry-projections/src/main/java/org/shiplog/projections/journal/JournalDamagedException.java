package org.shiplog.projections.journal;

/**
 * The journal holds what a reader must not pass over: an event that cannot be read, a gap in an entity's events, or rows of
 * another database's transactions. Nothing after it is delivered until the cause is gone.
 */
public final class JournalDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalDamagedException(String message) {
        super(message);
    }

    JournalDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
