package org.shiplog.projections.rebuild;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalReader.Reading;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.readmodel.ProjectionOffsets;
import org.shiplog.projections.readmodel.ReadModel;

/**
 * Fills shadow tables from the journal, up to where the live projection stands. Each group of events is a transaction of its
 * own: a long one would keep every reader of the journal waiting.
 */
final class ShadowBuild {
    private final DataSource database;
    private final JournalReader reader;
    private final ReadModel model;
    private final ShadowTables tables;
    private final ProjectionOffsets offsets;
    private final LongConsumer progress;
    private final Map<String, JournalOffset> reached = new HashMap<>();
    private long events;

    ShadowBuild(
            DataSource database, JournalReader reader, ReadModel model, ShadowTables tables, LongConsumer progress) {
        this.database = database;
        this.reader = reader;
        this.model = model;
        this.tables = tables;
        this.offsets = new ProjectionOffsets(model.name());
        this.progress = progress;
    }

    /** Comes to where the live projection stood when this began; how many events that took. */
    long catchUp() throws SQLException {
        Map<String, JournalOffset> live;
        try (Connection connection = database.getConnection()) {
            live = offsets.read(connection);
        }
        long before = events;
        for (SliceRange range : model.ranges()) {
            fill(range, live.getOrDefault(range.key(), JournalOffset.ORIGIN));
        }
        return events - before;
    }

    long events() {
        return events;
    }

    private void fill(SliceRange range, JournalOffset live) throws SQLException {
        JournalOffset at = reached.getOrDefault(range.key(), JournalOffset.ORIGIN);
        while (at.compareTo(live) < 0) {
            Reading reading = reader.read(range, at, live);
            if (!reading.records().isEmpty()) {
                apply(reading);
            } else if (reading.settled().compareTo(live) < 0) {
                throw new IllegalStateException("projection " + model.name() + " of slices " + range.key()
                        + " stands at " + live + ", ahead of the journal: was the journal replaced?");
            }
            at = reading.settled();
            reached.put(range.key(), at);
        }
    }

    private void apply(Reading reading) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                tables.use(connection);
                model.apply(connection, reading.records());
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
        events += reading.records().size();
        progress.accept(events);
    }
}
