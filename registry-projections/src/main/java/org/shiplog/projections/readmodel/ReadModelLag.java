package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import javax.sql.DataSource;
import org.shiplog.projections.journal.SliceRange;

/**
 * How far a read model is behind the journal. Asking costs one query that looks at {@value #MOST_COUNTED} events per range of
 * slices at most, however long the journal is.
 */
public final class ReadModelLag {
    private static final int MOST_COUNTED = 2_500;
    private static final int ANSWER_SECONDS = 5;

    private final DataSource database;
    private final InstantSource clock;

    public ReadModelLag(DataSource database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What a read model has yet to handle.
     *
     * @param events how many, at least: they are not counted beyond a limit
     * @param age of the oldest of them, by the clocks of its writer and of this node; zero when there are none
     */
    public record Lag(long events, Duration age) {}

    // Index: event_journal_commit_order_idx from the stored offset on.
    private static final String PENDING = """
        SELECT coalesce(sum(pending.events), 0), min(pending.oldest)
        FROM (
            SELECT ranges.first, ranges.last, coalesce(stored.current_offset, '0/0') AS stored
            FROM unnest(?, ?, ?) AS ranges (key, first, last)
            LEFT JOIN public.projection_offset AS stored
                   ON stored.projection_name = ? AND stored.projection_key = ranges.key
        ) AS range
        CROSS JOIN LATERAL (
            SELECT count(*) AS events, min(write_timestamp) AS oldest
            FROM (
                SELECT write_timestamp
                FROM public.event_journal
                WHERE slice BETWEEN range.first AND range.last
                  AND (transaction_id, ordering) > (CAST(split_part(range.stored, '/', 1) AS xid8),
                                                    CAST(split_part(range.stored, '/', 2) AS bigint))
                ORDER BY transaction_id, ordering
                LIMIT ?
            ) AS next
        ) AS pending
        """;

    public Lag of(ReadModel model) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(PENDING)) {
            statement.setQueryTimeout(ANSWER_SECONDS);
            statement.setArray(1, connection.createArrayOf("text", column(model, SliceRange::key)));
            statement.setArray(2, connection.createArrayOf("int4", column(model, SliceRange::first)));
            statement.setArray(3, connection.createArrayOf("int4", column(model, SliceRange::last)));
            statement.setString(4, model.name());
            statement.setInt(5, MOST_COUNTED);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long oldest = row.getLong(2);
                Duration age =
                        row.wasNull() ? Duration.ZERO : Duration.between(Instant.ofEpochMilli(oldest), clock.instant());
                return new Lag(row.getLong(1), age.isNegative() ? Duration.ZERO : age);
            }
        }
    }

    private static Object[] column(ReadModel model, Function<SliceRange, Object> part) {
        return model.ranges().stream().map(part).toArray();
    }
}
