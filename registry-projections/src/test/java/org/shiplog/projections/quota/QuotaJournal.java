package org.shiplog.projections.quota;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.readmodel.ReadModel;

/** A journal and read models that handle it when the test says so. */
final class QuotaJournal {
    final TestJournal journal;

    private final TestDatabase database;
    private final List<ReadModel> models;
    private JournalOffset handled = JournalOffset.ORIGIN;

    QuotaJournal(TestDatabase database, ReadModel... models) {
        this.database = database;
        this.models = List.of(models);
        this.journal = new TestJournal(database.pool());
    }

    void append(String repository, Object... events) {
        journal.append("Repository|" + repository, events);
    }

    /** Handles everything new at once. */
    void project() throws SQLException {
        apply(unhandled());
    }

    List<JournalRecord> unhandled() throws SQLException {
        JournalReader.Reading reading =
                new JournalReader(database.pool(), journal).read(SliceRange.ALL, handled, JournalOffset.END);
        handled = reading.settled();
        return reading.records();
    }

    void apply(List<JournalRecord> records) throws SQLException {
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            for (ReadModel model : models) {
                model.apply(connection, records);
            }
            connection.commit();
        }
    }
}
