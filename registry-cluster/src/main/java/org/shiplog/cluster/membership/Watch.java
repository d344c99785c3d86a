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
    private final Duration observed;
    private final Duration stale;
    private final Map<UUID, Seen> seen = new HashMap<>();

    /**
     * @param observed how long a member is watched before it counts as dead
     * @param stale how old its last sign of life must be as well
     */
    Watch(Duration observed, Duration stale) {
        this.observed = observed;
        this.stale = stale;
    }

    /** @param sinceNanos when this sign of life was first read, by {@link System#nanoTime} */
    private record Seen(Instant heartbeatAt, long sinceNanos) {}

    /** Takes a list that was just read. @return whether everybody on it is dead; true for an empty list */
    boolean allDead(List<ListedMember> members, long nowNanos) {
        return dead(members, nowNanos).size() == members.size();
    }

    /** Takes a list that was just read. @return those on it who are dead */
    List<ListedMember> dead(List<ListedMember> members, long nowNanos) {
        return members.stream().filter(member -> isDead(member, nowNanos)).toList();
    }

    private boolean isDead(ListedMember member, long nowNanos) {
        Seen last = seen.get(member.run());
        if (last == null || !last.heartbeatAt().equals(member.heartbeatAt())) {
            seen.put(member.run(), new Seen(member.heartbeatAt(), nowNanos));
            return false;
        }
        Duration watched = Duration.ofNanos(nowNanos - last.sinceNanos());
        return watched.compareTo(observed) >= 0 && member.silent().compareTo(stale) >= 0;
    }
}
