package org.shiplog.projections.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.shiplog.domain.aggregate.Recorded;

/**
 * Reads the journal in commit order.
 *
 * <h2>Why nothing is skipped</h2>
 *
 * Rows become visible when their transaction commits, which is not the order of any number that they were given before. So
 * only rows of transactions older than the oldest one still running are read: whatever is not among them by then was rolled
 * back. Going through them by (transaction id, ordering), a reader can never be overtaken.
 *
 * <h2>Why an entity's events stay in order</h2>
 *
 * An entity begins to write an event only after the one before is committed, so the later one's transaction has the higher id;
 * within one transaction rows are numbered as they are inserted. This is not taken on trust: each event's predecessor is
 * looked up and must lie before it.
 */
public final class JournalReader {
    /** The most events of one reading. */
    public static final int MAX_EVENTS = 500;

    private static final long MAX_BYTES = 8L << 20;
    private static final int FETCH = 100;

    // Index: event_journal_commit_order_idx for the rows and for what waits, the primary key for predecessors.
    // LIMIT keeps lookups from being turned into joins over the whole journal when statistics are old. What waits is
    // no EXISTS, which is planned as if a row were found at once: usually there is none, and all of the journal was
    // read to say so.
    static final String READ = """
        WITH running AS MATERIALIZED (
            SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest
        ), horizon AS MATERIALIZED (
            SELECT oldest, (SELECT true FROM public.event_journal
                            WHERE transaction_id >= oldest AND slice BETWEEN ? AND ?
                            ORDER BY transaction_id, ordering LIMIT 1) IS NOT NULL AS waiting
            FROM running
        )
        SELECT horizon.oldest, horizon.waiting, event.transaction_id, event.ordering, event.persistence_id,
               event.sequence_number, event.event_ser_manifest, event.event_payload,
               predecessor.transaction_id AS predecessor_transaction, predecessor.ordering AS predecessor_ordering
        FROM horizon
        LEFT JOIN LATERAL (
            SELECT transaction_id, ordering, persistence_id, sequence_number, event_ser_manifest, event_payload
            FROM public.event_journal
            WHERE (transaction_id, ordering) > (CAST(? AS xid8), ?)
              AND (transaction_id, ordering) <= (CAST(? AS xid8), ?)
              AND transaction_id < horizon.oldest
              AND slice BETWEEN ? AND ?
            ORDER BY transaction_id, ordering
            LIMIT 500
        ) AS event ON true
        LEFT JOIN LATERAL (
            SELECT transaction_id, ordering
            FROM public.event_journal
            WHERE persistence_id = event.persistence_id AND sequence_number = event.sequence_number - 1
            LIMIT 1
        ) AS predecessor ON true
        ORDER BY event.transaction_id, event.ordering
        """;

    private static final String FOREIGN = """
        SELECT (SELECT true FROM public.event_journal
                WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
                ORDER BY transaction_id, ordering LIMIT 1) IS NOT NULL
        """;

    // Index: event_journal_commit_order_idx.
    private static final String BOUNDS = """
        SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest, pg_snapshot_xmax(pg_current_snapshot()) AS unborn,
               first.transaction_id, first.ordering
        FROM (VALUES (1)) AS one
        LEFT JOIN LATERAL (
            SELECT transaction_id, ordering FROM public.event_journal ORDER BY transaction_id, ordering LIMIT 1
        ) AS first ON true
        """;

    private final DataSource database;
    private final EventDecoder decoder;
    private final boolean fromItsBeginning;

    /**
     * What was found after an offset.
     *
     * @param settled every event up to here is among {@code records} or was read before
     * @param waiting whether there are committed events that an older transaction, still running, holds back
     */
    public record Reading(List<JournalRecord> records, JournalOffset settled, boolean waiting) {}

    public JournalReader(DataSource database, EventDecoder decoder) {
        this(database, decoder, true);
    }

    private JournalReader(DataSource database, EventDecoder decoder, boolean fromItsBeginning) {
        this.database = database;
        this.decoder = decoder;
        this.fromItsBeginning = fromItsBeginning;
    }

    /** Reads a journal whose first events may have been removed: what an event should follow may be missing, though not misplaced. */
    public static JournalReader ofWhatIsLeft(DataSource database, EventDecoder decoder) {
        return new JournalReader(database, decoder, false);
    }

