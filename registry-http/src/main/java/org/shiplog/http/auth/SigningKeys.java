package org.shiplog.http.auth;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys for registry tokens, shared by all nodes through the database. The newest signs; tokens of any are accepted, so
 * that after a rotation those issued before stay valid until they expire.
 */
public final class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    /** Held while keys are made, so that nodes that start together make one. */
    private static final long LOCK = 0x5348_4950_4b45_5953L;

    /** Made-up key ids must not become a query each. */
    private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(10);

    private final DataSource database;
    private final InstantSource clock;
    private final Executor blocking;
    private final AtomicReference<Loaded> loaded;

    private SigningKeys(DataSource database, InstantSource clock, Executor blocking, Loaded loaded) {
        this.database = database;
        this.clock = clock;
        this.blocking = blocking;
        this.loaded = new AtomicReference<>(loaded);
    }

    /** @param keys newest first, never empty */
    private record Loaded(List<SigningKey> keys, Instant at) {}

    /**
     * Loads the keys, and makes the first one when there is none. Blocks.
     *
     * @param blocking runs later reads of the database
     */
    public static SigningKeys open(DataSource database, InstantSource clock, Executor blocking) throws SQLException {
        List<SigningKey> keys = inLockedTransaction(database, connection -> {
            if (read(connection).isEmpty()) {
                SigningKey first = SigningKey.generate(now(clock));
                insert(connection, first);
                LOG.info("made the first key for registry tokens: {}", first);
            }
            return read(connection);
        });
        return new SigningKeys(database, clock, blocking, new Loaded(keys, clock.instant()));
    }

    /** Makes a new key, with which this node signs from now on and the others once they saw it. Blocks. */
    public void rotate() throws SQLException {
        List<SigningKey> keys = inLockedTransaction(database, connection -> {
            SigningKey next = SigningKey.generate(now(clock));
            insert(connection, next);
            LOG.info("made a new key for registry tokens: {}", next);
            return read(connection);
        });
        loaded.set(new Loaded(keys, clock.instant()));
    }

    /** What nobody knows who cannot read the keys: other secrets can be made of it. */
    public byte[] secret() {
        return newest().privateKey().getEncoded();
    }

    SigningKey newest() {
        return loaded.get().keys().getFirst();
    }

    /** Also finds a key that another node made a moment ago. */
    CompletionStage<Optional<SigningKey>> find(String id) {
        Loaded current = loaded.get();
        Optional<SigningKey> known = find(current, id);
        boolean fresh = clock.instant().isBefore(current.at().plus(RELOAD_INTERVAL));
        if (known.isPresent() || fresh) {
            return CompletableFuture.completedFuture(known);
        }
        // Whoever notes the time first does the reading.
        return loaded.compareAndSet(current, new Loaded(current.keys(), clock.instant()))
                ? CompletableFuture.supplyAsync(() -> find(reload(), id), blocking)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private Loaded reload() {
        try (Connection connection = database.getConnection()) {
            Loaded reloaded = new Loaded(read(connection), clock.instant());
            loaded.set(reloaded);
            return reloaded;
        } catch (SQLException e) {
            LOG.warn("cannot reload the keys for registry tokens: {}", e.toString());
            return loaded.get();
        }
    }

    private static Optional<SigningKey> find(Loaded loaded, String id) {
        return loaded.keys().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private static Instant now(InstantSource clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static List<SigningKey> read(Connection connection) throws SQLException {
        String sql = """
            SELECT key_id, public_key, private_key, created_at
            FROM signing_key
            ORDER BY created_at DESC, key_id
            """;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<SigningKey> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(SigningKey.decode(
                        rows.getString("key_id"),
                        rows.getBytes("public_key"),
                        rows.getBytes("private_key"),
                        rows.getObject("created_at", OffsetDateTime.class).toInstant()));
            }
            return List.copyOf(keys);
        }
    }

    private static void insert(Connection connection, SigningKey key) throws SQLException {
        String sql = """
            INSERT INTO signing_key (key_id, public_key, private_key, created_at)
            VALUES (?, ?, ?, ?)
            """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key.id());
            statement.setBytes(2, key.publicKey().getEncoded());
            statement.setBytes(3, key.privateKey().getEncoded());
            statement.setObject(4, key.createdAt().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static <T> T inLockedTransaction(DataSource database, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
                lock.setLong(1, LOCK);
                lock.execute();
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }
}
