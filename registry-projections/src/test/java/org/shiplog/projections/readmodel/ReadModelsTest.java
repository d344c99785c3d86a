package org.shiplog.projections.readmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.fixture.Workers;
import org.shiplog.projections.journal.JournalRecord;

@ExtendWith(TestDatabase.Provider.class)
class ReadModelsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestDatabase database;
    private TestJournal journal;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
    }

    private boolean isFresh(Workers workers, String projection, Duration atMost) {
        return new Freshness(database.pool(), workers.blocking())
                .awaitHead(projection, atMost)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private List<String> audit() {
        return database.column(
                "SELECT operation || ' ' || resource_type || ' ' || resource FROM audit_log ORDER BY id");
    }

    /** Does something bad right after its events were applied, once. */
    private record Failing(ReadModel model, AtomicInteger failures, Mishap mishap) implements ReadModel {
        interface Mishap {
            void happen(Connection connection) throws SQLException;
        }

        @Override
        public String name() {
            return model.name();
        }

        @Override
        public List<String> tables() {
            return model.tables();
        }

        @Override
        public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
            model.apply(connection, events);
            if (failures.getAndIncrement() == 0) {
                mishap.happen(connection);
            }
        }
    }

    private void survives(Failing.Mishap mishap) {
        try (Workers workers = new Workers(database, journal)) {
            journal.append("Repository|a/r", new RepositoryCreated(1), Samples.pushed(1), Samples.tagged("v1", 1));
            AtomicInteger failures = new AtomicInteger();
            workers.start(new Failing(new AuditReadModel(), failures, mishap));
            assertThat(isFresh(workers, AuditReadModel.NAME, PATIENCE)).isTrue();
            assertThat(failures.get()).isGreaterThan(1);
            assertThat(audit())
                    .containsExactly(
                            "create repository a/r", "create artifact a/r@" + Samples.digest(1), "create tag a/r:v1");
        }
    }

    @Test
    void handlesEventsOnceWhenTheConnectionDiesBetweenRowsAndOffset() {
        survives(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pg_backend_pid())");
            }
        });
    }

    @Test
    void handlesEventsOnceWhenAHandlerFailsAfterItsRowsWereWritten() {
        survives(_ -> {
            throw new IllegalStateException("a mishap for the test");
        });
    }

    /** Counts events, so that handling one twice shows. Its first batch waits until another worker stands behind it. */
    private record Tally(TestDatabase database, AtomicInteger batches) implements ReadModel {
        static Tally create(TestDatabase database) {
            database.run("CREATE TABLE tally (events bigint); INSERT INTO tally VALUES (0)");
            return new Tally(database, new AtomicInteger());
        }

        @Override
        public String name() {
            return "tally";
        }

        @Override
        public List<String> tables() {
            return List.of("tally");
        }

        @Override
        public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
            if (batches.getAndIncrement() == 0) {
                await().atMost(PATIENCE)
                        .until(() -> !database.column("SELECT pid FROM pg_stat_activity "
                                        + "WHERE wait_event_type = 'Lock' AND datname = current_database()")
                                .isEmpty());
            }
            try (PreparedStatement count = connection.prepareStatement("UPDATE tally SET events = events + ?")) {
                count.setInt(1, events.size());
                count.executeUpdate();
            }
        }
    }

    @Test
    void handlesEventsOnceWhenTwoWorkersOfOneRangeOverlap() {
        Tally tally = Tally.create(database);
        journal.append("Repository|a/r", new RepositoryCreated(1), Samples.pushed(1), Samples.tagged("v1", 1));
        try (Workers workers = new Workers(database, journal);
                Workers others = new Workers(database, journal)) {
            workers.start(tally);
            others.start(tally);
            assertThat(isFresh(workers, "tally", PATIENCE)).isTrue();
            for (int tag = 1; tag <= 100; tag++) {
                journal.append("Repository|a/r", Samples.tagged("v1", tag));
                workers.bell().ring();
                others.bell().ring();
            }
            assertThat(isFresh(workers, "tally", PATIENCE)).isTrue();
        }
        assertThat(database.column("SELECT events FROM tally")).containsExactly("103");
    }

    @Test
    void goesOnWhereItStoppedAfterARestart() {
        try (Workers workers = new Workers(database, journal)) {
            workers.start(new AuditReadModel());
            journal.append("Repository|a/r", new RepositoryCreated(1), Samples.pushed(1));
            assertThat(isFresh(workers, AuditReadModel.NAME, PATIENCE)).isTrue();
            workers.stop();
            journal.append("Repository|a/r", Samples.pushed(2));
            workers.start(new AuditReadModel());
            assertThat(isFresh(workers, AuditReadModel.NAME, PATIENCE)).isTrue();
        }
        assertThat(audit()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void isNotFreshWhileNobodyProjects() {
        try (Workers workers = new Workers(database, journal)) {
            assertThat(isFresh(workers, AuditReadModel.NAME, Duration.ofMillis(50)))
                    .as("nothing to handle")
                    .isTrue();
            journal.append("Repository|a/r", new RepositoryCreated(1));
            assertThat(isFresh(workers, AuditReadModel.NAME, Duration.ofMillis(100)))
                    .isFalse();
        }
    }

    @Test
    void isNotFreshBehindATransactionThatIsStillRunning() throws Exception {
        try (Workers workers = new Workers(database, journal);
                Connection slow = database.unpooled().getConnection()) {
            workers.start(new AuditReadModel());
            slow.setAutoCommit(false);
            journal.insert(slow, "slow", "Repository|a/slow", List.of(new RepositoryCreated(1)));
            journal.append("Repository|a/r", new RepositoryCreated(1));
            assertThat(isFresh(workers, AuditReadModel.NAME, Duration.ofMillis(500)))
                    .isFalse();
            slow.commit();
            assertThat(isFresh(workers, AuditReadModel.NAME, PATIENCE)).isTrue();
            assertThat(audit()).containsExactly("create repository a/slow", "create repository a/r");
        }
    }

    @Test
    void showsEveryWriteToAReadThatWaitsForIt() {
        try (Workers workers = new Workers(database, journal)) {
            workers.start(new CatalogReadModel());
            journal.append("Repository|a/r", new RepositoryCreated(1));
            for (int tag = 1; tag <= 50; tag++) {
                journal.append("Repository|a/r", Samples.tagged("v" + tag, tag));
                workers.bell().ring();
                assertThat(isFresh(workers, CatalogReadModel.NAME, PATIENCE)).isTrue();
                assertThat(database.column("SELECT count(*) FROM catalog_tag")).containsExactly(String.valueOf(tag));
            }
        }
    }

    @Test
    void sharesItsWorkersOutOverACluster() {
        var settings = ConfigFactory.parseString("""
            pekko.actor.provider = cluster
            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
            """);
        try (Workers workers = new Workers(database, journal, settings)) {
            Cluster cluster = Cluster.get(workers.kit().system());
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
            workers.readModels().start(workers.kit().system(), List.of(new CatalogReadModel(), new AuditReadModel()));
            for (int entity = 0; entity < 20; entity++) {
                journal.append("Repository|a/r" + entity, new RepositoryCreated(1));
            }
            await().atMost(PATIENCE).until(() -> audit().size() == 20);
            await().atMost(PATIENCE).until(() -> isFresh(workers, CatalogReadModel.NAME, PATIENCE));
            assertThat(database.column("SELECT count(*) FROM catalog_repository"))
                    .containsExactly("20");
        }
    }
}
