package org.shiplog.domain.aggregate;

import java.time.Instant;
import java.util.Optional;

/**
 * Who caused a change, when, from where and in which request. Stored with every event.
 *
 * @param principal the principal's id, never a name or address of a person beyond it
 * @param at when the command was received, to the microsecond
 * @param clientAddress the caller's network address, or {@code local} for the node itself
 * @param requestId ties the event to the request's log lines
 * @param commandId repeating a command under the same id has no second effect
 * @param undoes the number, in the whole journal, of the event that this one takes back; empty for most
 */
public record Provenance(
        String principal,
        Instant at,
        String clientAddress,
        String userAgent,
        String requestId,
        String commandId,
        Optional<Long> undoes) {
    /** Of what takes nothing back. */
    public Provenance(
            String principal, Instant at, String clientAddress, String userAgent, String requestId, String commandId) {
        this(principal, at, clientAddress, userAgent, requestId, commandId, Optional.empty());
    }

    /** The same request's next command, under an id of its own. */
    public Provenance withCommandId(String another) {
        return new Provenance(principal, at, clientAddress, userAgent, requestId, another, undoes);
    }

    public Provenance undoing(long event) {
        return new Provenance(principal, at, clientAddress, userAgent, requestId, commandId, Optional.of(event));
    }
}
