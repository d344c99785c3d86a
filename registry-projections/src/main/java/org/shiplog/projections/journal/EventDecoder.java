package org.shiplog.projections.journal;

import org.shiplog.domain.aggregate.Recorded;

/** Reads the payloads that entities wrote to the journal. Safe for use by many threads. */
public interface EventDecoder {
    /**
     * The event as it was recorded.
     *
     * @param manifest the event's stable name and version, such as {@code TagMoved/1}
     * @throws RuntimeException for an unknown manifest or an unreadable payload; readers stop there rather than skip it
     */
    Recorded<?> decode(String persistenceId, long sequenceNumber, String manifest, byte[] payload);
}
