package org.shiplog.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
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

/**
 * What a repository of many tags costs on a real journal: bytes of the journal for each push, of memory for each tag, and the time
 * until it answers after its node was lost. Prints one line for each number of tags that it is given.
 */
public final class RepositoryScale implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int AT_ONCE = 200;
    private static final int TIMES = 3;

    private final EmbeddedPostgres postgres;
    private final HikariDataSource database;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    private RepositoryScale(Path directory) {
        this.postgres = EmbeddedPostgres.start(directory);
        this.database = Database.pool(postgres.address(), "scale", 4);
        Database.migrate(database);
    }

    /** @param arguments numbers of tags */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path directory = Files.createTempDirectory("repository-scale");
        try (var scale = new RepositoryScale(directory)) {
            for (String tags : arguments) {
                System.out.println(scale.measure(Integer.parseInt(tags)));
            }
        }
    }

    private String measure(int tags) throws SQLException {
        RepositoryName name = new RepositoryName("library/tags-" + tags);
        long journalBefore = journalBytes();
        double seconds = fill(name, tags);
        double journalBytes = journalBytes() - journalBefore;
        List<Long> recoveries = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            recoveries.add(recover(name));
        }
        return String.format(
                Locale.ROOT,
                "%7d tags: %.0f images/s, %.0f bytes of journal and indexes for each, %.0f bytes of memory for each,"
                        + " first answers %s ms",
                tags,
                tags / seconds,
                journalBytes / tags,
                memory(tags),
                recoveries);
    }

    private double fill(RepositoryName name, int tags) {
        ActorSystem<?> system = started();
        long began = System.nanoTime();
        var repositories = repositories(system);
        Semaphore free = new Semaphore(AT_ONCE);
        for (int number = 0; number < tags; number++) {
            free.acquireUninterruptibly();
            int image = number;
            CompletableFuture<?> _ = execute(
                            repositories, name, new LinkBlob(1, GrownRepository.digest("config", image), 1_000))
                    .thenCompose(_ ->
                            execute(repositories, name, new LinkBlob(1, GrownRepository.digest("layer", image), 1_000)))
                    .thenCompose(_ -> execute(repositories, name, GrownRepository.push(image)))
                    .whenComplete((_, _) -> free.release());
        }
        free.acquireUninterruptibly(AT_ONCE);
        double seconds = (System.nanoTime() - began) / 1e9;
        stop(system);
        return seconds;
    }

    private static CompletableFuture<Outcome<RepositoryRefusal>> execute(
            ShardedEntities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories,
            RepositoryName name,
            RepositoryCommand command) {
        String id = UUID.randomUUID().toString();
        return repositories
                .execute(name, command, new Provenance("admin", Instant.now(), "127.0.0.1", "scale", id, id))
                .toCompletableFuture();
    }

    /** Milliseconds from the first question to its answer, on a node that has just started and is warm otherwise. */
    private long recover(RepositoryName name) {
        ActorSystem<?> system = started();
        try {
            var repositories = repositories(system);
            ask(repositories, new RepositoryName("library/another"));
            long began = System.nanoTime();
            ask(repositories, name);
            return (System.nanoTime() - began) / 1_000_000;
        } finally {
            stop(system);
        }
    }

    private static void ask(
            ShardedEntities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories,
            RepositoryName name) {
        repositories
                .query(name, new ListTags(1, Optional.empty(), 1))
                .toCompletableFuture()
                .join();
    }

    private ActorSystem<?> started() {
        ActorSystem<?> system = NodeSystem.start(postgres.address());
        NodeSystem.formCluster(system, PATIENCE);
        return system;
    }

    private ShardedEntities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories(
            ActorSystem<?> system) {
        var journal = new JournalReplay(database, new JournalEvents(), new SnapshotSerializer()::fromBinary, blocking);
        return ShardedEntities.start(system, EntityKind.REPOSITORY, PATIENCE, EntityObserver.NONE, journal);
    }

    private static void stop(ActorSystem<?> system) {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    private long journalBytes() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_total_relation_size('event_journal')")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static double memory(int tags) {
        long before = usedAfterCollection();
        Repository state = GrownRepository.withTags(tags).state();
        long after = usedAfterCollection();
        return (after - before) / (double) Math.max(state.tags().size(), 1);
    }

    private static long usedAfterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public void close() {
        blocking.close();
        database.close();
        postgres.close();
    }
}
