package org.shiplog.cluster.dump;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.entity.JournalReplay;
import org.shiplog.cluster.serialization.EventSerializer;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.readmodel.ReadModel;

/** A database's journal, written as nodes do, and what follows from it. */
record JournalOfTest(DataSource database) {
    /** Returns the number of the last of the events. */
    long append(String persistenceId, long after, List<Recorded<?>> events) {
        EventSerializer serializer = new EventSerializer();
        long number = 0;
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,
                                               event_ser_manifest, event_payload)
                    VALUES (?, ?, 'test', ?, ?, ?) RETURNING ordering
                    """)) {
            for (Recorded<?> event : events) {
                insert.setString(1, persistenceId);
                insert.setLong(2, ++after);
                insert.setInt(3, EventSerializer.IDENTIFIER);
                insert.setString(4, serializer.manifest(event));
                insert.setBytes(5, serializer.toBinary(event));
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    number = row.getLong(1);
                }
            }
            return number;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of an entity whose journal was not read before. */
    <S> EntityState<S> state(EntityKind<S, ?, ?, ?> kind, String id) {
        var replay =
                new JournalReplay(database, new JournalEvents(), new SnapshotSerializer()::fromBinary, Runnable::run);
        return replay.read(kind, id).toCompletableFuture().join();
    }

    /** Makes the read models of all events, as if there were none before. */
    void project(List<ReadModel> models) throws SQLException {
        JournalReader reader = new JournalReader(database, new JournalEvents());
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (ReadModel model : models) {
                statement.execute("TRUNCATE " + String.join(", ", model.tables()));
                JournalOffset at = JournalOffset.ORIGIN;
                for (var reading = reader.read(SliceRange.ALL, at, JournalOffset.END);
                        !reading.records().isEmpty();
                        reading = reader.read(SliceRange.ALL, at, JournalOffset.END)) {
                    model.apply(connection, reading.records());
                    at = reading.settled();
                }
            }
        }
    }

    /** Rows that are about the repository, but for the events' numbers in the journal. */
    List<String> rows(String table, String condition) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT to_jsonb(t) - 'event_id' - 'undoes' - 'retired_event'"
                        + " - 'project_id' FROM " + table + " AS t WHERE " + condition + " ORDER BY 1")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
