package org.shiplog.cluster.entity;

import java.util.OptionalLong;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.collection.PersistentMap.Entry;

/**
 * The last {@value #KEPT} commands that changed the entity, so that one sent again after an unknown outcome, even by or to
 * another node, has no second effect.
 *
 * @param positions by command id: its last event's sequence number
 * @param order the command ids by that position, oldest first
 */
public record RecentCommands(PersistentMap<String, Long> positions, PersistentMap<Long, String> order) {
    static final int KEPT = 256;
    static final RecentCommands NONE = new RecentCommands(PersistentMap.empty(), PersistentMap.empty());

    OptionalLong position(String commandId) {
        Long position = positions.get(commandId);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    RecentCommands with(String commandId, long position) {
        Long earlier = positions.get(commandId);
        PersistentMap<Long, String> ordered =
                (earlier == null ? order : order.remove(earlier)).put(position, commandId);
        PersistentMap<String, Long> known = positions.put(commandId, position);
        if (known.size() > KEPT) {
            Entry<Long, String> oldest = ordered.entriesAfter(null, 1).getFirst();
            return new RecentCommands(known.remove(oldest.value()), ordered.remove(oldest.key()));
        }
        return new RecentCommands(known, ordered);
    }
}
