package org.shiplog.projections.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.shiplog.projections.fixture.RandomHistory;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.projections.readmodel.ReadModel;

/** A journal with a random history, read models made of it, and checkpoints along the way. */
public final class LedgerFixture {
    public static final String ORIGIN = "registry.example.org/ledger";

    /** In one transaction: each costs the disk some time. */
    private static final int TOGETHER = 10;

    private final TestDatabase database;
    private final TestJournal journal;
    private final RandomHistory history;
    private final List<ReadModel> models;
    private final CheckpointSigner signer;
    private JournalOffset at = JournalOffset.ORIGIN;

    /** @param models the ledger among them */
    public LedgerFixture(TestDatabase database, long seed, List<ReadModel> models) {
        this.database = database;
        this.journal = new TestJournal(database.pool());
        this.history = new RandomHistory(seed);
        this.models = List.copyOf(models);
        this.signer = new CheckpointSigner(database.pool(), Optional.of(ORIGIN), new Random(seed));
    }

    public TestJournal journal() {
        return journal;
    }

    public CheckpointSigner signer() {
        return signer;
    }

    /** Lets things happen and projects them. */
    public void happen(int steps) throws SQLException {
        List<RandomHistory.Step> happened = history.next(steps);
        for (int begin = 0; begin < steps; begin += TOGETHER) {
            journal.append(happened.subList(begin, Math.min(steps, begin + TOGETHER)));
        }
        project();
    }

    /** Brings the read models to the journal's end, and their offsets. */
    public void project() throws SQLException {
        readWith(journal);
    }

    /** The same with events that another fixture wrote. */
    void readWith(TestJournal events) throws SQLException {
        project(new JournalReader(database.pool(), events));
    }

    private void project(JournalReader reader) throws SQLException {
        List<JournalRecord> events;
        do {
            JournalReader.Reading reading = reader.read(SliceRange.ALL, at, JournalOffset.END);
            events = reading.records();
            apply(events);
            at = reading.settled();
        } while (!events.isEmpty());
        for (ReadModel model : models) {
            for (SliceRange range : model.ranges()) {
                database.run("""
                    INSERT INTO projection_offset
                        (projection_name, projection_key, current_offset, manifest, mergeable, last_updated)
                    VALUES ('%1$s', '%2$s', '%3$s', 'STR', false, 0)
                    ON CONFLICT (projection_name, projection_key) DO UPDATE SET current_offset = '%3$s'
                    """.formatted(model.name(), range.key(), at));
            }
        }
    }

    private void apply(List<JournalRecord> events) throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            connection.setAutoCommit(false);
            for (ReadModel model : models) {
                if (!events.isEmpty()) {
                    model.apply(connection, events);
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    public List<VerifierKey> keys() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            return LedgerKeys.verifiers(connection);
        }
    }

    /** The whole export. */
    public String export() throws SQLException {
        StringBuilder export = new StringBuilder();
        try (Connection connection = database.pool().getConnection()) {
            Optional<LedgerExport.Portion> portion = LedgerExport.begin(connection);
            while (portion.isPresent()) {
                portion.get().lines().forEach(line -> export.append(line.text()).append('\n'));
                Optional<LedgerExport.Position> next = portion.get().next();
                portion = next.isEmpty() ? Optional.empty() : Optional.of(LedgerExport.next(connection, next.get()));
            }
        }
        return export.toString();
    }
}
