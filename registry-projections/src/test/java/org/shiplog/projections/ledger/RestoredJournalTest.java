package org.shiplog.projections.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.journal.JournalReader;

/** A journal as a logical dump brings it into another database cluster, with that one's transaction ids. */
@ExtendWith(TestDatabase.Provider.class)
class RestoredJournalTest {
    private static final List<String> TABLES = List.of("ledger_leaf", "ledger_node");

    @Test
    void keepsItsOrderAndSoItsLedger(TestDatabase database) throws Exception {
        LedgerFixture ledger = new LedgerFixture(database, 5, List.of(new LedgerReadModel()));
        ledger.happen(80);
        // Transactions that overlapped: now and then a later one has the lower number. All are far ahead of this
        // cluster.
        database.run("UPDATE event_journal SET transaction_id ="
                + " CAST(CAST(4000000000 + ordering + CASE WHEN ordering % 7 = 0 THEN 2 ELSE 0 END AS text) AS xid8)"
                + " WHERE sequence_number = 1; UPDATE event_journal SET transaction_id ="
                + " CAST(CAST(4000000000 + ordering AS text) AS xid8) WHERE sequence_number > 1");
        String order = "SELECT ordering FROM event_journal ORDER BY transaction_id, ordering";
        List<String> before = database.column(order);

        database.run("CALL adopt_restored_journal()");

        assertThat(database.column(order)).isEqualTo(before).isNotEmpty();
        new JournalReader(database.pool(), ledger.journal()).requireOwnTransactions();
        assertThat(database.column("SELECT count(*) FROM event_journal"
                        + " WHERE transaction_id >= pg_snapshot_xmin(pg_current_snapshot())"))
                .containsExactly("0");
        assertThat(database.column("SELECT count(DISTINCT transaction_id) FROM event_journal"))
                .isNotEqualTo(List.of("1"));
    }

    @Test
    void isNotChangedWhenItIsAdoptedTwice(TestDatabase database) throws Exception {
        LedgerFixture ledger = new LedgerFixture(database, 6, List.of(new LedgerReadModel()));
        ledger.happen(40);
        ledger.signer().sign();
        List<String> rows = database.rows(TABLES);
        database.run("CALL adopt_restored_journal()");
        database.run("CALL adopt_restored_journal()");
        database.run("TRUNCATE ledger_leaf, ledger_node");
        LedgerFixture again = new LedgerFixture(database, 6, List.of(new LedgerReadModel()));
        again.readWith(ledger.journal());
        assertThat(database.rows(TABLES)).isEqualTo(rows);
        assertThat(ledger.signer().sign()).isInstanceOf(Signing.Signed.class);
    }
}
