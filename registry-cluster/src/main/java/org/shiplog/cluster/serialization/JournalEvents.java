package org.shiplog.cluster.serialization;

import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.projections.journal.EventDecoder;

/** Reads journal rows for the read models, in the same form in which entities recover from them. */
public final class JournalEvents implements EventDecoder {
    private final EventSerializer serializer = new EventSerializer();

    @Override
    public Recorded<?> decode(String persistenceId, long sequenceNumber, String manifest, byte[] payload) {
        try {
            return serializer.fromBinary(payload, manifest);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "cannot read event " + sequenceNumber + " of " + persistenceId + ", a " + manifest, e);
        }
    }
}
