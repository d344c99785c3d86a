package org.shiplog.http;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.api.port.LedgerPorts;
import org.shiplog.http.oci.InMemoryBlobs;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.http.oci.InMemoryManifests;
import org.shiplog.http.oci.StorageQuota;
import org.shiplog.projections.history.EventQueries;
import org.shiplog.projections.history.HeldQueries;
import org.shiplog.projections.history.HistoryQueries;
import org.shiplog.projections.history.HistoryReadModel;
import org.shiplog.projections.history.Openings;
import org.shiplog.projections.history.SnapshotQueries;
import org.shiplog.projections.journal.EventDecoder;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.ledger.CheckpointSigner;
import org.shiplog.projections.ledger.LedgerQueries;
import org.shiplog.projections.ledger.LedgerReadModel;
import org.shiplog.projections.ledger.Signing;

/**
 * The history of entities in memory: the real read model and the real journal's table, filled with what happened whenever somebody
 * asks. Begins with empty tables, so that only one server at a time may use it.
 */
final class TestHistory implements HistoryPorts.Fresh, EventDecoder {
    /** The lock of tests that ask for the past: its tables are one server's at a time. */
    static final String TABLES = "tables of the past";

    private final DataSource database = TestDatabase.get();
    private final Map<String, InMemoryEntities<?, ?, ?, ?, ?>> entities;
    private final Map<String, Recorded<?>> events = new HashMap<>();
    private final Map<Long, Long> ids = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private JournalOffset read = JournalOffset.ORIGIN;
    private long written;
    private boolean begun;

    /** @param entities by what their ids in the journal begin with */
    TestHistory(Map<String, InMemoryEntities<?, ?, ?, ?, ?>> entities) {
        this.entities = entities;
    }

    HistoryPorts ports(InMemoryManifests manifests, InMemoryBlobs blobs) {
        return new HistoryPorts(
                new HistoryQueries(database, Runnable::run),
                new HeldQueries(database, Runnable::run),
                new SnapshotQueries(database, Runnable::run),
                new EventQueries(database, this, this::afterwards),
                new Openings(database, Runnable::run),
                manifests,
                blobs,
                StorageQuota.UNLIMITED,
                this);
    }

    LedgerPorts ledger() {
        CheckpointSigner signer = new CheckpointSigner(database, Optional.of("test.example.org/ledger"), new Random(1));
        return new LedgerPorts(
                new LedgerQueries(database, this::afterwards),
                () -> CompletableFuture.completedStage(sign(signer)),
                this::await);
    }

    private static Signing sign(CheckpointSigner signer) {
        try {
            return signer.sign();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Row(long number, String persistenceId, Recorded<?> event) {}

    @Override
    public synchronized CompletionStage<Boolean> await() {
        try (Connection connection = database.getConnection()) {
            if (!begun) {
                begin(connection);
            }
            for (Row row : rows()) {
                insert(connection, row);
            }
            connection.setAutoCommit(false);
            JournalReader.Reading reading;
            do {
                reading = new JournalReader(database, this).read(SliceRange.ALL, read, JournalOffset.END);
                new HistoryReadModel().apply(connection, reading.records());
                new LedgerReadModel().apply(connection, reading.records());
                connection.commit();
                read = reading.settled();
                // Other tests' transactions may hold it back for a moment.
            } while (!reading.records().isEmpty() || reading.waiting());
            connection.setAutoCommit(true);
            return CompletableFuture.completedStage(true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is asked of the journal finds in it all that has happened. */
    private void afterwards(Runnable question) {
        await();
        question.run();
    }

    /** By what the API names an event, after somebody asked. */
    synchronized long id(long number) {
        await();
        return ids.getOrDefault(number, 0L);
    }

    private void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE event_journal, history_opening, ledger_checkpoint, ledger_key, ledger_leaf, ledger_node, "
                            + String.join(", ", new HistoryReadModel().tables()));
        }
        begun = true;
    }

    private List<Row> rows() {
        List<Row> rows = entities.entrySet().stream()
                .flatMap(kind -> kind.getValue().happened().stream()
                        .map(each -> new Row(
                                each.number(),
                                kind.getKey() + "|" + each.id(),
                                new Recorded<>(each.event(), each.provenance()))))
                .filter(row -> row.number() > written)
                .sorted(Comparator.comparing(Row::number))
                .toList();
        if (!rows.isEmpty()) {
            written = rows.getLast().number();
        }
        return new ArrayList<>(rows);
    }

    private void insert(Connection connection, Row row) throws SQLException {
        long sequence = sequences.merge(row.persistenceId(), 1L, Long::sum);
        events.put(row.persistenceId() + " " + sequence, row.event());
        try (PreparedStatement statement = connection.prepareStatement("""
            INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                                       event_ser_id, event_ser_manifest, event_payload)
            VALUES (?, ?, 'test', 0, '', 1, 'Test/1', '') RETURNING ordering
            """)) {
            statement.setString(1, row.persistenceId());
            statement.setLong(2, sequence);
            try (ResultSet inserted = statement.executeQuery()) {
                inserted.next();
                ids.put(row.number(), inserted.getLong(1));
            }
        }
    }

    @Override
    public synchronized Recorded<?> decode(String persistenceId, long sequenceNumber, String manifest, byte[] payload) {
        return events.get(persistenceId + " " + sequenceNumber);
    }
}
