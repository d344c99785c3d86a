package org.shiplog.projections.readmodel;

import java.util.Map;
import org.shiplog.projections.journal.JournalOffset;

/**
 * Where a read model stood when a wait for it ended.
 *
 * @param reached whether that was where the wait should lead
 * @param stored by the key of each range of its slices: every event up to there was handled
 */
public record Standings(boolean reached, Map<String, JournalOffset> stored) {
    public Standings {
        stored = Map.copyOf(stored);
    }
}
