package org.shiplog.cluster.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRefusal.BlobUnknown;

@Isolated("loads entities until they refuse, which must not take longer than they wait")
class ShardedEntitiesTest {
    @TempDir
    static Path directory;

    private static TestDatabase database;

    private final CountingObserver observer = new CountingObserver();
    private TestMember member;
    private ShardedEntities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories;
    private RepositoryName name;

    private static final class CountingObserver implements EntityObserver {
        final AtomicInteger writes = new AtomicInteger();
        final AtomicInteger events = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger recoveries = new AtomicInteger();

        @Override
        public void started() {
            running.incrementAndGet();
        }

        @Override
        public void recovered(Duration took) {
            recoveries.incrementAndGet();
        }

        @Override
        public void committed(int written, Duration took) {
            writes.incrementAndGet();
            events.addAndGet(written);
        }

        @Override
        public void journalFailed() {
            failures.incrementAndGet();
        }

        @Override
        public void stopped() {
            running.decrementAndGet();
        }
    }

    @BeforeAll
    static void startDatabase() {
        database = TestDatabase.start(directory);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void startNode(TestInfo test) {
        name = new RepositoryName(
                "library/" + test.getTestMethod().orElseThrow().getName().toLowerCase());
        restart();
    }

    @AfterEach
    void stopNode() {
        member.close();
    }

    @Test
    void answersFromWhatWasAcknowledged() {
        assertThat(link(1, "a")).isEqualTo(new Outcome.Accepted<>(2));
        assertThat(find(1)).contains(1L);
        assertThat(find(2)).isEmpty();
    }

    @Test
    void findsEverythingAgainAfterARestart() {
        for (int i = 0; i < 2_500; i += 500) {
            linkAll(i, i + 500).forEach(CompletableFuture::join);
        }
        await().until(() -> snapshots() > 0);
        stopNode();
        restart();

        assertThat(find(0)).contains(0L);
        assertThat(find(2_499)).contains(2_499L);
    }

    @Test
    void replaysItsEventsWhenASnapshotIsDamaged() throws SQLException {
        for (int i = 0; i < 2_500; i += 500) {
            linkAll(i, i + 500).forEach(CompletableFuture::join);
        }
        await().until(() -> snapshots() > 0);
        stopNode();
        update("UPDATE snapshot SET snapshot_payload = '\\x00ff' WHERE persistence_id = '" + id() + "'");
        restart();

        assertThat(find(0)).contains(0L);
        assertThat(find(2_499)).contains(2_499L);
    }

    @Test
    void finishesWhatIsInFlightBeforeItStops() throws SQLException {
        link(1, "a");
        CompletableFuture<Outcome<RepositoryRefusal>> held;
        try (Connection lock = database.pool().getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE event_journal IN EXCLUSIVE MODE");
            held = start(new LinkBlob(1, digest(2), 2), "b");
            ClusterSharding.get(member.system())
                    .entityRefFor(EntityKind.REPOSITORY.typeKey(), name.toString())
                    .tell(EntityMessage.Stop.INSTANCE);
            lock.rollback();
        }

        assertThat(held.join()).isEqualTo(new Outcome.Accepted<>(3));
        // Sharding was not told of this stop, so that a message may be lost in it.
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(CompletionException.class)
                .untilAsserted(() -> assertThat(find(2)).contains(2L));
    }

    @Test
    void commitsTheCommandsOfAHotEntityInGroups() throws SQLException {
        linkAll(0, 1_000).forEach(CompletableFuture::join);

        assertThat(events()).isEqualTo(1_001);
        assertThat(database.count(
                        "SELECT count(DISTINCT transaction_id) FROM event_journal WHERE persistence_id = ?", id()))
                .isLessThan(200);
        assertThat(observer.writes.get()).isLessThan(200);
    }

    @Test
    void aCommandSentAgainHasNoSecondEffect() throws SQLException {
        Outcome<RepositoryRefusal> linked = link(1, "same");
        execute(new DeleteBlob(1, digest(1)), "deletion");

        assertThat(execute(new DeleteBlob(1, digest(1)), "deletion")).isEqualTo(new Outcome.Accepted<>(3));
        assertThat(link(1, "same")).isEqualTo(linked);
        assertThat(find(1)).isEmpty();
        assertThat(events()).isEqualTo(3);
    }

    @Test
    void aCommandSentAgainAfterARestartHasNoSecondEffect() throws SQLException {
        link(1, "link");
        execute(new DeleteBlob(1, digest(1)), "deletion");
        stopNode();
        restart();

        assertThat(execute(new DeleteBlob(1, digest(1)), "deletion")).isEqualTo(new Outcome.Accepted<>(3));
        assertThat(execute(new DeleteBlob(1, digest(1)), "another"))
                .isEqualTo(new Outcome.Refused<>(new BlobUnknown(digest(1))));
        assertThat(events()).isEqualTo(3);
    }

    @Test
    void aSecondWriterIsFencedOffByTheJournal() throws SQLException {
        link(1, "a");
        // What a node that wrongly believes to own the entity would write: the next sequence number, taken first.
        update("INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id,"
                + " event_ser_manifest, event_payload, adapter_manifest)"
                + " SELECT persistence_id, 3, 'other', write_timestamp, event_ser_id, event_ser_manifest,"
                + " event_payload, adapter_manifest FROM event_journal WHERE persistence_id = '" + id()
                + "' AND sequence_number = 2");

        assertThatThrownBy(() -> link(2, "b")).hasCauseInstanceOf(EntityUnavailableException.class);
        assertThat(events()).isEqualTo(3);
        await().atMost(Duration.ofSeconds(10))
                .ignoreExceptionsInstanceOf(CompletionException.class)
                .until(() -> link(2, "b").equals(new Outcome.Accepted<>(4)));
    }

    @Test
    void answersQueriesFromDurableStateWhileAWriteIsInFlight() throws SQLException {
        link(1, "a");
        CompletableFuture<Outcome<RepositoryRefusal>> held;
        try (Connection lock = database.pool().getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE event_journal IN EXCLUSIVE MODE");
            held = start(new LinkBlob(1, digest(2), 2), "b");

            assertThat(find(1)).contains(1L);
            assertThat(find(2)).isEmpty();
            assertThat(held).isNotDone();
            lock.rollback();
        }
        assertThat(held.join()).isEqualTo(new Outcome.Accepted<>(3));
        assertThat(find(2)).contains(2L);
    }

    @Test
    void refusesAtOnceWhenTooManyCommandsWait() throws SQLException {
        link(0, "first");
        List<CompletableFuture<Outcome<RepositoryRefusal>>> started;
        try (Connection lock = database.pool().getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE event_journal IN EXCLUSIVE MODE");
            started = linkAll(1, 4_001);
            List<CompletableFuture<Outcome<RepositoryRefusal>>> all = started;
            await().until(() -> all.stream()
                            .filter(CompletableFuture::isCompletedExceptionally)
                            .count()
                    >= 1_500);
            lock.rollback();
        }
        long accepted = started.stream()
                .filter(each -> settle(each) instanceof Outcome.Accepted<?>)
                .count();
        assertThat(accepted).isBetween(1_024L, 2_500L);
        assertThat(events()).isEqualTo(accepted + 2);
    }

    @Test
    void everyoneWaitingLearnsOfAJournalFailureAndTheEntityComesBack() throws SQLException {
        link(1, "a");
        update("ALTER TABLE event_journal RENAME TO event_journal_away");
        try {
            assertThatThrownBy(() -> link(2, "b")).hasCauseInstanceOf(EntityUnavailableException.class);
        } finally {
            update("ALTER TABLE event_journal_away RENAME TO event_journal");
        }
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(CompletionException.class)
                .until(() -> link(2, "b") instanceof Outcome.Accepted<?>);
        assertThat(find(1)).contains(1L);
    }

    @Test
    void tellsItsObserverWhatItDoes() throws SQLException {
        link(1, "a");
        link(1, "a");
        assertThat(observer.events).hasValue(2);
        assertThat(observer.writes).hasValue(1);
        assertThat(observer.recoveries).hasValue(1);
        assertThat(observer.running).hasValue(1);

        update("ALTER TABLE event_journal RENAME TO event_journal_away");
        try {
            assertThatThrownBy(() -> link(2, "b")).hasCauseInstanceOf(EntityUnavailableException.class);
        } finally {
            update("ALTER TABLE event_journal_away RENAME TO event_journal");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> observer.failures.get() == 1);
        await().atMost(Duration.ofSeconds(30)).until(() -> observer.running.get() == 0);
    }

    private void restart() {
        member = TestMember.alone(database.address(), observer, Duration.ofSeconds(5));
        repositories = member.repositories();
    }

    private Outcome<RepositoryRefusal> link(int blob, String commandId) {
        return execute(new LinkBlob(1, digest(blob), blob), commandId);
    }

    private List<CompletableFuture<Outcome<RepositoryRefusal>>> linkAll(int from, int to) {
        List<CompletableFuture<Outcome<RepositoryRefusal>>> started = new ArrayList<>();
        for (int i = from; i < to; i++) {
            started.add(start(new LinkBlob(1, digest(i), i), "link-" + i));
        }
        return started;
    }

    private Outcome<RepositoryRefusal> execute(RepositoryCommand command, String commandId) {
        return start(command, commandId).join();
    }

    private CompletableFuture<Outcome<RepositoryRefusal>> start(RepositoryCommand command, String commandId) {
        Provenance provenance =
                new Provenance("alice", Instant.parse("2026-11-21T10:00:00Z"), "192.0.2.7", "test", "r", commandId);
        return repositories.execute(name, command, provenance).toCompletableFuture();
    }

    private static Object settle(CompletableFuture<?> future) {
        return future.handle((value, failure) -> failure == null ? value : failure)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Optional<Long> find(int blob) {
        return repositories
                .query(name, new FindBlob(1, digest(blob)))
                .toCompletableFuture()
                .join();
    }

    private String id() {
        return "Repository|" + name;
    }

    private long events() throws SQLException {
        return database.count("SELECT count(*) FROM event_journal WHERE persistence_id = ?", id());
    }

    private long snapshots() {
        try {
            return database.count("SELECT count(*) FROM snapshot WHERE persistence_id = ?", id());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(String sql) throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            connection.createStatement().executeUpdate(sql);
        }
    }

    private static Digest digest(int i) {
        return DigestAlgorithm.SHA256.digestOf(Integer.toString(i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
