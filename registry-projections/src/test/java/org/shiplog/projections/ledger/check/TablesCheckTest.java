package org.shiplog.projections.ledger.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.ledger.LedgerFixture;
import org.shiplog.projections.ledger.LedgerReadModel;
import org.shiplog.projections.ledger.Signing;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.SignedNote;
import org.shiplog.projections.rebuild.ProjectionRebuild;
import org.shiplog.projections.rebuild.RebuildResult.Compared;
import org.shiplog.projections.rebuild.RebuildResult.Replaced;

/** Single rows changed by hand in a real database: each is found, and named. */
@ExtendWith(TestDatabase.Provider.class)
class TablesCheckTest {
    private static final List<String> TABLES =
            List.of("event_journal", "ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_key", "manifests");

    private TestDatabase database;
    private LedgerFixture ledger;

    @BeforeEach
    void fill(TestDatabase fresh) throws Exception {
        database = fresh;
        ledger = new LedgerFixture(database, 11, List.of(new CatalogReadModel(), new LedgerReadModel()));
        for (int round = 0; round < 3; round++) {
            ledger.happen(60);
            ledger.signer().sign();
        }
        database.run("DELETE FROM catalog_artifact");
        for (String text : List.of("one", "two")) {
            database.run("INSERT INTO manifests (digest, bytes) VALUES ('%s', '%s')"
                    .formatted(DigestAlgorithm.SHA256.digestOf(text.getBytes(StandardCharsets.UTF_8)), text));
        }
        TABLES.forEach(table -> database.run("CREATE TABLE saved_%1$s AS SELECT * FROM %1$s".formatted(table)));
    }

    private Verdict check(Checkpoint... known) throws Exception {
        return new TablesCheck(database.pool(), List.of(known), _ -> {}).check();
    }

    /** Does it, looks what is found, and takes it back. */
    private List<Finding> after(String damage) throws Exception {
        database.run(damage);
        List<Finding> found = check().findings();
        for (String table : TABLES.stream().filter(damage::contains).toList()) {
            String columns = String.join(
                    ", ",
                    database.column("SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
                            + " AND table_name = '" + table
                            + "' AND is_generated = 'NEVER' ORDER BY ordinal_position"));
            database.run(
                    "TRUNCATE %1$s; INSERT INTO %1$s (%2$s) SELECT %2$s FROM saved_%1$s".formatted(table, columns));
        }
        return found;
    }

    private void finds(String damage, String place, String key) throws Exception {
        assertThat(after(damage)).as(damage).hasSize(1).first().satisfies(found -> {
            assertThat(found.place()).isEqualTo(place);
            assertThat(found.key()).isEqualTo(key);
        });
    }

    private String event(int leaf) {
        return database.column(
                        "SELECT persistence_id || ' ' || sequence_number FROM ledger_leaf WHERE leaf_index = " + leaf)
                .getFirst();
    }

    private static String ofLeaf(String statement, int leaf) {
        return statement + " WHERE (persistence_id, sequence_number) ="
                + " (SELECT persistence_id, sequence_number FROM ledger_leaf WHERE leaf_index = " + leaf + ")";
    }

    @Test
    void findsNothingInUntouchedTables() throws Exception {
        Verdict verdict = check();
        assertThat(verdict.findings()).isEmpty();
        long size = Long.parseLong(
                database.column("SELECT count(*) FROM event_journal").getFirst());
        assertThat(verdict.checked()).isEqualTo(size + " events of the ledger, 3 checkpoints, 2 manifests");
    }

