package org.shiplog.cluster.dump;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.shiplog.cluster.serialization.EventSerializer;
import org.shiplog.cluster.serialization.EventText;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;

/**
 * Writes events as entities do, within a transaction. Events get new numbers in the journal; what undoes another one of them is told
 * that one's new number, and what undoes something that is not here undoes nothing.
 */
final class JournalWriter implements AutoCloseable {
    private static final int BATCH = 500;

    // The plugin's own statement, with its names of columns.
    private static final String INSERT = """
        INSERT INTO event_journal (ordering, persistence_id, sequence_number, deleted, writer, write_timestamp,
                                   adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
        VALUES (?, ?, ?, false, ?, ?, '', ?, ?, ?)
        """;
    private static final String NUMBERS = """
        SELECT nextval(pg_get_serial_sequence('event_journal', 'ordering')) FROM generate_series(1, ?)
        """;

    private final InstantSource clock;
    private final EventSerializer serializer = new EventSerializer();
    private final PreparedStatement insert;
    private final PreparedStatement numbers;
    private final String writer = UUID.randomUUID().toString();
    /** By the number in the journal that the dump was made of. */
    private final Map<Long, Long> renumbered = new HashMap<>();

    private final Deque<Long> free = new ArrayDeque<>();
    private int waiting;

    JournalWriter(Connection connection, InstantSource clock) throws SQLException {
        this.clock = clock;
        this.insert = connection.prepareStatement(INSERT);
        this.numbers = connection.prepareStatement(NUMBERS);
    }

    void write(String persistenceId, long sequence, EventText.Line line) throws SQLException {
        long number = nextNumber();
        renumbered.put(line.number(), number);
        Recorded<?> event =
                new Recorded<>(line.event().event(), renumbered(line.event().provenance()));
        insert.setLong(1, number);
        insert.setString(2, persistenceId);
        insert.setLong(3, sequence);
        insert.setString(4, writer);
        insert.setLong(5, clock.millis());
        insert.setInt(6, EventSerializer.IDENTIFIER);
        insert.setString(7, serializer.manifest(event));
        insert.setBytes(8, serializer.toBinary(event));
        insert.addBatch();
        if (++waiting == BATCH) {
            flush();
        }
    }

    /** Writes what is left. */
    void flush() throws SQLException {
        insert.executeBatch();
        waiting = 0;
    }

    private Provenance renumbered(Provenance by) {
        return new Provenance(
                by.principal(),
                by.at(),
                by.clientAddress(),
                by.userAgent(),
                by.requestId(),
                by.commandId(),
                by.undoes().flatMap(number -> Optional.ofNullable(renumbered.get(number))));
    }

    private long nextNumber() throws SQLException {
        if (free.isEmpty()) {
            numbers.setInt(1, BATCH);
            try (ResultSet rows = numbers.executeQuery()) {
                while (rows.next()) {
                    free.add(rows.getLong(1));
                }
            }
        }
        return free.remove();
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        numbers.close();
    }
}
