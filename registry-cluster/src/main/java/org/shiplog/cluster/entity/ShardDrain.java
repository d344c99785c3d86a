package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion.ClusterShardingStats;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a node's shards to the others before it leaves, a few at a time. When a node just leaves, all its shards are stopped at
 * once and then given new homes one by one, so the last of them is out of reach as long as all that takes.
 *
 * <p>A node that is about to leave is listed with the receptionist; {@link DrainingAllocation} takes its shards away. Runs
 * by itself in the coordinated shutdown, before the node leaves the cluster, for as long as that phase may take; what is
 * left then is handed over at once.
 */
final class ShardDrain implements Extension {
    private static final Logger LOG = LoggerFactory.getLogger(ShardDrain.class);
    private static final Id ID = new Id();
    private static final ServiceKey<Done> LEAVING = ServiceKey.create(Done.class, "shards-leave");
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final Set<EntityTypeKey<?>> kinds = ConcurrentHashMap.newKeySet();
    private volatile Set<Address> leaving = Set.of();

    private ShardDrain(ActorSystem<?> system) {
        this.system = system;
        system.systemActorOf(
                Behaviors.<Receptionist.Listing>setup(context -> {
                    system.receptionist().tell(Receptionist.subscribe(LEAVING, context.getSelf()));
                    return Behaviors.receiveMessage(listing -> {
                        leaving = addresses(listing);
                        return Behaviors.same();
                    });
                }),
                "shards-of-leaving-nodes",
                Props.empty());
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeClusterShutdown(), "move the shards away", this::drain);
    }

    private static final class Id extends ExtensionId<ShardDrain> {
        @Override
        public ShardDrain createExtension(ActorSystem<?> system) {
            return new ShardDrain(system);
        }
    }

    static ShardDrain of(ActorSystem<?> system) {
        return system.registerExtension(ID);
    }

    /** Where the shards of the kind go. To be called once for each kind, before it starts. */
    DrainingAllocation allocation(EntityTypeKey<?> kind) {
        kinds.add(kind);
        return DrainingAllocation.create(system, () -> leaving);
    }

    private Set<Address> addresses(Receptionist.Listing listing) {
        Address self = Cluster.get(system).selfMember().address();
        return listing.getServiceInstances(LEAVING).stream()
                .map(node -> node.path().address())
                .map(address -> address.hasLocalScope() ? self : address)
                .collect(Collectors.toUnmodifiableSet());
    }

    private CompletionStage<Done> drain() {
        if (!hasCompany()) {
            return CompletableFuture.completedStage(Done.done());
        }
        return everywhere().thenCompose(all -> {
            // Only its address is of interest.
            ActorRef<Done> sign = system.systemActorOf(Behaviors.ignore(), "shards-leave", Props.empty());
            system.receptionist().tell(Receptionist.register(LEAVING, sign));
            return untilMoved(all, System.nanoTime());
        });
    }

    private boolean hasCompany() {
        Cluster cluster = Cluster.get(system);
        Set<Member> gone = cluster.state().getUnreachable();
        for (Member member : cluster.state().getMembers()) {
            boolean other = !member.equals(cluster.selfMember()) && !gone.contains(member);
            if (other && member.status().equals(MemberStatus.up())) {
                return cluster.selfMember().status().equals(MemberStatus.up());
            }
        }
        return false;
    }

    /**
     * Until no shard is left here and all are somewhere else. Those that were stopped here have no home for a moment, and if their
     * coordinator left in that moment, they would wait for the next one.
     */
    private CompletionStage<Done> untilMoved(int all, long begun) {
        return here().thenCompose(left -> left == 0 ? everywhere() : CompletableFuture.completedStage(-1))
                .thenCompose(homed -> {
                    if (homed >= all) {
                        LOG.info("the shards have moved away in {} ms", (System.nanoTime() - begun) / 1_000_000);
                        return CompletableFuture.completedStage(Done.done());
                    }
                    Executor later = CompletableFuture.delayedExecutor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                    return CompletableFuture.completedStage(Done.done())
                            .thenComposeAsync(
                                    _ -> hasCompany()
                                            ? untilMoved(all, begun)
                                            : CompletableFuture.completedStage(Done.done()),
                                    later);
                });
    }

    private CompletionStage<Integer> here() {
        return sum(kind -> {
            CompletionStage<CurrentShardRegionState> state = AskPattern.ask(
                    ClusterSharding.get(system).shardState(),
                    replyTo -> new GetShardRegionState(kind, replyTo),
                    ANSWER,
                    system.scheduler());
            // A shard that moves while it is asked does not answer; it is counted as still here.
            return state.handle((of, failure) ->
                    failure == null ? of.shards().size() + of.failed().size() : 1);
        });
    }

    private CompletionStage<Integer> everywhere() {
        return sum(kind -> {
            CompletionStage<ClusterShardingStats> stats = AskPattern.ask(
                    ClusterSharding.get(system).shardState(),
                    replyTo -> new GetClusterShardingStats(kind, ANSWER, replyTo),
                    ANSWER,
                    system.scheduler());
            return stats.handle((of, failure) -> failure == null
                    ? of.getRegions().values().stream()
                            .mapToInt(region ->
                                    region.stats().size() + region.failed().size())
                            .sum()
                    : 0);
        });
    }

    private CompletionStage<Integer> sum(Function<EntityTypeKey<?>, CompletionStage<Integer>> shards) {
        CompletionStage<Integer> sum = CompletableFuture.completedStage(0);
        for (EntityTypeKey<?> kind : kinds) {
            sum = sum.thenCombine(shards.apply(kind), Integer::sum);
        }
        return sum;
    }
}
