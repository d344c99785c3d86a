package org.shiplog.projections.ledger;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.SignedNote;
import org.shiplog.projections.query.SqlText;

/**
 * A row of {@code ledger_checkpoint}, which anybody may have changed.
 *
 * @param number from 1, without gaps
 * @param size as the row has it
 * @param note its text
 */
public record SignedCheckpoint(long number, long size, String note) {
    private static final String COLUMNS = "SELECT number, tree_size, note FROM ledger_checkpoint ";

    /** The last one. */
    public static Optional<SignedCheckpoint> newest(Connection connection) throws SQLException {
        // Index: the primary key, backwards.
        SqlText query = SqlText.of(COLUMNS).then("ORDER BY number DESC LIMIT 1");
        return rows(connection, query, SignedCheckpoint::read).stream().findFirst();
    }

    /** The next ones in the order of their sizes, at most {@code limit}. */
    public static List<SignedCheckpoint> after(Connection connection, SignedCheckpoint last, int limit)
            throws SQLException {
        // Index: ledger_checkpoint_size_idx.
        SqlText query = SqlText.of(COLUMNS)
                .then(
                        "WHERE (tree_size, number) > (?, ?) ORDER BY tree_size, number LIMIT ?",
                        last.size(),
                        last.number(),
                        limit);
        return rows(connection, query, SignedCheckpoint::read);
    }

    /** Stands before the first one. */
    public static SignedCheckpoint beforeAll() {
        return new SignedCheckpoint(Long.MIN_VALUE, Long.MIN_VALUE, "");
    }

    private static SignedCheckpoint read(ResultSet row) throws SQLException {
        return new SignedCheckpoint(row.getLong(1), row.getLong(2), row.getString(3));
    }

    /** What the note says, whoever signed it; empty when it is no checkpoint. */
    public Optional<Checkpoint> head() {
        return SignedNote.parse(note).flatMap(signed -> Checkpoint.parse(signed.text()));
    }

    void insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ledger_checkpoint (number, tree_size, note) VALUES (?, ?, ?)")) {
            insert.setLong(1, number);
            insert.setLong(2, size);
            insert.setString(3, note);
            insert.executeUpdate();
        }
    }
}
