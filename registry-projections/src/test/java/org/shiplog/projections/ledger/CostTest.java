package org.shiplog.projections.ledger;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.readmodel.ReadModel;

@ExtendWith(TestDatabase.Provider.class)
class CostTest {
    @Test
    void cost(TestDatabase database) throws Exception {
        TestJournal journal = new TestJournal(database.pool());
        RandomHistory history = new RandomHistory(1);
        for (int i = 0; i < 30; i++) {
            journal.append(history.next(500));
        }
        database.run("UPDATE event_journal SET event_payload = event_payload || decode(repeat('ab', 392), 'hex')");
        database.run("VACUUM ANALYZE event_journal");
        JournalReader reader = new JournalReader(database.pool(), journal);
        List<List<JournalRecord>> groups = new ArrayList<>();
        JournalOffset at = JournalOffset.ORIGIN;
        while (true) {
            var reading = reader.read(SliceRange.ALL, at, JournalOffset.END);
            if (reading.records().isEmpty()) {
                break;
            }
            groups.add(reading.records());
            at = reading.settled();
        }
        long events = groups.stream().mapToLong(List::size).sum();
        for (int round = 0; round < 3; round++) {
            for (ReadModel model : List.of(new AuditReadModel(), new LedgerReadModel())) {
                database.run("TRUNCATE " + String.join(", ", model.tables()));
                for (int size : new int[] {500, 10}) {
                    database.run("TRUNCATE " + String.join(", ", model.tables()));
                    List<List<JournalRecord>> cut = new ArrayList<>();
                    for (List<JournalRecord> group : size == 500 ? groups : groups.subList(0, 6)) {
                        for (int b = 0; b < group.size(); b += size) {
                            cut.add(group.subList(b, Math.min(group.size(), b + size)));
                        }
                    }
                    long n = cut.stream().mapToLong(List::size).sum();
                    long begin = System.nanoTime();
                    try (Connection connection = database.pool().getConnection()) {
                        connection.setAutoCommit(false);
                        for (List<JournalRecord> group : cut) {
                            model.apply(connection, group);
                            connection.commit();
                        }
                        connection.setAutoCommit(true);
                    }
                    System.err.println("COST " + model.name() + " groups of " + size + ": " + n + " events, "
                            + (System.nanoTime() - begin) / n / 1000.0 + " us each");
                }
            }
        }
        System.err.println("COST total " + events + " sizes " + database.column("SELECT relname || ' ' || pg_total_relation_size(oid)/"
                + events + " FROM pg_class WHERE relname IN ('ledger_leaf','ledger_node','audit_log','event_journal')"));
    }
}
