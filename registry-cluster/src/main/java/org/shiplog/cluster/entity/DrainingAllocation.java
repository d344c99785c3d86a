package org.shiplog.cluster.entity;

import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Pekko's least-shards allocation among the nodes that stay, which takes the shards of leaving ones away a few at a time. How
 * many move at once bounds how long each is out of reach, in a leave as in a join.
 */
final class DrainingAllocation implements ActorSystemDependentAllocationStrategy {
    private static final String LIMIT =
            "pekko.cluster.sharding.least-shard-allocation-strategy.rebalance-absolute-limit";

    private final ShardAllocationStrategy leastShards;
    private final Supplier<Set<Address>> leaving;
    private final Address self;
    private final int atOnce;

    /** Only the coordinator asks, one question at a time. */
    private Set<String> moved = Set.of();

    private DrainingAllocation(
            ShardAllocationStrategy leastShards, Supplier<Set<Address>> leaving, Address self, int atOnce) {
        this.leastShards = leastShards;
        this.leaving = leaving;
        this.self = self;
        this.atOnce = atOnce;
    }

    /** @param leaving the addresses of the nodes that no shard shall stay on */
    static DrainingAllocation create(ActorSystem<?> system, Supplier<Set<Address>> leaving) {
        ShardAllocationStrategy leastShards =
                ClusterSharding.get(system).defaultShardAllocationStrategy(ClusterShardingSettings.create(system));
        return new DrainingAllocation(
                leastShards,
                leaving,
                Cluster.get(system).selfMember().address(),
                system.settings().config().getInt(LIMIT));
    }

    @Override
    public void start(org.apache.pekko.actor.ActorSystem system) {
        if (leastShards instanceof ActorSystemDependentAllocationStrategy dependent) {
            dependent.start(system);
        }
    }

    @Override
    public Future<ActorRef> allocateShard(ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
        Map<ActorRef, IndexedSeq<String>> staying = staying(current);
        return leastShards.allocateShard(requester, shard, staying.isEmpty() ? current : staying);
    }

    @Override
    public Future<scala.collection.immutable.Set<String>> rebalance(
            Map<ActorRef, IndexedSeq<String>> current, scala.collection.immutable.Set<String> inProgress) {
        Map<ActorRef, IndexedSeq<String>> staying = staying(current);
        if (staying.isEmpty() || staying.size() == current.size()) {
            return leastShards.rebalance(current, inProgress);
        }
        if (!inProgress.isEmpty() || !allHaveHomes(staying)) {
            return Future.successful(none());
        }
        Set<String> next = CollectionConverters.asJava(current).entrySet().stream()
                .filter(region -> isLeaving(region.getKey()))
                .flatMap(region -> CollectionConverters.asJava(region.getValue()).stream())
                .limit(atOnce)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
        moved = next;
        // Nothing else moves as long as a node leaves: the coordinator may leave with it, and a shard that is on its
        // way then
        // waits for the next one.
        return Future.successful(CollectionConverters.asScala(next).toSet());
    }

    /**
     * Whether the shards that were taken away last are somewhere else by now. The coordinator takes one step at a time, and those of
     * the next ones would come before theirs.
     */
    private boolean allHaveHomes(Map<ActorRef, IndexedSeq<String>> staying) {
        Set<String> homed = CollectionConverters.asJava(staying).values().stream()
                .flatMap(shards -> CollectionConverters.asJava(shards).stream())
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
        return homed.containsAll(moved);
    }

    private static scala.collection.immutable.Set<String> none() {
        return CollectionConverters.asScala(Set.<String>of()).toSet();
    }

    private Map<ActorRef, IndexedSeq<String>> staying(Map<ActorRef, IndexedSeq<String>> current) {
        Map<ActorRef, IndexedSeq<String>> staying = current;
        for (ActorRef region : CollectionConverters.asJava(current).keySet()) {
            if (isLeaving(region)) {
                staying = staying.removed(region);
            }
        }
        return staying;
    }

    private boolean isLeaving(ActorRef region) {
        Address address = region.path().address();
        return leaving.get().contains(address.hasLocalScope() ? self : address);
    }
}
