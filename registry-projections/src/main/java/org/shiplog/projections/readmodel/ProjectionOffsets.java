package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.shiplog.projections.journal.JournalBatch;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.SliceRange;

/**
 * The stored offsets of one projection, and who may advance them.
 *
 * <p>While a worker moves to another node two of them can run for a moment. Each locks its offset row and goes on only if the
 * row stands where its batch begins, so no event is ever handled twice or late. A rebuild that needs the projection to stand
 * still takes the projection's advisory lock, which belongs to the session: unlike a transaction, it holds no reader back.
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
     * Makes this transaction the only one that advances the range, until it ends.
     *
     * @throws OffsetMovedException when the range is not where the batch begins
     */
    void claim(Connection connection, SliceRange range, JournalBatch batch) throws SQLException {
        // In a statement of its own: only the next one's snapshot is sure to see what the lock's last holder did.
        call(connection, "SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0))");
        Optional<JournalOffset> stored = lock(connection, range);
        boolean mine = stored.isPresent()
                ? stored.get().equals(batch.after())
                : batch.after().equals(JournalOffset.ORIGIN) && begin(connection, range);
        if (!mine) {
            throw new OffsetMovedException("projection " + projection + " of slices " + range.key() + " stands at "
                    + stored.map(JournalOffset::toString).orElse("no offset") + ", not at " + batch.after()
                    + ": another worker advanced it");
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

    private Optional<JournalOffset> lock(Connection connection, SliceRange range) throws SQLException {
        String query = """
                SELECT current_offset FROM public.projection_offset
                WHERE projection_name = ? AND projection_key = ? FOR UPDATE
                """;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, projection);
            statement.setString(2, range.key());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(JournalOffset.parse(row.getString(1))) : Optional.empty();
            }
        }
    }

    /** Whether this transaction made the range's first row; one that is beaten to it waits, and then did not. */
    private boolean begin(Connection connection, SliceRange range) throws SQLException {
        String insert = """
                INSERT INTO public.projection_offset
                    (projection_name, projection_key, current_offset, manifest, mergeable, last_updated)
                VALUES (?, ?, ?, 'STR', false, 0)
                ON CONFLICT DO NOTHING
                """;
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, projection);
            statement.setString(2, range.key());
            statement.setString(3, JournalOffset.ORIGIN.toString());
            return statement.executeUpdate() == 1;
        }
    }
}
