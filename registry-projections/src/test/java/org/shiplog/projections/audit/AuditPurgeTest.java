package org.shiplog.projections.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent.AuditLogPurged;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;

/** What was purged is not in the log, in whichever order the workers of different slices come to it. */
@ExtendWith(TestDatabase.Provider.class)
class AuditPurgeTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final List<String> ALL = List.of("create_artifact", "other");

    private TestDatabase database;
    private long ordering;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
    }

    private JournalRecord record(Change change, Instant at) {
        long number = ++ordering;
        return new JournalRecord(
                new JournalOffset(number, number),
                "entity" + number,
                1,
                change,
                new Provenance("alice", at, "192.0.2.7", "test", "r" + number, "c" + number));
    }

    private JournalRecord pushed(int hours) {
        ManifestFacts facts = Samples.manifest(hours);
        return record(
                new Change.RepositoryChange(new RepositoryName("app/image"), new ManifestPushed(facts)),
                START.plusSeconds(3_600L * hours));
    }

    private JournalRecord created(int hours) {
        return record(
                new Change.ProjectChange(
                        new ProjectName("project" + hours), new ProjectCreated(hours, "alice", Visibility.PUBLIC)),
                START.plusSeconds(3_600L * hours));
    }

    private JournalRecord purged(int hours, List<String> types) {
        return record(
                new Change.AuditLogChange(new AuditLogPurged(START.plusSeconds(3_600L * hours), types)),
                START.plusSeconds(3_600L * 1_000));
    }

    private List<String> project(List<List<JournalRecord>> groups) throws SQLException {
        AuditReadModel model = new AuditReadModel();
        database.run("TRUNCATE " + String.join(", ", model.tables()));
        for (List<JournalRecord> group : groups) {
            apply(group);
        }
        return database.rows(model.tables());
    }

    private void apply(List<JournalRecord> group) throws SQLException {
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new AuditReadModel().apply(connection, group);
            connection.commit();
        }
    }

    @Test
    void takesOlderActsOfTheKindsThatAreNamed() throws Exception {
        project(List.of(List.of(pushed(1), created(2), pushed(3), created(4), purged(4, List.of("create_artifact")))));
        assertThat(database.column("SELECT operation || '_' || resource_type FROM audit_log ORDER BY id"))
                .containsExactly("create_project", "create_project", "delete_audit_log");
        apply(List.of(purged(4, List.of("other")), purged(4, List.of("delete_audit_log"))));
        assertThat(database.column("SELECT resource FROM audit_log WHERE resource_type = 'project'"))
                .containsExactly("project4");
        apply(List.of(purged(9_999, List.of("other"))));
        assertThat(database.column("SELECT DISTINCT resource_type FROM audit_log"))
                .as("what says that it was purged")
                .containsExactly("audit_log");
    }

    @Test
    void anyOrderAndAnyGroupsGiveTheSameLog() throws Exception {
        List<JournalRecord> events = new ArrayList<>();
        for (int hour = 1; hour <= 30; hour++) {
            events.add(hour % 2 == 0 ? pushed(hour) : created(hour));
        }
        events.add(purged(9, List.of("create_artifact")));
        events.add(purged(20, List.of("create_artifact")));
        events.add(purged(14, List.of("create_project", "other")));
        events.add(purged(5, ALL));
        List<String> asHappened = project(List.of(events));
        assertThat(asHappened).hasSizeGreaterThan(20);
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            List<JournalRecord> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, random);
            List<List<JournalRecord>> groups = new ArrayList<>();
            for (int from = 0; from < shuffled.size(); ) {
                int to = Math.min(shuffled.size(), from + 1 + random.nextInt(6));
                groups.add(shuffled.subList(from, to));
                from = to;
            }
            assertThat(project(groups)).as("seed %d", seed).isEqualTo(asHappened);
        }
    }

    @Test
    void missesNothingThatAnotherWorkerIsJustAdding() throws Exception {
        try (Connection adding = database.unpooled().getConnection()) {
            adding.setAutoCommit(false);
            new AuditReadModel().apply(adding, List.of(pushed(1)));
            CompletableFuture<Void> purging = CompletableFuture.runAsync(() -> {
                try {
                    apply(List.of(purged(2, ALL)));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> database.column("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                            .size()
                    == 1);
            adding.commit();
            purging.get(30, TimeUnit.SECONDS);
        }
        assertThat(database.column("SELECT resource_type FROM audit_log")).containsExactly("audit_log");
    }

    @Test
    void isFoundStepByStep() throws Exception {
        List<JournalRecord> events = new ArrayList<>();
        for (int hour = 1; hour <= 50; hour++) {
            events.add(pushed(hour / 5));
        }
        apply(events);
        AuditPurgeQueries queries = new AuditPurgeQueries(database.pool(), Runnable::run);
        Instant before = START.plusSeconds(3_600L * 8);
        assertThat(queries.count(before, ALL).toCompletableFuture().join()).isEqualTo(39);
        assertThat(queries.count(before, List.of("delete_artifact"))
                        .toCompletableFuture()
                        .join())
                .isZero();
        Instant limit = Instant.EPOCH;
        int steps = 0;
        while (limit.isBefore(before)) {
            limit = queries.limit(before, ALL, 3).toCompletableFuture().join();
            apply(List.of(record(new Change.AuditLogChange(new AuditLogPurged(limit, ALL)), before)));
            steps++;
        }
        assertThat(steps).isBetween(7, 12);
        assertThat(queries.count(before, ALL).toCompletableFuture().join()).isZero();
        assertThat(database.column("SELECT count(*) FROM audit_log WHERE resource_type = 'artifact'"))
                .containsExactly("11");
    }
}
