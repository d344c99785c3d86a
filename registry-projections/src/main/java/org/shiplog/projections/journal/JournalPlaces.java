package org.shiplog.projections.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/** Which place in the journal belongs to which time. */
public final class JournalPlaces {
    private static final String COLUMNS = "SELECT transaction_id, ordering, write_timestamp FROM event_journal";
    private static final String LAST = " ORDER BY transaction_id DESC, ordering DESC LIMIT 1";

    // Index: event_journal_commit_order_idx backwards, from the journal's end to the place that is looked for.
    private static final String AT_TIME = COLUMNS + " WHERE write_timestamp <= ?" + LAST;
    private static final String AT_PLACE = COLUMNS + " WHERE (transaction_id, ordering) <= (CAST(? AS xid8), ?)" + LAST;

    private final DataSource database;

    public JournalPlaces(DataSource database) {
        this.database = database;
    }

    /**
     * An event's place.
     *
     * @param written by the clock of the node that wrote it
     */
    public record Place(JournalOffset offset, Instant written) {
        /** The id of its transaction as PostgreSQL's {@code recovery_target_xid} takes it. */
        public long recoveryTarget() {
            return offset.transactionId() & 0xFFFF_FFFFL;
        }
    }

    /** The last event, in the order of the journal, that was written by then. */
    public Optional<Place> at(Instant time) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(AT_TIME)) {
            statement.setLong(1, time.toEpochMilli());
            return place(statement);
        }
    }

    /** The event at the offset, or the last one before it. */
    public Optional<Place> at(JournalOffset offset) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(AT_PLACE)) {
            statement.setString(1, Long.toString(offset.transactionId()));
            statement.setLong(2, offset.ordering());
            return place(statement);
        }
    }

    private static Optional<Place> place(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(new Place(
                            new JournalOffset(row.getLong(1), row.getLong(2)), Instant.ofEpochMilli(row.getLong(3))))
                    : Optional.empty();
        }
    }
}
