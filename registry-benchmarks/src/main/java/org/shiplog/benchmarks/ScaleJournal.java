package org.shiplog.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.NodeSystem;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.entity.EntityObserver;
import org.shiplog.cluster.entity.JournalReplay;
import org.shiplog.cluster.entity.ShardedEntities;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryQuery.ListTags;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** A real journal, and nodes on it that have repositories and nothing else. */
final class ScaleJournal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int AT_ONCE = 200;

    private final EmbeddedPostgres postgres;
    private final HikariDataSource database;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    ScaleJournal(Path directory) {
        this.postgres = EmbeddedPostgres.start(directory);
        this.database = Database.pool(postgres.address(), "scale", 4);
        Database.migrate(database);
    }

    /** With its indexes. */
    long bytes() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_total_relation_size('event_journal')")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    Node start() {
        ActorSystem<?> system = NodeSystem.start(postgres.address());
        NodeSystem.formCluster(system, PATIENCE);
        var journal = new JournalReplay(database, new JournalEvents(), new SnapshotSerializer()::fromBinary, blocking);
        return new Node(
                system, ShardedEntities.start(system, EntityKind.REPOSITORY, PATIENCE, EntityObserver.NONE, journal));
    }

    /** A push into a repository. */
    record Push(RepositoryName repository, int image) {}

    record Node(
            ActorSystem<?> system,
            ShardedEntities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories)
            implements AutoCloseable {
        /** Two blobs and a manifest under a tag for each, many at once. */
        void push(Stream<Push> pushes) {
            Semaphore free = new Semaphore(AT_ONCE);
            pushes.forEach(push -> {
                free.acquireUninterruptibly();
                CompletableFuture<?> _ = execute(push, link("config", push))
                        .thenCompose(_ -> execute(push, link("layer", push)))
                        .thenCompose(_ -> execute(push, GrownRepository.push(push.image())))
                        .whenComplete((_, _) -> free.release());
            });
            free.acquireUninterruptibly(AT_ONCE);
        }

        private static LinkBlob link(String kind, Push push) {
            return new LinkBlob(1, GrownRepository.digest(kind, push.image()), 1_000);
        }

        private CompletableFuture<Outcome<RepositoryRefusal>> execute(Push push, RepositoryCommand command) {
            String id = UUID.randomUUID().toString();
            return repositories
                    .execute(
                            push.repository(),
                            command,
                            new Provenance("admin", Instant.now(), "127.0.0.1", "scale", id, id))
                    .toCompletableFuture();
        }

        void ask(RepositoryName name) {
            repositories
                    .query(name, new ListTags(1, Optional.empty(), 1))
                    .toCompletableFuture()
                    .join();
        }

        @Override
        public void close() {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }
    }

    @Override
    public void close() {
        blocking.close();
        database.close();
        postgres.close();
    }
}
