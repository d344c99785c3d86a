package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.shiplog.projections.journal.JournalBatch;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.SliceRange;

/**
 * The stored offsets of one projection, and who may advance them.
 *
 * <p>While a worker moves to another node two of them can run for a moment. The library writes the new offset first, which locks
 * its row until the transaction ends; the worker then goes on only if the row stood where its batch begins. So no event is ever
 * handled twice or late. A rebuild that needs the projection to stand still takes the projection's advisory lock, which belongs
 * to the session: unlike a transaction, it holds no reader back.
 */
public final class ProjectionOffsets {
    private final String projection;

    public ProjectionOffsets(String projection) {
        this.projection = projection;
    }

    /** Where each range stands; ranges that never began are absent. */
    public Map<String, JournalOffset> read(Connection connection) throws SQLException {
        String query = "SELECT projection_key, current_offset FROM public.projection_offset WHERE projection_name = ?";
        Map<String, JournalOffset> offsets = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, projection);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    offsets.put(rows.getString(1), JournalOffset.parse(rows.getString(2)));
                }
            }
        }
        return offsets;
    }

    /**
     * Makes sure that this transaction, which has stored the batch's offset, is the one to handle the batch.
     *
     * @throws OffsetMovedException when the range stood elsewhere than where the batch begins
     */
    void claim(Connection connection, SliceRange range, JournalBatch batch) throws SQLException {
        call(connection, "SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0))");
        JournalOffset stood = previous(connection, range);
        if (!stood.equals(batch.after())) {
            throw new OffsetMovedException("projection " + projection + " of slices " + range.key() + " stood at "
                    + stood + ", not at " + batch.after() + ": another worker advanced it");
        }
    }

    /** Keeps the projection's workers from advancing until {@link #resume}; waits for those under way. */
    public void pause(Connection connection) throws SQLException {
        call(connection, "SELECT pg_advisory_lock(hashtextextended(?, 0))");
    }

    public void resume(Connection connection) throws SQLException {
        call(connection, "SELECT pg_advisory_unlock(hashtextextended(?, 0))");
    }

    private void call(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(function)) {
            statement.setString(1, "shiplog projection " + projection);
            statement.execute();
        }
    }

    private JournalOffset previous(Connection connection, SliceRange range) throws SQLException {
        String query = """
            SELECT coalesce(previous_offset, '0/0') FROM public.projection_offset
            WHERE projection_name = ? AND projection_key = ?
            """;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, projection);
            statement.setString(2, range.key());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("the library has not stored the offset of " + projection);
                }
                return JournalOffset.parse(row.getString(1));
            }
        }
    }
}
