package org.shiplog.projections.journal;

import org.shiplog.domain.aggregate.Provenance;

/** One event as the journal holds it. */
public record JournalRecord(
        JournalOffset offset, String persistenceId, long sequenceNumber, Change change, Provenance provenance) {}
