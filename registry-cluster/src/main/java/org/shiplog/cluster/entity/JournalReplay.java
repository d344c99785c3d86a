package org.shiplog.cluster.entity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.projections.journal.EventDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What entities' journals amount to, read without the entities.
 *
 * <p>A state read here includes every command that was acknowledged before the reading began, because a command is acknowledged
 * after its events are committed. Those who ask for an entity while it is being read share the next reading, never the
 * one that began before they asked.
 *
 * <p>At most {@value #READERS} journals are read at a time. States that were read lately are kept while they are small enough
 * together, so that the next reading starts from there.
 */
public final class JournalReplay {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReplay.class);
    private static final int READERS = 4;
    private static final int MAX_ENTITIES_WAITING = 2_000;
    private static final Duration TURN = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int FETCH = 500;
    /** In events, each of which leaves some 400 bytes in a state at most. */
    private static final long KEPT_EVENTS = 100_000;

    private static final Duration KEPT = Duration.ofMinutes(1);

    // Both by the tables' primary keys.
    private static final String NEWEST_SNAPSHOT = """
        SELECT snapshot_ser_manifest, snapshot_payload
        FROM snapshot
        WHERE persistence_id = ?
        ORDER BY sequence_number DESC
        LIMIT 1\
        """;
    private static final String EVENTS_AFTER = """
        SELECT sequence_number, event_ser_manifest, event_payload
        FROM event_journal
        WHERE persistence_id = ? AND sequence_number > ?
        ORDER BY sequence_number\
        """;

    private final DataSource database;
    private final EventDecoder events;
    private final SnapshotDecoder snapshots;
    private final Executor blocking;
    private final Semaphore readers = new Semaphore(READERS, true);
    private final Cache<String, EntityState<?>> lately = Caffeine.newBuilder()
            .maximumWeight(KEPT_EVENTS)
            .weigher((String _, EntityState<?> state) -> (int) Math.min(Integer.MAX_VALUE, state.position() + 1))
            .expireAfterWrite(KEPT)
            .build();
    /** By the entity that is being read: those who wait for the next reading. */
    private final ConcurrentHashMap<String, List<CompletableFuture<EntityState<?>>>> waiting =
            new ConcurrentHashMap<>();

    /** Reads what entities wrote to the snapshot table. */
    @FunctionalInterface
    public interface SnapshotDecoder {
        EntityState<?> decode(byte[] payload, String manifest);
    }

    /** @param blocking runs what waits for the database, such as one virtual thread for each task */
    public JournalReplay(DataSource database, EventDecoder events, SnapshotDecoder snapshots, Executor blocking) {
        this.database = database;
        this.events = events;
        this.snapshots = snapshots;
        this.blocking = blocking;
    }

    /** Fails when the journal cannot be read now, or too many entities are waiting to be. */
    @SuppressWarnings("unchecked") // The id's first part is its kind, and with it the state's.
    public <S> CompletionStage<EntityState<S>> read(EntityKind<S, ?, ?, ?> kind, String entityId) {
        if (waiting.size() >= MAX_ENTITIES_WAITING) {
            return CompletableFuture.failedStage(new EntityUnavailableException("too many journals are being read"));
        }
        String id = kind.persistenceId(entityId).id();
        CompletableFuture<EntityState<?>> result = new CompletableFuture<>();
        boolean idle = waiting.merge(id, List.of(), (others, _) -> with(others, result))
                .isEmpty();
        if (idle) {
            begin(kind, id, List.of(result));
        }
        return result.thenApply(state -> (EntityState<S>) state);
    }

    /** The state after the events that were caused until then, from the first one on. Fails like {@link #read}. */
    public <S> CompletionStage<S> readAt(EntityKind<S, ?, ?, ?> kind, String entityId, Instant time) {
        String id = kind.persistenceId(entityId).id();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return inTurn(connection -> readUntil(kind, id, time, connection));
                    } catch (SQLException failure) {
                        throw new CompletionException(failure);
                    }
                },
                blocking);
    }

    private <S, E> S readUntil(EntityKind<S, ?, E, ?> kind, String id, Instant time, Connection connection)
            throws SQLException {
        EntityState<S> state = EntityState.initial(kind.aggregate());
        try (PreparedStatement statement = prepare(connection, EVENTS_AFTER, id)) {
            statement.setLong(2, 0);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Recorded<E> event = event(id, state.position() + 1, rows);
                    if (event.provenance().at().isAfter(time)) {
                        break;
                    }
                    state = state.with(kind.aggregate(), event);
                }
            }
        }
        return state.state();
    }

    private static <T> List<T> with(List<T> others, T another) {
        List<T> all = new ArrayList<>(others);
        all.add(another);
        return all;
    }

    private void begin(EntityKind<?, ?, ?, ?> kind, String id, List<CompletableFuture<EntityState<?>>> askers) {
        try {
            blocking.execute(() -> {
                tell(kind, id, askers);
                List<CompletableFuture<EntityState<?>>> next = takeNext(id);
                if (!next.isEmpty()) {
                    begin(kind, id, next);
                }
            });
        } catch (RuntimeException stopping) {
            takeNext(id).forEach(asker -> asker.completeExceptionally(stopping));
            waiting.remove(id);
            askers.forEach(asker -> asker.completeExceptionally(stopping));
        }
    }

    private void tell(EntityKind<?, ?, ?, ?> kind, String id, List<CompletableFuture<EntityState<?>>> askers) {
        try {
            EntityState<?> state = readInTurn(kind, id);
            askers.forEach(asker -> asker.complete(state));
        } catch (RuntimeException | SQLException failure) {
            LOG.warn("cannot read the journal of {}: {}", id, failure.toString());
            askers.forEach(asker -> asker.completeExceptionally(failure));
        }
    }

    /** Those who asked meanwhile; the entity counts as being read until there are none. */
    private List<CompletableFuture<EntityState<?>>> takeNext(String id) {
        List<CompletableFuture<EntityState<?>>> next = new ArrayList<>();
        waiting.computeIfPresent(id, (_, others) -> {
            next.addAll(others);
            return others.isEmpty() ? null : List.of();
        });
        return next;
    }

    private EntityState<?> readInTurn(EntityKind<?, ?, ?, ?> kind, String id) throws SQLException {
        EntityState<?> state = inTurn(connection -> readToEnd(kind, id, connection));
        lately.put(id, state);
        return state;
    }

    private interface Reading<T> {
        T from(Connection connection) throws SQLException;
    }

    private <T> T inTurn(Reading<T> reading) throws SQLException {
        try {
            if (!readers.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EntityUnavailableException("too many journals are being read");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new EntityUnavailableException("this node is stopping", stopping);
        }
        try (Connection connection = database.getConnection()) {
            // A cursor needs a transaction; without one the driver would hold all rows at once.
            connection.setAutoCommit(false);
            T result = reading.from(connection);
            connection.rollback();
            return result;
        } finally {
            readers.release();
        }
    }

    private <S, E> EntityState<S> readToEnd(EntityKind<S, ?, E, ?> kind, String id, Connection connection)
            throws SQLException {
        EntityState<S> state = start(kind, id, connection);
        try (PreparedStatement statement = prepare(connection, EVENTS_AFTER, id)) {
            statement.setLong(2, state.position());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    state = state.with(kind.aggregate(), this.<E>event(id, state.position() + 1, rows));
                }
            }
        }
        return state;
    }

    @SuppressWarnings("unchecked") // An entity's snapshots are of its own kind.
    private <S> EntityState<S> start(EntityKind<S, ?, ?, ?> kind, String id, Connection connection)
            throws SQLException {
        EntityState<?> known = lately.getIfPresent(id);
        if (known == null) {
            known = newestSnapshot(id, connection);
        }
        return known == null ? EntityState.initial(kind.aggregate()) : (EntityState<S>) known;
    }

    private @Nullable EntityState<?> newestSnapshot(String id, Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection, NEWEST_SNAPSHOT, id);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return null;
            }
            try {
                return snapshots.decode(rows.getBytes(2), rows.getString(1));
            } catch (RuntimeException unreadable) {
                LOG.warn("the newest snapshot of {} cannot be read, reading all its events", id, unreadable);
                return null;
            }
        }
    }

    @SuppressWarnings("unchecked") // An entity's events are of its own kind.
    private <E> Recorded<E> event(String id, long expected, ResultSet row) throws SQLException {
        long number = row.getLong(1);
        if (number != expected) {
            throw new IllegalStateException("event " + expected + " of " + id + " is missing, found " + number);
        }
        return (Recorded<E>) events.decode(id, number, row.getString(2), row.getBytes(3));
    }

    private static PreparedStatement prepare(Connection connection, String sql, String id) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setFetchSize(FETCH);
        statement.setQueryTimeout(Math.toIntExact(ANSWER.toSeconds()));
        statement.setString(1, id);
        return statement;
    }
}
