package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Whether the entities of this node may trust their memory.
 *
 * <p>A node that was cut off or stood still may have been given up by the others, who then run its entities and take writes
 * to them. The journal keeps this node's entities from writing, but what they would answer from memory is old. Others give a
 * node up when they have not heard of it for seconds (failure detector, then split-brain resolver). This node doubts itself
 * sooner: when it does not see more than half of the members, or when its clock shows that it stood still, until it had
 * the time to see the others again.
 */
final class NodeStanding implements Extension {
    private static final Id ID = new Id();
    private static final Duration TICK = Duration.ofMillis(100);
    /** Less than the acceptable heartbeat pause. */
    private static final long STOOD_STILL_NANOS = Duration.ofMillis(1_000).toNanos();
    /** Longer than the failure detector needs to find that others do not answer any more. */
    private static final long DOUBT_NANOS = Duration.ofSeconds(6).toNanos();

    private final Cluster cluster;
    private volatile boolean majority;
    private volatile long tick = System.nanoTime();
    private volatile long doubtUntil = tick;

    private NodeStanding(ActorSystem<?> system) {
        this.cluster = Cluster.get(system);
        look();
        system.scheduler()
                .scheduleWithFixedDelay(
                        TICK,
                        TICK,
                        this::look,
                        system.dispatchers().lookup(DispatcherSelector.fromConfig("pekko.actor.internal-dispatcher")));
    }

    private static final class Id extends ExtensionId<NodeStanding> {
        @Override
        public NodeStanding createExtension(ActorSystem<?> system) {
            return new NodeStanding(system);
        }
    }

    static NodeStanding of(ActorSystem<?> system) {
        return system.registerExtension(ID);
    }

    boolean isSure() {
        long now = System.nanoTime();
        return majority && now - tick < STOOD_STILL_NANOS && now - doubtUntil >= 0;
    }

    private void look() {
        long now = System.nanoTime();
        // Before the new tick is seen: who asks in between must not find that all is well.
        if (now - tick >= STOOD_STILL_NANOS) {
            doubtUntil = now + DOUBT_NANOS;
        }
        majority = seesMajority(cluster.state());
        tick = now;
    }

    private static boolean seesMajority(CurrentClusterState state) {
        int members = 0;
        int seen = 0;
        Set<Member> unreachable = state.getUnreachable();
        for (Member member : state.getMembers()) {
            members++;
            if (!unreachable.contains(member)) {
                seen++;
            }
        }
        return 2 * seen > members;
    }
}
