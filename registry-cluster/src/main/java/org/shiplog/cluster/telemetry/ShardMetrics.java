package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.pattern.Patterns;

/** How many shards of one kind of entity this node holds. */
final class ShardMetrics implements Samples.Sample {
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final String kind;
    private volatile double shards = Double.NaN;

    ShardMetrics(ActorSystem<?> system, String kind, MeterRegistry registry) {
        this.system = system;
        this.kind = kind;
        Gauge.builder("shiplog.shards", this, metrics -> metrics.shards)
                .description("Shards of the kind of entity that this node holds.")
                .tags(List.of(WatchedEntities.kindLabel(kind)))
                .register(registry);
    }

    @Override
    public void take() throws Exception {
        ActorRef region = ClusterSharding.get(system.classicSystem()).shardRegion(kind);
        Object answer = Patterns.ask(region, ShardRegion.getRegionStatsInstance(), ANSWER)
                .toCompletableFuture()
                .get(ANSWER.toSeconds() + 1, TimeUnit.SECONDS);
        if (answer instanceof ShardRegion.ShardRegionStats stats) {
            shards = stats.getStats().size();
        }
    }
}