    @Test
    void namesTheEventOfWhichAnythingWasChanged() throws Exception {
        for (String change : List.of(
                "event_payload = event_payload || '\\x00'",
                "event_payload = overlay(event_payload PLACING '\\xff' FROM 1)",
                "event_ser_manifest = 'Test/2'",
                "writer = 'another'",
                "write_timestamp = write_timestamp + 1",
                "write_timestamp = NULL",
                "adapter_manifest = NULL",
                "event_ser_id = 2",
                "deleted = true",
                "ordering = ordering + 100000",
                "meta_ser_id = 1",
                "meta_payload = ''",
                "meta_ser_manifest = ''")) {
            String update = "UPDATE event_journal SET " + change;
            List<Finding> found = after(ofLeaf(update, 50));
            assertThat(found).as(change).isNotEmpty();
            assertThat(found.stream().map(Finding::place)).as(change).containsOnly("event_journal");
            assertThat(found.stream().map(Finding::key)).as(change).contains(event(50));
        }
    }

    @Test
    void namesTheEventThatWasDroppedAddedOrMoved() throws Exception {
        finds(ofLeaf("DELETE FROM event_journal", 50), "event_journal", event(50));
        String columns = "writer, write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest, event_payload";
        finds(
                ofLeaf(
                        "INSERT INTO event_journal (persistence_id, sequence_number, transaction_id, " + columns + ")"
                                + " SELECT 'User|added', 1, transaction_id, " + columns + " FROM event_journal",
                        50),
                "event_journal",
                "User|added 1");
        List<Finding> moved = after(ofLeaf("UPDATE event_journal SET transaction_id = '4'", 50));
        assertThat(moved).extracting(Finding::key).contains(event(50));
        assertThat(moved).extracting(Finding::place).containsOnly("event_journal");
    }

    @Test
    void namesTheLeafThatWasChangedDroppedOrAdded() throws Exception {
        finds("UPDATE ledger_leaf SET hash = sha256('x') WHERE leaf_index = 50", "ledger_leaf", "leaf 50");
        assertThat(after("DELETE FROM ledger_leaf WHERE leaf_index = 50"))
                .extracting(finding -> finding.place() + " " + finding.key())
                .contains("ledger_leaf leaf 50", "event_journal " + event(50));
        int size = Integer.parseInt(
                database.column("SELECT count(*) FROM ledger_leaf").getFirst());
        assertThat(after("INSERT INTO ledger_leaf VALUES (" + size + ", 'User|added', 1, sha256('x'))"))
                .extracting(Finding::text)
                .anySatisfy(text -> assertThat(text).contains("User|added 1", "leaf " + size));
        assertThat(after("DELETE FROM ledger_leaf WHERE leaf_index = " + (size - 1)))
                .extracting(Finding::place)
                .contains("event_journal", "ledger_checkpoint");
    }

    @Test
    void namesLeavesThatChangedPlaces() throws Exception {
        List<Finding> found = after("UPDATE ledger_leaf SET leaf_index = CASE leaf_index WHEN 50 THEN -1 ELSE 50 END"
                + " WHERE leaf_index IN (50, 51); UPDATE ledger_leaf SET leaf_index = 51 WHERE leaf_index = -1");
        assertThat(found).extracting(Finding::key).contains("level 1, index 25");
        assertThat(found).anySatisfy(finding -> assertThat(finding.what()).contains("was moved"));
    }

    @Test
    void namesTheInnerNodeThatWasChangedDroppedOrAdded() throws Exception {
        for (int level = 1; level <= 3; level++) {
            String where = " WHERE level = " + level + " AND node_index = 3";
            String key = "level " + level + ", index 3";
            finds("UPDATE ledger_node SET hash = sha256('x')" + where, "ledger_node", key);
            finds("DELETE FROM ledger_node" + where, "ledger_node", key);
        }
        finds("INSERT INTO ledger_node VALUES (1, 4000, sha256('x'))", "ledger_node", "level 1, index 4000");
        finds("INSERT INTO ledger_node VALUES (30, 0, sha256('x'))", "ledger_node", "level 30, index 0");
        finds("INSERT INTO ledger_node VALUES (-1, 0, sha256('x'))", "ledger_node", "level -1, index 0");
    }

