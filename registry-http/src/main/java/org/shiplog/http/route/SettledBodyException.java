package org.shiplog.http.route;

import java.util.concurrent.CompletionException;

/** An operation failed, and its request's body is out of the way already: nobody else has to read it. */
public final class SettledBodyException extends CompletionException {
    private static final long serialVersionUID = 1L;

    /** Whether the body came to its end, so that its connection can go on. */
    private final boolean ended;

    public SettledBodyException(Throwable cause, boolean ended) {
        super(cause);
        this.ended = ended;
    }

    public boolean ended() {
        return ended;
    }
}
