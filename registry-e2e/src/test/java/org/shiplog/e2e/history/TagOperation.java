package org.shiplog.e2e.history;

import java.util.Optional;

/**
 * One operation on a tag, as its client saw it.
 *
 * @param value the digest that was written or read; empty for a deletion, or for a tag that was not there
 * @param called when the request was sent, in nanoseconds of one clock
 * @param returned when its answer was there; {@link #NEVER} for a write whose outcome the client does not know
 */
public record TagOperation(String client, Kind kind, Optional<String> value, long called, long returned) {
    public static final long NEVER = Long.MAX_VALUE;

    public enum Kind {
        WRITE,
        READ
    }

    public boolean isOpen() {
        return returned == NEVER;
    }
}
