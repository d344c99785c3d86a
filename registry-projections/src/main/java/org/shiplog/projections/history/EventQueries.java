package org.shiplog.projections.history;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.EventDecoder;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/** Single events of the journal. What is committed is found at once. */
public final class EventQueries {
    private static final int CHUNK = 200;
    private static final String COLUMNS = """
        SELECT transaction_id, ordering, persistence_id, sequence_number, event_ser_manifest, event_payload
        FROM public.event_journal
        """;

    private final BlockingQueries queries;
    private final EventDecoder decoder;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public EventQueries(DataSource database, EventDecoder decoder, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
        this.decoder = decoder;
    }

    /** @param id the event's ordering, by which the audit log names it */
    public CompletionStage<Optional<JournalRecord>> find(long id) {
        // Index: event_journal_ordering_idx.
        SqlText query = SqlText.of(COLUMNS).then("WHERE ordering = ?", id);
        return queries.run(
                connection -> rows(connection, query, this::event).stream().findFirst());
    }

    /** The entity's event of that number. */
    public CompletionStage<Optional<JournalRecord>> find(String persistenceId, long sequenceNumber) {
        // Index: the primary key, as below.
        SqlText query = SqlText.of(COLUMNS)
                .then("WHERE persistence_id = ? AND sequence_number = ?", persistenceId, sequenceNumber);
        return queries.run(
                connection -> rows(connection, query, this::event).stream().findFirst());
    }

    /**
     * The event with those around it of the same entity, as far as their provenance is alike, in order.
     *
     * @param limit no more than about that many to either side
     */
    public CompletionStage<List<JournalRecord>> around(JournalRecord event, Predicate<Provenance> alike, int limit) {
        return queries.run(connection -> {
            List<JournalRecord> all = new ArrayList<>(
                    follow(connection, event, alike, limit, false).reversed());
            all.add(event);
            all.addAll(follow(connection, event, alike, limit, true));
            return all;
        });
    }

    private List<JournalRecord> follow(
            Connection connection, JournalRecord event, Predicate<Provenance> alike, int limit, boolean onwards)
            throws SQLException {
        List<JournalRecord> found = new ArrayList<>();
        long last = event.sequenceNumber();
        while (found.size() < limit) {
            SqlText next = SqlText.of(COLUMNS)
                    .then(
                            onwards
                                    ? "WHERE persistence_id = ? AND sequence_number > ? ORDER BY sequence_number LIMIT"
                                            + " ?"
                                    : "WHERE persistence_id = ? AND sequence_number < ? ORDER BY sequence_number DESC"
                                            + " LIMIT ?",
                            event.persistenceId(),
                            last,
                            CHUNK);
            List<JournalRecord> chunk = rows(connection, next, this::event);
            for (JournalRecord record : chunk) {
                if (!alike.test(record.provenance())) {
                    return found;
                }
                found.add(record);
            }
            if (chunk.size() < CHUNK) {
                return found;
            }
            last = chunk.getLast().sequenceNumber();
        }
        return found;
    }

    private JournalRecord event(ResultSet row) throws SQLException {
        String persistenceId = row.getString("persistence_id");
        long sequenceNumber = row.getLong("sequence_number");
        Recorded<?> recorded = decoder.decode(
                persistenceId, sequenceNumber, row.getString("event_ser_manifest"), row.getBytes("event_payload"));
        return new JournalRecord(
                new JournalOffset(row.getLong("transaction_id"), row.getLong("ordering")),
                persistenceId,
                sequenceNumber,
                Change.of(persistenceId, recorded.event()),
                recorded.provenance());
    }
}
