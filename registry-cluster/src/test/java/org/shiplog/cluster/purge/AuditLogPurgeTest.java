package org.shiplog.cluster.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.cluster.job.FollowedEntities;
import org.shiplog.cluster.job.JobContext;
import org.shiplog.cluster.job.JobFailedException;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;
import org.shiplog.projections.audit.AuditPurgeQueries;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.ledger.Signing;
import org.shiplog.projections.readmodel.Freshness;
import org.shiplog.storage.archive.FileArchive;

class AuditLogPurgeTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final int ACTS = 25_000;

    private static TestDatabase database;

    @TempDir
    Path folder = Path.of("");

    private boolean archiving;
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
        AuditPurgeQueries queries = new AuditPurgeQueries(database.pool(), Runnable::run);
        purge = new AuditLogPurge(
                log,
                queries,
                new Freshness(database.pool(), task -> Thread.ofVirtual().start(task)),
                new AuditArchive(
                        new FileArchive(folder, Runnable::run),
                        queries,
                        () -> CompletableFuture.completedStage(new Signing.Signed("checkpoint", 7))),
                () -> archiving,
                () -> NOW);
        try (var connection = database.pool().getConnection();
                var statement = connection.prepareStatement("""
                    INSERT INTO audit_log (id, op_time, username, resource, resource_type, operation, client_address,
                                           user_agent, request_id)
                    SELECT 1000 + n, CAST(? AS timestamptz) - make_interval(secs => n), 'bob', 'r',
                           CASE n % 10 WHEN 0 THEN 'project' ELSE 'artifact' END, 'create', '', '', ''
                    FROM generate_series(0, ? - 1) AS n
                    """)) {
            connection
                    .createStatement()
                    .execute("TRUNCATE audit_log, audit_purge; CREATE TABLE IF NOT EXISTS audit_log_202611 PARTITION OF"
                            + " audit_log FOR VALUES FROM ('2026-11-01T00:00:00Z') TO ('2026-12-01T00:00:00Z')");
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

    private List<String> lines(Path file) throws IOException {
        try (GZIPInputStream packed = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(packed.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private List<Path> archived(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void archivesWhatItTakes() throws Exception {
        archiving = true;
        purge.run(told, parameters(1, "create_artifact", false));
        assertThat(left("resource_type = 'artifact'")).isEqualTo(3_240);
        List<String> ids = new ArrayList<>();
        for (Path file : archived(".jsonl.gz")) {
            for (String line : lines(file)) {
                ids.add(line.substring(0, line.indexOf(',')));
            }
        }
        assertThat(ids).hasSize(19_260).doesNotHaveDuplicates();
        List<Path> indexes = archived(".json");
        assertThat(indexes).as("one for each step").hasSize(2);
        String index = Files.readString(indexes.getFirst());
        assertThat(index).contains("\"ledger_checkpoint\" : \"checkpoint\"", "\"ledger_events\" : 7");
        byte[] first = Files.readAllBytes(archived(".jsonl.gz").getFirst());
        assertThat(index)
                .contains(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(first)));
    }

    @Test
    void takesNothingThatCannotBeArchived() throws Exception {
        archiving = true;
        Files.createFile(folder.resolve("archive"));
        assertThatThrownBy(() -> purge.run(told, parameters(0, "create_artifact", false)))
                .isInstanceOf(JobFailedException.class);
        assertThat(left("true")).isEqualTo(ACTS);
    }

    @Test
    void takesWholeMonthsAtOnce() throws Exception {
        try (var connection = database.pool().getConnection()) {
            connection.createStatement().execute("""
                CREATE TABLE audit_log_202609 PARTITION OF audit_log
                    FOR VALUES FROM ('2026-09-01T00:00:00Z') TO ('2026-10-01T00:00:00Z');
                INSERT INTO audit_log (id, op_time, username, resource, resource_type, operation, client_address,
                                       user_agent, request_id)
                SELECT 100000 + n, CAST('2026-09-02T00:00:00Z' AS timestamptz) + make_interval(secs => n), 'bob', 'r',
                       'artifact', 'pull', '', '', ''
                FROM generate_series(1, 30000) AS n
                """);
        }
        String everything = "create_artifact,delete_artifact,pull_artifact,other";
        assertThat(purge.run(told, parameters(24, everything, false))).isEqualTo("{\"acts\":30000}");
        assertThat(told.progress).first().isEqualTo("purged before 2026-10-01T00:00:00Z");
        assertThat(database.count("SELECT count(*) FROM pg_class WHERE relname = 'audit_log_202609'"))
                .isZero();
        assertThat(left("resource_type <> 'audit_log'")).isEqualTo(ACTS);
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
