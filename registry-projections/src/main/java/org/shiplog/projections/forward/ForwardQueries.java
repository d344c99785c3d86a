package org.shiplog.projections.forward;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/** Tells how forwarding goes, whichever node does it. */
public final class ForwardQueries {
    public static final int MOST_COUNTED = 10_000;

    // Index: event_journal_commit_order_idx from the place on.
    private static final String STATUS = """
        SELECT forward.delivered, forward.delivered_at, forward.failures, forward.failing_since, forward.failure,
               pending.events, pending.oldest
        FROM audit_forward AS forward
        CROSS JOIN LATERAL (
            SELECT count(*) AS events, min(write_timestamp) AS oldest
            FROM (SELECT write_timestamp FROM event_journal
                  WHERE (transaction_id, ordering)
                        > (CAST(CAST(forward.transaction_id AS text) AS xid8), forward.ordering)
                  ORDER BY transaction_id, ordering LIMIT ?) AS next
        ) AS pending
        """;

    private final BlockingQueries queries;
    private final InstantSource clock;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public ForwardQueries(DataSource database, Executor blocking, InstantSource clock) {
        this.queries = new BlockingQueries(database, blocking);
        this.clock = clock;
    }

    /** Empty when nothing is forwarded. */
    public CompletionStage<Optional<ForwardStatus>> status() {
        return queries.run(connection -> rows(connection, SqlText.of(STATUS, MOST_COUNTED), this::status).stream()
                .findFirst());
    }

    private ForwardStatus status(ResultSet row) throws SQLException {
        long oldest = row.getLong("oldest");
        Duration age = row.wasNull() ? Duration.ZERO : Duration.between(Instant.ofEpochMilli(oldest), clock.instant());
        return new ForwardStatus(
                row.getLong("delivered"),
                instant(row, "delivered_at"),
                row.getInt("failures"),
                instant(row, "failing_since"),
                Optional.ofNullable(row.getString("failure")),
                row.getLong("events"),
                age.isNegative() ? Duration.ZERO : age);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
