package org.shiplog.projections.forward;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.query.SqlText;

/**
 * The place in the journal up to which the audit log was delivered, and the lease on moving it: one node at a time forwards. Who was
 * frozen for longer than the lease finds out when it wants to move the place; by then both may have sent the same. Blocks.
 */
public final class ForwardCursor {
    private static final String TAKE = """
        UPDATE audit_forward SET holder = ?, held_until = clock_timestamp() + make_interval(secs => ?)
        WHERE holder = ? OR held_until <= clock_timestamp()
        RETURNING transaction_id, ordering
        """;

    private static final String BEGIN = """
        INSERT INTO audit_forward (holder, held_until, transaction_id, ordering) VALUES ('', '-infinity', ?, ?)
        ON CONFLICT (one) DO NOTHING
        """;

    private static final String STORE = """
        UPDATE audit_forward
        SET held_until = clock_timestamp() + make_interval(secs => ?), transaction_id = ?, ordering = ?,
            delivered = delivered + ?,
            delivered_at = CASE WHEN ? > 0 THEN clock_timestamp() ELSE delivered_at END,
            failures = 0, failing_since = NULL, failure = NULL
        WHERE holder = ?
        RETURNING ordering
        """;

    private static final String FAIL = """
        UPDATE audit_forward
        SET held_until = clock_timestamp() + make_interval(secs => ?), failures = failures + 1,
            failing_since = coalesce(failing_since, clock_timestamp()), failure = ?
        WHERE holder = ?
        """;

    private final DataSource database;
    private final String holder;
    private final Duration lease;

    /** @param holder tells this node from all others */
    public ForwardCursor(DataSource database, String holder, Duration lease) {
        this.database = database;
        this.holder = holder;
        this.lease = lease;
    }

    /** What came of asking for the place. */
    public sealed interface Taken {
        /** It is this node's for the length of a lease. */
        record Held(JournalOffset place) implements Taken {}

        /** Another node has it. */
        record Elsewhere() implements Taken {}

        /** Nothing was forwarded yet: {@link #begin} first. */
        record Missing() implements Taken {}
    }

    /** Takes the place, or keeps it. */
    public Taken take() throws SQLException {
        try (Connection connection = database.getConnection()) {
            SqlText take = SqlText.of(TAKE, holder, seconds(), holder);
            List<JournalOffset> taken =
                    rows(connection, take, row -> new JournalOffset(row.getLong(1), row.getLong(2)));
            if (!taken.isEmpty()) {
                return new Taken.Held(taken.getFirst());
            }
            boolean missing = rows(connection, SqlText.of("SELECT 1 FROM audit_forward"), row -> row.getInt(1))
                    .isEmpty();
            return missing ? new Taken.Missing() : new Taken.Elsewhere();
        }
    }

    /** Lets forwarding begin behind that place, unless it has begun. */
    public void begin(JournalOffset place) throws SQLException {
        update(SqlText.of(BEGIN, place.transactionId(), place.ordering()));
    }

    /**
     * Everything up to there was delivered.
     *
     * @param acts how many of it are new
     * @return false when another node has the place by now
     */
    public boolean store(JournalOffset place, long acts) throws SQLException {
        SqlText store = SqlText.of(STORE, seconds(), place.transactionId(), place.ordering(), acts, acts, holder);
        try (Connection connection = database.getConnection()) {
            return !rows(connection, store, row -> row.getLong(1)).isEmpty();
        }
    }

    /** An attempt failed. @param reason for administrators */
    public void fail(String reason) throws SQLException {
        update(SqlText.of(FAIL, seconds(), reason, holder));
    }

    /** Lets another node go on at once. */
    public void release() throws SQLException {
        update(SqlText.of("UPDATE audit_forward SET held_until = '-infinity' WHERE holder = ?", holder));
    }

    /** There is nowhere to forward to any more. */
    public void forget() throws SQLException {
        update(SqlText.of("DELETE FROM audit_forward"));
    }

    private void update(SqlText statement) throws SQLException {
        try (Connection connection = database.getConnection()) {
            statement.update(connection);
        }
    }

    private double seconds() {
        return lease.toMillis() / 1000.0;
    }
}
