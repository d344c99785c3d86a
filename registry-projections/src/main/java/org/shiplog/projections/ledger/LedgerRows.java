package org.shiplog.projections.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.ledger.tree.TreeHash;

/** The leaves with the events that they are of, in order. */
public final class LedgerRows {
    // Index: the primary keys of both.
    private static final String ROWS = "SELECT " + LedgerEntry.COLUMNS + """
        ,
               event.transaction_id, leaf.leaf_index, leaf.persistence_id AS leaf_entity,
               leaf.sequence_number AS leaf_sequence, leaf.hash
        FROM ledger_leaf AS leaf
               LEFT JOIN LATERAL (
                   SELECT * FROM public.event_journal AS stored
                   WHERE stored.persistence_id = leaf.persistence_id AND stored.sequence_number = leaf.sequence_number
                   LIMIT 1
               ) AS event ON true
               WHERE leaf.leaf_index >= ? AND leaf.leaf_index < ?
               ORDER BY leaf.leaf_index
        """;
    private static final int FETCH = 50;

    private LedgerRows() {}

    /**
     * A leaf and its event.
     *
     * @param offset where the event lies in the journal
     * @param entry both empty when there is no such event
     */
    public record Row(
            long index,
            String entity,
            long sequenceNumber,
            TreeHash hash,
            Optional<JournalOffset> offset,
            Optional<LedgerEntry> entry) {}

    /** Is given row by row. Returns false to end the reading. */
    public interface Reader {
        boolean accept(Row row) throws SQLException;
    }

    /**
     * Reads the leaves from {@code begin} up to but not including {@code end}. Within a transaction only some of them are in memory at
     * a time.
     */
    public static void read(Connection connection, long begin, long end, Reader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setFetchSize(FETCH);
            statement.setLong(1, begin);
            statement.setLong(2, end);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!reader.accept(row(rows))) {
                        return;
                    }
                }
            }
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        boolean there = row.getString("persistence_id") != null;
        return new Row(
                row.getLong("leaf_index"),
                row.getString("leaf_entity"),
                row.getLong("leaf_sequence"),
                TreeHash.of(row.getBytes("hash")),
                there
                        ? Optional.of(new JournalOffset(row.getLong("transaction_id"), row.getLong("ordering")))
                        : Optional.empty(),
                there ? Optional.of(LedgerEntry.read(row)) : Optional.empty());
    }
}
