package org.shiplog.domain.aggregate;

/** How a command ended: accepted and durable, or refused with nothing changed. */
public sealed interface Outcome<F> {
    /** The entity's state at journal position {@code position} (its last event's sequence number) includes the command. */
    record Accepted<F>(long position) implements Outcome<F> {}

    record Refused<F>(F refusal) implements Outcome<F> {}
}
