package org.shiplog.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.entity.JournalReplay;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.projections.ledger.check.Finding;
import org.shiplog.projections.ledger.check.Verdict;

/** Everything that a node wrote, verified beside it, and single rows of it changed by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseVerificationTest {
    private static final String LEDGER = "/api/shiplog/v1/ledger";

    /** What no event makes, so that nothing can be held against events. */
    private static final Map<String, List<String>> MADE_BY_NO_EVENT = Map.of(
            "the events themselves, and what is held against them in other ways",
            List.of("event_journal", "snapshot", "manifests", "ledger_checkpoint"),
            "who does which task at the moment, and what it says",
            List.of("job_lease", "job_pool", "job_log"),
            "what is still to be told to others, and what became of it",
            List.of("webhook_horizon", "webhook_delivery", "webhook_lane", "webhook_trigger", "audit_forward"),
            "how far readers and nodes are",
            List.of("projection_offset", "projection_management", "cluster_incarnation", "cluster_member"),
            "what is decided or under way before there is an event",
            List.of("quota_reservation", "upload_session", "upload_segment", "operator_request", "history_opening"),
            "people's particulars, sessions and what directories say of them",
            List.of("user_profile", "login_session", "external_identity", "external_standing", "external_arrival"),
            "secrets and keys, which no event may hold",
            List.of("setting_secret", "signing_key", "ledger_key", "feed_cursor_key"),
            "the schema's own history",
            List.of("flyway_schema_history"));

    private TestDatabase database;
    private TestNode node;

    @BeforeAll
    void start(@TempDir Path postgres, @TempDir Path data) throws SQLException {
        database = TestDatabase.start(postgres);
        node = TestNode.start(
                database,
                data,
                Map.of("SHIPLOG_LEDGER_ORIGIN", "test.example.org/ledger", "SHIPLOG_LEDGER_INTERVAL", "1s"));
        for (String tag : List.of("one", "two", "three")) {
            node.push("library/app", tag, tag.getBytes(StandardCharsets.UTF_8));
        }
        snapshot();
        // The other read models are where the ledger is, or soon are.
        assertThat(node.send("POST", LEDGER + "/checkpoint", new byte[0]).statusCode())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> verify().findings().isEmpty());
    }

    @AfterAll
    void stop() {
        node.close();
        database.close();
    }

    private void snapshot() throws SQLException {
        SnapshotSerializer serializer = new SnapshotSerializer();
        JournalReplay replay =
                new JournalReplay(database.pool(), new JournalEvents(), serializer::fromBinary, Runnable::run);
        EntityState<?> state = replay.read(EntityKind.REPOSITORY, "library/app")
                .toCompletableFuture()
                .join();
        try (Connection connection = database.pool().getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest,
                                          snapshot_payload)
                    VALUES ('Repository|library/app', ?, 0, ?, ?, ?)
                    """)) {
            insert.setLong(1, state.position());
            insert.setInt(2, serializer.identifier());
            insert.setString(3, serializer.manifest(state));
            insert.setBytes(4, serializer.toBinary(state));
            insert.executeUpdate();
        }
    }

    private Verdict verify() throws SQLException {
        return DatabaseVerification.verify(database.pool(), List.of(), _ -> {});
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Does it, looks what is found, and takes it back. */
    private void finds(String table, String damage, String what) throws SQLException {
        run("CREATE TABLE saved AS SELECT * FROM " + table);
        run(damage.formatted(table));
        assertThat(verify().findings())
                .as(damage, table)
                .isNotEmpty()
                .anySatisfy(
                        found -> assertThat(found.place() + " " + found.text()).contains(table, what))
                .extracting(Finding::place)
                .containsOnly(table);
        run("TRUNCATE %1$s; INSERT INTO %1$s (%2$s) SELECT %2$s FROM saved; DROP TABLE saved"
                .formatted(table, columns(table)));
    }

    /** But for those that PostgreSQL itself derives from others. */
    private String columns(String table) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT string_agg(column_name, ', ') FROM"
                        + " information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER'"
                        + " AND table_name = '" + table + "'")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void findsNothingInWhatTheNodeWrote() throws SQLException {
        Verdict verdict = verify();
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.checked())
                .contains("3 manifests", (NodeReadSide.ALL.size() - 1) + " read models", "1 snapshots");
        assertThat(node.manage("/metrics", "text/plain").body()).contains("shiplog_ledger_consistent 1.0");
    }

    @Test
    void everyTableIsVerifiedUnlessNoEventMakesIt() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                    SELECT relname FROM pg_class
                    WHERE relnamespace = CAST('public' AS regnamespace) AND relkind IN ('r', 'p') AND NOT relispartition
                    """)) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        List<String> explained = Stream.concat(
                        NodeReadSide.ALL.stream().flatMap(model -> model.tables().stream()),
                        MADE_BY_NO_EVENT.values().stream().flatMap(List::stream))
                .toList();
        assertThat(tables).containsExactlyInAnyOrderElementsOf(explained);
    }

    @Test
    void findsAnyRowOfTheReadModelsThatWasChangedDroppedOrAdded() throws SQLException {
        String first = " WHERE ctid = (SELECT min(ctid) FROM %1$s)";
        finds("audit_log", "UPDATE %1$s SET username = 'nobody'" + first, "nobody");
        finds("audit_log", "DELETE FROM %1$s" + first, "rebuilt: {");
        finds(
                "audit_log",
                "INSERT INTO %1$s SELECT id + 1000000, op_time, 'nobody', resource, resource_type, operation,"
                        + " project, client_address, user_agent, request_id, old_value, new_value, undoes FROM %1$s"
                        + first,
                "nobody");
        finds("catalog_tag", "UPDATE %1$s SET digest = 'sha256:x' WHERE tag = 'two'", "sha256:x");
        finds("history_tag", "DELETE FROM %1$s WHERE tag = 'two'", "two");
        finds("directory_user", "DELETE FROM %1$s" + first, "admin");
        finds("webhook_project", "UPDATE %1$s SET project_id = 99 WHERE project = 'library'", "99");
        finds("job_paused", "INSERT INTO %1$s (vendor_type) VALUES ('GARBAGE_COLLECTION')", "GARBAGE_COLLECTION");
    }

    @Test
    void findsASnapshotThatIsNotWhatTheEventsSay() throws SQLException {
        String key = "Repository|library/app";
        finds("snapshot", "UPDATE %1$s SET snapshot_payload = '\\x00'", key);
        finds("snapshot", "UPDATE %1$s SET sequence_number = sequence_number - 1", key);
        finds("snapshot", "UPDATE %1$s SET sequence_number = sequence_number + 1", key);
    }

    @Test
    void refusesToSignAndSaysSoWhereOperatorsLook() throws SQLException {
        run("CREATE TABLE nodes AS SELECT * FROM ledger_node");
        run("UPDATE ledger_node SET hash = sha256('x')");
        assertThat(node.send("POST", LEDGER + "/checkpoint", new byte[0]).statusCode())
                .isEqualTo(409);
        assertThat(node.manage("/health/ready", "application/json")).satisfies(ready -> {
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("\"ledger\"", "not signed: ");
        });
        assertThat(node.manage("/metrics", "text/plain").body()).contains("shiplog_ledger_consistent 0.0");
        run("TRUNCATE ledger_node; INSERT INTO ledger_node SELECT * FROM nodes; DROP TABLE nodes");
        assertThat(node.send("POST", LEDGER + "/checkpoint", new byte[0]).statusCode())
                .isEqualTo(200);
        assertThat(node.manage("/metrics", "text/plain").body()).contains("shiplog_ledger_consistent 1.0");
    }
}
