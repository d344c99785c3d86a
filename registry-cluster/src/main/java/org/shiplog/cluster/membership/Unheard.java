package org.shiplog.cluster.membership;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the members that have lost the database while this one has not. Such a node keeps its shards, since the other nodes hear
 * it well, and can neither write for them nor let anybody else. Used by one thread.
 */
final class Unheard {
    private final Timing timing;
    private final Map<MemberTable.Address, Long> upSince = new HashMap<>();
    private Watch watch;
    private long lookedNanos;

    Unheard(Timing timing, long nowNanos) {
        this.timing = timing;
        this.watch = newWatch();
        this.lookedNanos = nowNanos;
    }

    /**
     * Takes what was just read.
     *
     * @param listed the other members by the database
     * @param up the other members by the cluster
     * @return those to be given up. They are fewer than half of all: when the database does not hear most of the nodes, the
     *     fault may lie with the database.
     */
    Set<MemberTable.Address> among(List<ListedMember> listed, Set<MemberTable.Address> up, long nowNanos) {
        if (nowNanos - lookedNanos >= timing.observed().toNanos()) {
            // Nobody was watched meanwhile, perhaps because the database was away for all.
            watch = newWatch();
        }
        lookedNanos = nowNanos;
        upSince.keySet().retainAll(up);
        up.forEach(member -> upSince.putIfAbsent(member, nowNanos));
        List<ListedMember> dead = watch.dead(listed, nowNanos);
        Set<MemberTable.Address> unheard = new HashSet<>();
        dead.forEach(member -> unheard.add(member.address()));
        // An address may have been that of a member that died. Whoever has it now was not always listed as up.
        listed.stream().filter(member -> !dead.contains(member)).forEach(member -> unheard.remove(member.address()));
        unheard.removeIf(member -> nowNanos - upSince.getOrDefault(member, nowNanos)
                < timing.stale().toNanos());
        return 2 * unheard.size() < up.size() + 1 ? Set.copyOf(unheard) : Set.of();
    }

    /** Longer than for those who join: a node may need several attempts to reach a database that has come back. */
    private Watch newWatch() {
        return new Watch(timing.stale(), timing.stale());
    }
}
