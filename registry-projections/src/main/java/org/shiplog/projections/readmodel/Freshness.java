package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.SliceRange;

/**
 * Lets a read wait until a read model has handled what was written before it.
 *
 * <p>All waits for one read model share one loop that asks the database, so a hundred lists at a time cost little more than
 * one. When the model is fresh already a wait costs one query.
 */
public final class Freshness {
    private final DataSource database;
    private final Executor blocking;
    private final Map<String, FreshnessWatch> watches = new ConcurrentHashMap<>();

    /** @param blocking runs one call per read model while anyone waits; virtual threads are right */
    public Freshness(DataSource database, Executor blocking) {
        this.database = database;
        this.blocking = blocking;
    }

    /**
     * Completes with true when the projection has handled every event committed before the call, or with false after
     * {@code atMost}. Fails when the database cannot be asked.
     */
    public CompletionStage<Boolean> awaitHead(String projection, Duration atMost) {
        return awaitHead(projection, ReadModels.RANGES, atMost);
    }

    /** The same for a projection whose workers share out other ranges; always the same ones. */
    public CompletionStage<Boolean> awaitHead(String projection, List<SliceRange> ranges, Duration atMost) {
        return await(projection, ranges, Map.of(), atMost).thenApply(Standings::reached);
    }

    /**
     * Completes when every range has handled its events up to the one wanted of it, those that are not named up to the last one committed
     * before the call; or after {@code atMost}. Where there are no events up to the wanted place, the last one before it counts.
     */
    CompletionStage<Standings> await(
            String projection, List<SliceRange> ranges, Map<String, JournalOffset> wanted, Duration atMost) {
        CompletableFuture<Standings> fresh = new CompletableFuture<>();
        watches.computeIfAbsent(projection, name -> new FreshnessWatch(() -> standing(name, ranges), blocking))
                .add(fresh, wanted, atMost);
        return fresh;
    }

    /** Up to where a projection has handled every event; empty when there is none that it has not. Blocks. */
    Optional<JournalOffset> handled(String projection, List<SliceRange> ranges) throws SQLException {
        return standing(projection, ranges).values().stream()
                .filter(range -> range.head().compareTo(range.stored()) > 0)
                .map(Standing::stored)
                .min(Comparator.naturalOrder());
    }

    /** Where one range of a projection stands, and the last event that the journal has for it. */
    record Standing(JournalOffset stored, JournalOffset head) {}

    // Index: event_journal_commit_order_idx backwards, from the journal's end to the stored offset at most.
    private static final String STANDING = """
        SELECT range.key, range.stored,
               head.transaction_id, head.ordering
        FROM (
            SELECT ranges.key, ranges.first, ranges.last, coalesce(stored.current_offset, '0/0') AS stored
            FROM unnest(?, ?, ?) AS ranges (key, first, last)
            LEFT JOIN public.projection_offset AS stored
                   ON stored.projection_name = ? AND stored.projection_key = ranges.key
        ) AS range
        LEFT JOIN LATERAL (
            SELECT transaction_id, ordering
            FROM public.event_journal
            WHERE slice BETWEEN range.first AND range.last
              AND (transaction_id, ordering) > (CAST(split_part(range.stored, '/', 1) AS xid8),
                                                CAST(split_part(range.stored, '/', 2) AS bigint))
            ORDER BY transaction_id DESC, ordering DESC
            LIMIT 1
        ) AS head ON true
        """;

    private Map<String, Standing> standing(String projection, List<SliceRange> ranges) throws SQLException {
        Map<String, Standing> standing = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(STANDING)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", ranges.stream().map(SliceRange::key).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int4", ranges.stream().map(SliceRange::first).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "int4", ranges.stream().map(SliceRange::last).toArray()));
            statement.setString(4, projection);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    JournalOffset stored = JournalOffset.parse(rows.getString(2));
                    long ordering = rows.getLong(4);
                    boolean nothingNewer = rows.wasNull();
                    standing.put(
                            rows.getString(1),
                            new Standing(stored, nothingNewer ? stored : new JournalOffset(rows.getLong(3), ordering)));
                }
            }
        }
        return standing;
    }
}
