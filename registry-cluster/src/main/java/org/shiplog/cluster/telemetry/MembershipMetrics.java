package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** The cluster as this node sees it. Nodes that see different ones are a sign of trouble. */
final class MembershipMetrics {
    private static final List<MemberStatus> STATUSES = List.of(
            MemberStatus.joining(),
            MemberStatus.weaklyUp(),
            MemberStatus.up(),
            MemberStatus.leaving(),
            MemberStatus.exiting(),
            MemberStatus.down());

    private final Cluster cluster;

    MembershipMetrics(ActorSystem<?> system, MeterRegistry registry) {
        this.cluster = Cluster.get(system);
        for (MemberStatus status : STATUSES) {
            Gauge.builder("shiplog.cluster.members", this, metrics -> metrics.members(status))
                    .description("Members of the cluster by their status.")
                    .tag("status", status.toString().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        gauge(
                registry,
                "unreachable.members",
                "Members that this node believes to be out of reach.",
                state -> state.getUnreachable().size());
        gauge(
                registry,
                "has.leader",
                "1 while the cluster has a leader, which members need to join and to leave.",
                state -> state.getLeader() == null ? 0 : 1);
        gauge(
                registry,
                "leader",
                "1 on the node that lets members in and out.",
                state -> cluster.selfMember().address().equals(state.getLeader()) ? 1 : 0);
        gauge(registry, "oldest", "1 on the oldest node, which tells the others where the shards are.", this::isOldest);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<CurrentClusterState> value) {
        Gauge.builder("shiplog.cluster." + name, cluster, one -> value.applyAsDouble(one.state()))
                .description(description)
                .register(registry);
    }

    private double members(MemberStatus status) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(status))
                .count();
    }

    private double isOldest(CurrentClusterState state) {
        Member self = cluster.selfMember();
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                        .filter(member -> member.status().equals(MemberStatus.up()))
                        .allMatch(member -> member.equals(self) || self.isOlderThan(member))
                ? 1
                : 0;
    }
}
