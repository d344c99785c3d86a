package org.shiplog.storage.blob;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * The ledger as the tables {@code upload_session} and {@code upload_segment}. Every method is one round trip, except where it says
 * otherwise.
 *
 * <h2>Clock</h2>
 *
 * Leases are measured with the database's clock, and with {@code clock_timestamp()}: {@code now()} would be the time before
 * the statement waited for another's lock on the row.
 *
 * <h2>Durability</h2>
 *
 * What a client is told of is flushed before: beginning, recording and cancelling. Nothing else is. If a crash of the database undoes
 * a hold, it is lost, and its holder finds that out at its release. For this no number may name two holds. They are microseconds of
 * the database's clock, so the next hold gets another number although the last one's is forgotten; a session that is begun held has a
 * new name, so its hold may have the first number.
 *
 * <h2>Where it runs</h2>
 *
 * Each call waits on a virtual thread of its own; the pool, which must be bounded, bounds the load on the database.
 */
public final class PostgresUploadLedger implements UploadLedger {
    /** How long a hold of a node that died keeps others waiting. */
    public static final Duration LEASE = Duration.ofSeconds(5);

    private static final int EXPIRY_BATCH = 1_000;

    private static final long FIRST_FENCE = 1;

    private static final String BEGIN = """
        INSERT INTO upload_session (id, owner, algorithm) VALUES (?, ?, ?)
        """;

    private static final String BEGIN_HELD = """
        WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))
        INSERT INTO upload_session (id, owner, algorithm, fence, held_until)
        SELECT ?, ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond' FROM unflushed
        """;

    // Both by their primary keys, as all statements but EXPIRE.
    private static final String FIND = """
        SELECT coalesce(sum(segment.length), 0)
        FROM upload_session session LEFT JOIN upload_segment segment ON segment.upload = session.id
        WHERE session.id = ? AND session.owner = ?
        GROUP BY session.id
        """;

    // Two statements in one round trip and one transaction. The segments must not be read by the first: it may have
    // waited for
    // the lock of a holder that added one, and would read what was there before.
    private static final String ACQUIRE = """
        WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))
        UPDATE upload_session
        SET fence = greatest(fence + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint),
            held_until = clock_timestamp() + ? * interval '1 millisecond'
        FROM unflushed
        WHERE id = ? AND owner = ? AND held_until <= clock_timestamp()
        RETURNING fence, algorithm;
        SELECT fence, length FROM upload_segment WHERE upload = ? ORDER BY fence
        """;

    private static final String RENEW = """
        WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))
        UPDATE upload_session session
        SET held_until = clock_timestamp() + ? * interval '1 millisecond'
        FROM unflushed, unnest(?::uuid[], ?::bigint[]) AS hold (id, fence)
        WHERE session.id = hold.id AND session.fence = hold.fence
        RETURNING session.id, session.fence
        """;

    private static final String RELEASE = """
        WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))
        UPDATE upload_session SET fence = fence + 1, held_until = clock_timestamp()
        FROM unflushed WHERE id = ? AND fence = ?
        """;

    private static final String APPEND = """
        WITH released AS (
            UPDATE upload_session SET fence = fence + 1, held_until = clock_timestamp() WHERE id = ? AND fence = ?
            RETURNING id
        )
        INSERT INTO upload_segment (upload, fence, length) SELECT id, ?, ? FROM released
        """;

    private static final String END = """
        WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))
        DELETE FROM upload_session USING unflushed WHERE id = ? AND fence = ?
        """;

    private static final String CANCEL = """
        DELETE FROM upload_session WHERE id = ? AND owner = ?
        """;

    // Reads the whole table, every few minutes. Nodes that expire at the same time do not wait for each other.
    private static final String EXPIRE = """
        DELETE FROM upload_session WHERE id IN (
            SELECT id FROM upload_session WHERE held_until < clock_timestamp() - ? * interval '1 millisecond'
            LIMIT ? FOR UPDATE SKIP LOCKED)
        RETURNING id
        """;

    private static final String UNKNOWN = """
        SELECT upload FROM unnest(?::uuid[]) AS upload
        WHERE NOT EXISTS (SELECT FROM upload_session WHERE id = upload)
        """;

    private final DataSource pool;
    private final Duration lease;
    private final Executor executor = Executors.newVirtualThreadPerTaskExecutor();

    /** @param pool of connections that commit each statement */
    public PostgresUploadLedger(DataSource pool) {
        this(pool, LEASE);
    }

    PostgresUploadLedger(DataSource pool, Duration lease) {
        this.pool = pool;
        this.lease = lease;
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public CompletionStage<Void> begin(UploadId id, String owner, DigestAlgorithm algorithm) {
        return CompletableFuture.runAsync(
                () -> query(BEGIN, insert -> {
                    setSession(insert, id, owner, algorithm);
                    return insert.executeUpdate();
                }),
                executor);
    }

    @Override
    public CompletionStage<Acquired.Held> beginHeld(UploadId id, String owner, DigestAlgorithm algorithm) {
        Segment.Key hold = new Segment.Key(id, FIRST_FENCE);
        return CompletableFuture.supplyAsync(
                () -> query(BEGIN_HELD, insert -> {
                    setSession(insert, id, owner, algorithm);
                    insert.setLong(4, hold.fence());
                    insert.setLong(5, lease.toMillis());
                    insert.executeUpdate();
                    return new Acquired.Held(hold, algorithm, List.of());
                }),
                executor);
    }

    private static void setSession(PreparedStatement insert, UploadId id, String owner, DigestAlgorithm algorithm)
            throws SQLException {
        insert.setObject(1, id.value());
        insert.setString(2, owner);
        insert.setString(3, algorithm.id());
    }

    @Override
    public CompletionStage<Optional<Long>> find(UploadId id, String owner) {
        return CompletableFuture.supplyAsync(() -> offset(id, owner), executor);
    }

    private Optional<Long> offset(UploadId id, String owner) {
        return query(FIND, select -> {
            select.setObject(1, id.value());
            select.setString(2, owner);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
            }
        });
    }

