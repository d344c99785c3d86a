package org.shiplog.projections.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent.AuditLogPurged;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;

/** Each month of the log is a table of its own, made when it begins and gone when it was purged as a whole. */
@ExtendWith(TestDatabase.Provider.class)
class AuditMonthsTest {
    private static final List<String> EVERYTHING =
            List.of("create_artifact", "delete_artifact", "other", "pull_artifact");

    private TestDatabase database;
    private long ordering;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
    }

    private JournalRecord record(Change change, String at) {
        long number = ++ordering;
        return new JournalRecord(
                new JournalOffset(number, number),
                "entity" + number,
                1,
                change,
                new Provenance("alice", Instant.parse(at), "192.0.2.7", "test", "r" + number, "c" + number));
    }

    private JournalRecord created(String at) {
        return record(
                new Change.ProjectChange(
                        new ProjectName("p" + ordering), new ProjectCreated(1, "alice", Visibility.PUBLIC)),
                at);
    }

    private JournalRecord purged(String before, List<String> types, String at) {
        return record(new Change.AuditLogChange(new AuditLogPurged(Instant.parse(before), types)), at);
    }

    private void apply(List<JournalRecord> events) throws SQLException {
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new AuditReadModel().apply(connection, events);
            connection.commit();
        }
    }

    private List<String> months() {
        return database.column("SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid"
                + " WHERE inhparent = to_regclass('audit_log') ORDER BY 1");
    }

    private List<String> acts() {
        return database.column("SELECT to_char(op_time AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ' ' || resource_type"
                + " FROM audit_log ORDER BY op_time");
    }

    @Test
    void beginsAMonthWithItsFirstAct() throws Exception {
        apply(List.of(
                created("2026-10-31T23:59:59.999999Z"),
                created("2026-11-01T00:00:00Z"),
                created("2026-11-30T12:00:00Z"),
                created("1970-01-01T00:00:00Z")));
        assertThat(months()).containsExactly("audit_log_197001", "audit_log_202610", "audit_log_202611");
        assertThat(database.column("SELECT count(*) FROM audit_log_202611")).containsExactly("2");
        apply(List.of(created("2026-11-05T00:00:00Z")));
        assertThat(months()).hasSize(3);
    }

    @Test
    void workersThatMeetAtAMonthsBeginAllGetIn() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        List<CompletableFuture<Void>> workers =
                Stream.generate(() -> created("2026-12-01T00:00:00Z")).limit(4).toList().stream()
                        .map(event -> CompletableFuture.runAsync(() -> {
                            try {
                                together.await();
                                apply(List.of(event));
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }))
                        .toList();
        workers.forEach(CompletableFuture::join);
        assertThat(months()).containsExactly("audit_log_202612");
        assertThat(acts()).hasSize(4);
    }

    @Test
    void dropsAMonthOfWhichNothingIsLeftButItsPurges() throws Exception {
        apply(List.of(
                created("2026-08-10T00:00:00Z"),
                created("2026-09-10T00:00:00Z"),
                created("2026-10-10T00:00:00Z"),
                purged("2026-09-01T00:00:00Z", EVERYTHING, "2026-09-20T00:00:00Z")));
        assertThat(months()).as("August is over").containsExactly("audit_log_202609", "audit_log_202610");
        apply(List.of(purged("2026-10-05T00:00:00Z", EVERYTHING, "2026-10-20T00:00:00Z")));
        assertThat(acts()).containsExactly("2026-09-20 audit_log", "2026-10-10 project", "2026-10-20 audit_log");
        assertThat(months()).as("with what is kept").containsExactly("audit_log_202609", "audit_log_202610");
        apply(List.of(created("2026-08-11T00:00:00Z")));
        assertThat(acts()).as("nothing old comes back").hasSize(3);
    }

    @Test
    void staysAsLongAsAKindIsKept() throws Exception {
        apply(List.of(
                created("2026-08-10T00:00:00Z"),
                purged("2026-10-01T00:00:00Z", List.of("create_artifact", "other"), "2026-11-01T00:00:00Z")));
        assertThat(months()).contains("audit_log_202608");
        assertThat(acts()).containsExactly("2026-11-01 audit_log");
    }

    /** Whatever was together in a transaction, the rows are the same. */
    @Test
    void anyGroupsGiveTheSameLog() throws Exception {
        List<JournalRecord> events = new ArrayList<>();
        for (int month = 1; month <= 9; month++) {
            events.add(created("2026-0" + month + "-10T00:00:00Z"));
            events.add(purged("2026-0" + month + "-01T00:00:00Z", EVERYTHING, "2026-0" + month + "-15T00:00:00Z"));
        }
        apply(events);
        List<String> asHappened = database.rows(new AuditReadModel().tables());
        for (long seed = 1; seed <= 5; seed++) {
            database.run("TRUNCATE audit_log, audit_purge");
            Random random = new Random(seed);
            for (int from = 0; from < events.size(); ) {
                int to = Math.min(events.size(), from + 1 + random.nextInt(4));
                apply(events.subList(from, to));
                from = to;
            }
            assertThat(database.rows(new AuditReadModel().tables()))
                    .as("seed %d", seed)
                    .isEqualTo(asHappened);
        }
    }
}
