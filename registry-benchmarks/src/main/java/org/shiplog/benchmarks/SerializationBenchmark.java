package org.shiplog.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.entity.RecentCommands;
import org.shiplog.cluster.serialization.EventSerializer;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;

/** Events and snapshots between memory and the journal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SerializationBenchmark {
    private static final Provenance PROVENANCE = new Provenance(
            "admin",
            Instant.parse("2026-11-21T12:00:00.123456Z"),
            "192.0.2.17",
            "docker/29.0.1 go/go1.25",
            "0f0e0d0c-0b0a-4908-8706-050403020100",
            "00010203-0405-4607-8809-0a0b0c0d0e0f");

    private final EventSerializer events = new EventSerializer();
    private final SnapshotSerializer snapshots = new SnapshotSerializer();
    private final Recorded<RepositoryEvent> pushed =
            new Recorded<>(new ManifestPushed(GrownRepository.manifest(1)), PROVENANCE);
    private final Recorded<RepositoryEvent> moved = new Recorded<>(
            new TagMoved(
                    GrownRepository.tag(1),
                    Optional.of(GrownRepository.digest("manifest", 0)),
                    GrownRepository.digest("manifest", 1)),
            PROVENANCE);
    private final byte[] pushedBytes = events.toBinary(pushed);
    private final String pushedManifest = events.manifest(pushed);
    private final byte[] movedBytes = events.toBinary(moved);
    private final String movedManifest = events.manifest(moved);

    @Benchmark
    public byte[] writeManifestPushed() {
        return events.toBinary(pushed);
    }

    @Benchmark
    public Object readManifestPushed() {
        return events.fromBinary(pushedBytes, pushedManifest);
    }

    @Benchmark
    public byte[] writeTagMoved() {
        return events.toBinary(moved);
    }

    @Benchmark
    public Object readTagMoved() {
        return events.fromBinary(movedBytes, movedManifest);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public byte[] writeSnapshot(Grown grown) {
        return snapshots.toBinary(grown.entity);
    }

    /** Most of a recovery. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Object readSnapshot(Grown grown) {
        return snapshots.fromBinary(grown.bytes, grown.manifest);
    }

    /** An entity whose snapshot is worth measuring. */
    @State(Scope.Benchmark)
    public static class Grown {
        @Param({"1000", "100000"})
        private int tags;

        private final SnapshotSerializer snapshots = new SnapshotSerializer();
        private Object entity = List.of();
        private byte[] bytes = {};
        private String manifest = "";

        @Setup
        public void grow() {
            GrownRepository grown = GrownRepository.withTags(tags);
            entity = new EntityState<>(
                    grown.state(),
                    grown.history().size(),
                    new RecentCommands(PersistentMap.empty(), PersistentMap.empty()));
            bytes = snapshots.toBinary(entity);
            manifest = snapshots.manifest(entity);
        }
    }
}