    /** A second round trip when the session is not to be had. */
    @Override
    public CompletionStage<Acquired> acquire(UploadId id, String owner) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Optional<Acquired> held = query(ACQUIRE, update -> {
                        update.setLong(1, lease.toMillis());
                        update.setObject(2, id.value());
                        update.setString(3, owner);
                        update.setObject(4, id.value());
                        update.execute();
                        return held(id, update);
                    });
                    return held.or(() -> offset(id, owner).map(Acquired.Busy::new))
                            .orElseGet(Acquired.Unknown::new);
                },
                executor);
    }

    private static Optional<Acquired> held(UploadId id, PreparedStatement update) throws SQLException {
        Segment.Key hold;
        DigestAlgorithm algorithm;
        try (ResultSet session = update.getResultSet()) {
            if (!session.next()) {
                return Optional.empty();
            }
            hold = new Segment.Key(id, session.getLong(1));
            algorithm = DigestAlgorithm.named(session.getString(2)).orElseThrow();
        }
        update.getMoreResults();
        List<Segment> segments = new ArrayList<>();
        try (ResultSet rows = update.getResultSet()) {
            while (rows.next()) {
                segments.add(new Segment(new Segment.Key(id, rows.getLong(1)), rows.getLong(2)));
            }
        }
        return Optional.of(new Acquired.Held(hold, algorithm, segments));
    }

    @Override
    public CompletionStage<Set<Segment.Key>> renew(Set<Segment.Key> holds) {
        List<Segment.Key> asked = List.copyOf(holds);
        return CompletableFuture.supplyAsync(
                () -> query(RENEW, update -> {
                    update.setLong(1, lease.toMillis());
                    update.setArray(
                            2,
                            ids(update, asked.stream().map(Segment.Key::upload).toList()));
                    Object[] fences = asked.stream().map(Segment.Key::fence).toArray();
                    update.setArray(3, update.getConnection().createArrayOf("bigint", fences));
                    Set<Segment.Key> renewed = new HashSet<>();
                    try (ResultSet rows = update.executeQuery()) {
                        while (rows.next()) {
                            renewed.add(new Segment.Key(id(rows), rows.getLong(2)));
                        }
                    }
                    return renewed;
                }),
                executor);
    }

    @Override
    public CompletionStage<Boolean> release(Segment.Key hold, Optional<Segment> appended) {
        return appended.map(segment -> changesOne(APPEND, update -> {
                    setHold(update, hold);
                    update.setLong(3, segment.key().fence());
                    update.setLong(4, segment.length());
                    return update.executeUpdate();
                }))
                .orElseGet(() -> changesOne(RELEASE, update -> {
                    setHold(update, hold);
                    return update.executeUpdate();
                }));
    }

    @Override
    public CompletionStage<Boolean> end(Segment.Key hold) {
        return changesOne(END, delete -> {
            setHold(delete, hold);
            return delete.executeUpdate();
        });
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return changesOne(CANCEL, delete -> {
            delete.setObject(1, id.value());
            delete.setString(2, owner);
            return delete.executeUpdate();
        });
    }

    /** One round trip for each thousand. */
    @Override
    public CompletionStage<List<UploadId>> expire(Duration idle) {
        return CompletableFuture.supplyAsync(
                () -> {
                    List<UploadId> expired = new ArrayList<>();
                    List<UploadId> batch;
                    do {
                        batch = query(EXPIRE, delete -> {
                            delete.setLong(1, idle.toMillis());
                            delete.setInt(2, EXPIRY_BATCH);
                            return ids(delete);
                        });
                        expired.addAll(batch);
                    } while (batch.size() == EXPIRY_BATCH);
                    return expired;
                },
                executor);
    }

    @Override
    public CompletionStage<Set<UploadId>> unknown(Set<UploadId> uploads) {
        return CompletableFuture.supplyAsync(
                () -> query(UNKNOWN, select -> {
                    select.setArray(1, ids(select, uploads));
                    return Set.copyOf(ids(select));
                }),
                executor);
    }

    private static void setHold(PreparedStatement statement, Segment.Key hold) throws SQLException {
        statement.setObject(1, hold.upload().value());
        statement.setLong(2, hold.fence());
    }

    private static Array ids(PreparedStatement statement, Collection<UploadId> ids) throws SQLException {
        return statement
                .getConnection()
                .createArrayOf("uuid", ids.stream().map(UploadId::value).toArray());
    }

    private static List<UploadId> ids(PreparedStatement statement) throws SQLException {
        List<UploadId> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(id(rows));
            }
        }
        return ids;
    }

    private static UploadId id(ResultSet rows) throws SQLException {
        return new UploadId(rows.getObject(1, UUID.class));
    }

    private CompletionStage<Boolean> changesOne(String sql, Use<Integer> use) {
        return CompletableFuture.supplyAsync(() -> query(sql, use) == 1, executor);
    }

    private <T> T query(String sql, Use<T> use) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return use.of(statement);
        } catch (SQLException e) {
            throw new BlobStoreException("the ledger of uploads failed", e, false);
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }
}
