package org.shiplog.cluster.entity;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;
import org.shiplog.cluster.ArteryAddress;
import org.shiplog.cluster.NodeSystem;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.DatabaseAddress;

/** A member of a cluster that runs repositories and nothing else. */
final class TestMember implements AutoCloseable {
    /** More than the nodes have, because the machines that tests run on are busy. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Duration JOINING = Duration.ofSeconds(90);
    private static final String PAUSE = "pekko.cluster.failure-detector.acceptable-heartbeat-pause";

    static {
        // Tests share their two cores with other builds, which now and then leave a node without a turn for seconds.
        System.getProperties().putIfAbsent(PAUSE, "12s");
        ConfigFactory.invalidateCaches();
    }

    private final ActorSystem<?> system;
    private final HikariDataSource pool;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final ShardedEntities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories;

    private TestMember(ActorSystem<?> system, DatabaseAddress database, EntityObserver observer, Duration patience) {
        this.system = system;
        this.pool = Database.pool(database, "replay", 4);
        JournalReplay journal =
                new JournalReplay(pool, new JournalEvents(), new SnapshotSerializer()::fromBinary, blocking);
        this.repositories = ShardedEntities.start(system, EntityKind.REPOSITORY, patience, observer, journal);
    }

    /** Begins a cluster. */
    static TestMember first(DatabaseAddress database, ArteryAddress address) {
        ActorSystem<?> system = NodeSystem.start(database, address);
        NodeSystem.formCluster(system, JOINING);
        return new TestMember(system, database, EntityObserver.NONE, PATIENCE);
    }

    /** A cluster of one. */
    static TestMember alone(DatabaseAddress database, EntityObserver observer, Duration patience) {
        ActorSystem<?> system = NodeSystem.start(database);
        NodeSystem.formCluster(system, JOINING);
        return new TestMember(system, database, observer, patience);
    }

    /** Joins the cluster that the member at {@code contact} is in, and returns when all know of it. */
    static TestMember joining(DatabaseAddress database, ArteryAddress address, Address contact) {
        ActorSystem<?> system = NodeSystem.start(database, address);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(contact));
        Awaitility.await().atMost(JOINING).until(() -> cluster.selfMember().status() == MemberStatus.up());
        return new TestMember(system, database, EntityObserver.NONE, PATIENCE);
    }

    Address address() {
        return Cluster.get(system).selfMember().address();
    }

    ActorSystem<?> system() {
        return system;
    }

    int seenMembers() {
        int[] up = {0};
        Cluster.get(system)
                .state()
                .getMembers()
                .forEach(member -> up[0] += member.status() == MemberStatus.up() ? 1 : 0);
        return up[0];
    }

    ShardedEntities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories() {
        return repositories;
    }

    CompletionStage<Outcome<RepositoryRefusal>> execute(RepositoryName name, RepositoryCommand command) {
        return repositories.execute(name, command, provenance(UUID.randomUUID().toString()));
    }

    static Provenance provenance(String commandId) {
        return new Provenance("alice", Instant.parse("2026-11-21T10:00:00Z"), "192.0.2.7", "test", "r", commandId);
    }

    /** Leaves the cluster as a node that is told to stop. */
    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        blocking.shutdownNow();
        pool.close();
    }
}
