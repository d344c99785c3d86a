package org.shiplog.domain.aggregate;

/** An entity could not answer: it is overloaded, or its journal or node is away. Worth trying again. */
public final class EntityUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EntityUnavailableException(String message) {
        super(message);
    }

    public EntityUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
