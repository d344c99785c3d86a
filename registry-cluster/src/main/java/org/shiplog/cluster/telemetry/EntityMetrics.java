package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.shiplog.cluster.entity.EntityObserver;

/** Counts what the entities of one kind do on this node. */
public final class EntityMetrics implements EntityObserver {
    private final LongAdder alive = new LongAdder();
    private final Timer recoveries;
    private final Timer commits;
    private final Counter events;
    private final Counter failures;

    public EntityMetrics(String kind, MeterRegistry registry) {
        Tags tags = Tags.of(new Tag[] {WatchedEntities.kindLabel(kind)});
        Gauge.builder("shiplog.entities.alive", alive, LongAdder::sum)
                .description("Entities in this node's memory.")
                .tags(tags)
                .register(registry);
        this.recoveries = Buckets.operations("shiplog.entity.recovery.duration")
                .description("Time that an entity took to read its snapshot and its journal.")
                .tags(tags)
                .register(registry);
        this.commits = Buckets.operations("shiplog.journal.commit.duration")
                .description("Time that the journal took to make a batch of events durable.")
                .tags(tags)
                .register(registry);
        this.events = Counter.builder("shiplog.journal.events")
                .description("Events that this node wrote.")
                .tags(tags)
                .register(registry);
        this.failures = Counter.builder("shiplog.journal.failures")
                .description("Writes to the journal that failed, or whose outcome is unknown.")
                .tags(tags)
                .register(registry);
    }

    @Override
    public void started() {
        alive.increment();
    }

    @Override
    public void recovered(Duration took) {
        recoveries.record(took);
    }

    @Override
    public void committed(int written, Duration took) {
        commits.record(took);
        events.increment(written);
    }

    @Override
    public void journalFailed() {
        failures.increment();
    }

    @Override
    public void stopped() {
        alive.decrement();
    }
}
