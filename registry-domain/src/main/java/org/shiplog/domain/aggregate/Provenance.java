package org.shiplog.domain.aggregate;

import java.time.Instant;

/**
 * Who caused a change, when, from where and in which request. Stored with every event.
 *
 * @param principal the principal's id, never a name or address of a person beyond it
 * @param at when the command was received, to the microsecond
 * @param clientAddress the caller's network address, or {@code local} for the node itself
 * @param requestId ties the event to the request's log lines
 * @param commandId repeating a command under the same id has no second effect
 */
public record Provenance(
        String principal, Instant at, String clientAddress, String userAgent, String requestId, String commandId) {}
