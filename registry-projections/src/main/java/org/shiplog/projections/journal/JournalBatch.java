package org.shiplog.projections.journal;

import java.util.List;

/**
 * Consecutive events of a slice range: all that it has after {@code after} up to and including {@code upTo}.
 *
 * @param records may be empty, when only rows of other ranges lie between
 */
public record JournalBatch(JournalOffset after, JournalOffset upTo, List<JournalRecord> records) {
    public JournalBatch {
        records = List.copyOf(records);
    }
}
