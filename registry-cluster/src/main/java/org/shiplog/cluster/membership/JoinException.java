package org.shiplog.cluster.membership;

/** This node could not become a member of its cluster. Starting it again may help, and does no harm. */
public final class JoinException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JoinException(String message) {
        super(message);
    }

    JoinException(String message, Throwable cause) {
        super(message, cause);
    }
}
