package org.shiplog.projections.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Watches that a reader is given each entity's events one after the other. Remembers only the entities read last; the reader's
 * look at predecessors covers the rest.
 */
final class EntitySequences {
    private static final int REMEMBERED = 4_096;

    private final Map<String, Long> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @throws JournalDamagedException when the event is not the next one of its entity */
    void follow(JournalRecord event) {
        Long before = last.put(event.persistenceId(), event.sequenceNumber());
        if (before != null && event.sequenceNumber() != before + 1) {
            throw new JournalDamagedException("after event " + before + " of " + event.persistenceId() + " came event "
                    + event.sequenceNumber() + " at " + event.offset());
        }
    }
}