    /**
     * The next events after {@code after} and not after {@code upTo}: at most {@link #MAX_EVENTS}, and fewer when they are
     * large.
     *
     * @throws JournalDamagedException when one cannot be read or its predecessor was not before it
     */
    public Reading read(SliceRange range, JournalOffset after, JournalOffset upTo) throws SQLException {
        try (Connection connection = database.getConnection()) {
            // Rows come in portions only within a transaction; one that only reads has no id and holds nobody back.
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(READ)) {
                bind(statement, range, after, upTo);
                Reading reading = collect(statement, after, upTo);
                connection.commit();
                return reading;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** Where the journal begins and ends. */
    public JournalBounds bounds() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(BOUNDS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long ordering = row.getLong("ordering");
            Optional<JournalOffset> first = row.wasNull()
                    ? Optional.empty()
                    : Optional.of(new JournalOffset(row.getLong("transaction_id"), ordering));
            return new JournalBounds(first, JournalOffset.before(row.getLong("oldest")), row.getLong("unborn"));
        }
    }

    /**
     * Makes sure that the journal was written in this database. Transaction ids mean nothing elsewhere: after a restore into
     * another cluster, new events would sort before old ones.
     *
     * @throws JournalDamagedException when there are events of transactions that this database has yet to run
     */
    public void requireOwnTransactions() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(FOREIGN);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getBoolean(1)) {
                throw new JournalDamagedException("the journal holds transactions that this database never ran: it was"
                        + " restored from a logical dump. Before any write, CALL adopt_restored_journal(), empty"
                        + " projection_offset and the read models, and start again");
            }
        }
    }

    /** Gives {@link #READ} its parameters. */
    static void bind(PreparedStatement statement, SliceRange range, JournalOffset after, JournalOffset upTo)
            throws SQLException {
        statement.setFetchSize(FETCH);
        statement.setInt(1, range.first());
        statement.setInt(2, range.last());
        statement.setString(3, Long.toString(after.transactionId()));
        statement.setLong(4, after.ordering());
        statement.setString(5, Long.toString(upTo.transactionId()));
        statement.setLong(6, upTo.ordering());
        statement.setInt(7, range.first());
        statement.setInt(8, range.last());
    }

    private Reading collect(PreparedStatement statement, JournalOffset after, JournalOffset upTo) throws SQLException {
        List<JournalRecord> records = new ArrayList<>();
        long bytes = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (rows.getString("persistence_id") == null) {
                    JournalOffset horizon = JournalOffset.before(rows.getLong("oldest"));
                    JournalOffset settled = horizon.compareTo(upTo) < 0 ? horizon : upTo;
                    return new Reading(List.of(), max(after, settled), rows.getBoolean("waiting"));
                }
                byte[] payload = rows.getBytes("event_payload");
                records.add(decode(rows, payload));
                bytes += payload.length;
                if (bytes >= MAX_BYTES) {
                    break;
                }
            }
        }
        return new Reading(List.copyOf(records), records.getLast().offset(), false);
    }

    private static JournalOffset max(JournalOffset one, JournalOffset other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private JournalRecord decode(ResultSet row, byte[] payload) throws SQLException {
        JournalOffset offset = new JournalOffset(row.getLong("transaction_id"), row.getLong("ordering"));
        String persistenceId = row.getString("persistence_id");
        long sequenceNumber = row.getLong("sequence_number");
        requirePredecessor(persistenceId, sequenceNumber, offset, predecessor(row));
        String manifest = row.getString("event_ser_manifest");
        try {
            Recorded<?> recorded = decoder.decode(persistenceId, sequenceNumber, manifest, payload);
            Change change = Change.of(persistenceId, recorded.event());
            return new JournalRecord(offset, persistenceId, sequenceNumber, change, recorded.provenance());
        } catch (RuntimeException e) {
            throw new JournalDamagedException(
                    "event " + sequenceNumber + " of " + persistenceId + " (" + manifest + ", ordering "
                            + offset.ordering() + ") cannot be read",
                    e);
        }
    }

    private static Optional<JournalOffset> predecessor(ResultSet row) throws SQLException {
        long ordering = row.getLong("predecessor_ordering");
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new JournalOffset(row.getLong("predecessor_transaction"), ordering));
    }

    private void requirePredecessor(
            String persistenceId, long sequenceNumber, JournalOffset offset, Optional<JournalOffset> predecessor) {
        boolean follows = sequenceNumber == 1
                ? predecessor.isEmpty()
                : predecessor.map(before -> before.compareTo(offset) < 0).orElse(!fromItsBeginning);
        if (!follows) {
            throw new JournalDamagedException("event " + sequenceNumber + " of " + persistenceId + " at " + offset
                    + " does not follow the one before it, which is "
                    + predecessor.map(before -> "at " + before).orElse("missing"));
        }
    }
}
