package org.shiplog.cluster.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.cluster.job.FollowedEntities;
import org.shiplog.cluster.job.JobContext;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;
import org.shiplog.projections.audit.AuditPurgeQueries;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.readmodel.Freshness;

class AuditLogPurgeTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final int ACTS = 25_000;

    private static TestDatabase database;

    private final Told told = new Told();
    private FollowedEntities<String, AuditLog, AuditLogCommand, AuditLogEvent, AuditLogRefusal> log;
    private AuditLogPurge purge;

    private static final class Told implements JobContext {
        final List<String> lines = new ArrayList<>();
        final List<String> progress = new ArrayList<>();

        @Override
        public long executionId() {
            return 1;
        }

        @Override
        public long taskId() {
            return 2;
        }

        @Override
        public void log(String line) {
            lines.add(line);
        }

        @Override
        public void checkIn(String text) {
            progress.add(text);
        }
    }

    @BeforeAll
    static void start(@TempDir Path directory) {
        database = TestDatabase.start(directory);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    /** A log of one act each second until now, every tenth of them a project's. */
    @BeforeEach
    void fill() throws SQLException {
        log = new FollowedEntities<>(
                new AuditLog.Rules(),
                (_, event) -> new Change.AuditLogChange(event),
                new AuditReadModel(),
                database.pool());
        purge = new AuditLogPurge(
                log,
                new AuditPurgeQueries(database.pool(), Runnable::run),
                new Freshness(database.pool(), task -> Thread.ofVirtual().start(task)),
                () -> NOW);
        try (var connection = database.pool().getConnection();
                var statement = connection.prepareStatement("""
                    INSERT INTO audit_log (id, op_time, username, resource, resource_type, operation, client_address,
                                           user_agent, request_id)
                    SELECT 1000 + n, CAST(? AS timestamptz) - make_interval(secs => n), 'bob', 'r',
                           CASE n % 10 WHEN 0 THEN 'project' ELSE 'artifact' END, 'create', '', '', ''
                    FROM generate_series(0, ? - 1) AS n
                    """)) {
            connection.createStatement().execute("TRUNCATE audit_log, audit_purge");
            statement.setString(1, NOW.toString());
            statement.setInt(2, ACTS);
            statement.executeUpdate();
        }
    }

    private static String parameters(int hours, String types, boolean dryRun) {
        return "{\"audit_retention_hour\":" + hours + ",\"include_event_types\":\"" + types + "\",\"dry_run\":" + dryRun
                + "}";
    }

    private static long left(String condition) throws SQLException {
        return database.count("SELECT count(*) FROM audit_log WHERE " + condition);
    }

    @Test
    void takesWhatIsOldInStepsAndSaysSo() throws Exception {
        String result = purge.run(told, parameters(1, "create_artifact", false));

        assertThat(result).isEqualTo("{\"acts\":19260}");
        assertThat(left("resource_type = 'artifact' AND op_time < '2026-11-27T09:00:00Z'"))
                .isZero();
        assertThat(left("resource_type = 'artifact'")).isEqualTo(3_240);
        assertThat(left("resource_type = 'project'")).isEqualTo(ACTS / 10);
        assertThat(left("resource_type = 'audit_log'"))
                .as("an act for each step")
                .isEqualTo(2);
        assertThat(told.progress).hasSize(2);
        assertThat(told.lines).hasSize(2);
        assertThat(log.state(AuditLog.ENTITY).purgedBefore())
                .containsEntry("create_artifact", Instant.parse("2026-11-27T09:00:00Z"));
    }

    @Test
    void onlyCountsInADryRun() throws Exception {
        assertThat(purge.run(told, parameters(0, "create_artifact,other", true)))
                .isEqualTo("{\"dry_run\":true,\"acts\":" + (ACTS - 1) + "}");
        assertThat(left("true")).isEqualTo(ACTS);
    }

    @Test
    void leavesNoTraceWhenThereIsNothingToDo() throws Exception {
        purge.run(told, parameters(10_000, "other", false));
        assertThat(left("true")).isEqualTo(ACTS);
    }

    @Test
    void stopsBetweenTwoSteps() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> purge.run(told, parameters(0, "create_artifact", false)))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(left("true")).isEqualTo(ACTS);
    }
}