    @Test
    void namesTheCheckpointThatWasChangedDroppedOrAdded() throws Exception {
        String second = " WHERE number = 2";
        finds(
                "UPDATE ledger_checkpoint SET note = replace(note, 'ledger', 'ledgex')" + second,
                "ledger_checkpoint",
                "checkpoint 2");
        finds("UPDATE ledger_checkpoint SET note = ''" + second, "ledger_checkpoint", "checkpoint 2");
        finds("UPDATE ledger_checkpoint SET tree_size = tree_size + 1" + second, "ledger_checkpoint", "checkpoint 2");
        finds("DELETE FROM ledger_checkpoint" + second, "ledger_checkpoint", "checkpoint 2");
        finds("DELETE FROM ledger_checkpoint WHERE number = 3", "ledger_checkpoint", "checkpoint 3");
        assertThat(after("INSERT INTO ledger_checkpoint SELECT 4, tree_size, note FROM ledger_checkpoint WHERE"
                        + " number = 3"))
                .extracting(Finding::key)
                .containsOnly("checkpoint 4");
        assertThat(after("UPDATE ledger_checkpoint SET number = 9 - number WHERE number = 3"))
                .extracting(Finding::place)
                .containsOnly("ledger_checkpoint");
        assertThat(after("DELETE FROM ledger_key")).extracting(Finding::place).contains("ledger_checkpoint");
        assertThat(after("UPDATE ledger_key SET verifier = 'x'"))
                .extracting(Finding::place)
                .contains("ledger_key");
    }

    @Test
    void namesTheManifestThatWasChangedOrDropped() throws Exception {
        String digest = DigestAlgorithm.SHA256
                .digestOf("one".getBytes(StandardCharsets.UTF_8))
                .toString();
        finds("UPDATE manifests SET bytes = 'other' WHERE digest = '" + digest + "'", "manifests", digest);
        finds("UPDATE manifests SET digest = 'sha256:x' WHERE digest = '" + digest + "'", "manifests", "sha256:x");
        database.run("INSERT INTO catalog_artifact VALUES ('a/b', '" + digest + "', '', '', 3, NULL, now())");
        finds("DELETE FROM manifests WHERE digest = '" + digest + "'", "manifests", digest);
    }

    /** Who can write everything can make it all fit again; not what was kept elsewhere. */
    @Test
    void findsAPastThatWasRewrittenThroughoutByACheckpointThatWasKept() throws Exception {
        Checkpoint kept = Checkpoint.parse(
                        SignedNote.parse(((Signing.Signed) ledger.signer().sign()).note())
                                .orElseThrow()
                                .text())
                .orElseThrow();
        assertThat(check(kept).findings()).isEmpty();
        database.run(ofLeaf("UPDATE event_journal SET writer = 'another'", 50));
        assertThat(rebuild().replace(LedgerReadModel.NAME)).isInstanceOf(Replaced.class);
        assertThat(ledger.signer().sign()).isInstanceOf(Signing.Inconsistent.class);
        database.run("DELETE FROM ledger_checkpoint; UPDATE ledger_key SET last_checkpoint = 0");
        assertThat(ledger.signer().sign()).isInstanceOf(Signing.Signed.class);
        assertThat(check().findings()).isEmpty();
        assertThat(check(kept).findings()).hasSize(1);
    }

    @Test
    void aRebuiltLedgerHasTheSameHead() throws Exception {
        List<String> tables = List.of("ledger_leaf", "ledger_node");
        List<String> before = database.rows(tables);
        assertThat(((Compared) rebuild().compare(LedgerReadModel.NAME)).equal()).isTrue();
        assertThat(rebuild().replace(LedgerReadModel.NAME)).isInstanceOf(Replaced.class);
        assertThat(database.rows(tables)).isEqualTo(before);
        assertThat(ledger.signer().sign()).isInstanceOf(Signing.Signed.class);
        ledger.happen(10);
        database.run("DELETE FROM catalog_artifact");
        assertThat(ledger.signer().sign()).isInstanceOf(Signing.Signed.class);
        assertThat(check().findings()).isEmpty();
    }

    private ProjectionRebuild rebuild() {
        return new ProjectionRebuild(database.pool(), ledger.journal(), List.of(new LedgerReadModel()), _ -> {});
    }
}
