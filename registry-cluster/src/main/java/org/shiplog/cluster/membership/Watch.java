package org.shiplog.cluster.membership;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Decides which listed members are dead. An old sign of life is not enough: after an outage of the database the signs of all are
 * old. So whoever is silent is watched for a while first.
 */
final class Watch {
    private final Timing timing;
    private final Map<UUID, Seen> seen = new HashMap<>();

    Watch(Timing timing) {
        this.timing = timing;
    }

    /** @param sinceNanos when this sign of life was first read, by {@link System#nanoTime} */
    private record Seen(Instant heartbeatAt, long sinceNanos) {}

    /** Takes a list that was just read. @return whether everybody on it is dead; true for an empty list */
    boolean allDead(List<ListedMember> members, long nowNanos) {
        boolean dead = true;
        for (ListedMember member : members) {
            Seen last = seen.get(member.run());
            if (last == null || !last.heartbeatAt().equals(member.heartbeatAt())) {
                seen.put(member.run(), new Seen(member.heartbeatAt(), nowNanos));
                dead = false;
            } else {
                Duration watched = Duration.ofNanos(nowNanos - last.sinceNanos());
                dead &= watched.compareTo(timing.observed()) >= 0
                        && member.silent().compareTo(timing.stale()) >= 0;
            }
        }
        return dead;
    }
}
