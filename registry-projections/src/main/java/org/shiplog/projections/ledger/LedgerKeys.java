package org.shiplog.projections.ledger;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.shiplog.projections.ledger.note.NoteKey;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.projections.query.SqlText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign checkpoints, shared by all nodes through the database. The newest signs; what older ones signed stays
 * verifiable. Every call is made within a transaction of {@link LedgerTransaction}.
 */
final class LedgerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerKeys.class);
    private static final int RANDOM_BYTES = 8;

    private final Optional<String> origin;
    private final RandomGenerator random;

    /** @param origin the name of keys that are made from now on; when empty that of the newest, and of the first a random one */
    LedgerKeys(Optional<String> origin, RandomGenerator random) {
        this.origin = origin;
        this.random = random;
    }

    /** One of the keys, without its secret. */
    record Known(int number, VerifierKey verifier, long lastCheckpoint) {}

    /** The newest first. */
    static List<Known> all(Connection connection) throws SQLException {
        SqlText query = SqlText.of("SELECT number, verifier, last_checkpoint FROM ledger_key ORDER BY number DESC");
        return rows(connection, query, row -> new Known(row.getInt(1), verifier(row.getString(2)), row.getLong(3)));
    }

    static List<VerifierKey> verifiers(Connection connection) throws SQLException {
        return all(connection).stream().map(Known::verifier).toList();
    }

    private static VerifierKey verifier(String text) {
        return VerifierKey.parse(text)
                .orElseThrow(() -> new LedgerDamagedException("ledger_key has a row without a verifier key: " + text));
    }

    /** The key to sign with; made when there is none yet, or the origin is another one now. */
    NoteKey current(Connection connection) throws SQLException {
        List<Known> known = all(connection);
        if (known.isEmpty()) {
            return make(connection, origin.orElseGet(this::randomName), 1);
        }
        Known newest = known.getFirst();
        boolean renamed =
                origin.isPresent() && !origin.get().equals(newest.verifier().name());
        return renamed ? make(connection, origin.get(), newest.number() + 1) : read(connection, newest);
    }

    /** Makes a new key, which signs from now on. */
    NoteKey rotate(Connection connection) throws SQLException {
        NoteKey current = current(connection);
        return make(
                connection,
                current.verifier().name(),
                all(connection).getFirst().number() + 1);
    }

    private String randomName() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return "shiplog/" + HexFormat.of().formatHex(bytes);
    }

    private static NoteKey read(Connection connection, Known key) throws SQLException {
        SqlText query = SqlText.of("SELECT secret FROM ledger_key WHERE number = ?", key.number());
        byte[] secret = rows(connection, query, row -> row.getBytes(1)).getFirst();
        return NoteKey.decode(key.verifier(), secret);
    }

    private static NoteKey make(Connection connection, String name, int number) throws SQLException {
        NoteKey key = NoteKey.generate(name);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO ledger_key (number, verifier, secret) VALUES (?, ?, ?)")) {
            insert.setInt(1, number);
            insert.setString(2, key.verifier().toString());
            insert.setBytes(3, key.secret());
            insert.executeUpdate();
        }
        LOG.info("made a key for checkpoints of the ledger: {}", key);
        return key;
    }

    static void signed(Connection connection, VerifierKey key, long checkpoint) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE ledger_key SET last_checkpoint = ? WHERE verifier = ?")) {
            update.setLong(1, checkpoint);
            update.setString(2, key.toString());
            update.executeUpdate();
        }
    }
}
