package org.shiplog.projections.journal;

import java.util.Optional;

/**
 * Where the journal begins and ends.
 *
 * @param first the first event that is there; empty when there is none
 * @param settled at and before this place nothing will appear any more
 * @param unborn the first transaction id that nothing was committed with yet
 */
public record JournalBounds(Optional<JournalOffset> first, JournalOffset settled, long unborn) {
    /** Where a reader who wants all there is begins: right before the first event. */
    public JournalOffset beginning() {
        return first.map(event -> new JournalOffset(event.transactionId(), event.ordering() - 1))
                .orElse(JournalOffset.ORIGIN);
    }

    /** Where a reader who wants only what comes begins. */
    public JournalOffset end() {
        return first.isPresent() ? settled : JournalOffset.ORIGIN;
    }

    /** Whether no reader can have come as far as that. */
    public boolean isBefore(JournalOffset offset) {
        return offset.transactionId() >= unborn;
    }

    /** Whether there may have been events behind that place which are there no more. */
    public boolean isAfter(JournalOffset offset) {
        return !offset.equals(JournalOffset.ORIGIN) && offset.compareTo(beginning()) < 0;
    }
}
