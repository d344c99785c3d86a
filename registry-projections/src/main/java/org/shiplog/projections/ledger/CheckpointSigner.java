package org.shiplog.projections.ledger;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.NoteKey;
import org.shiplog.projections.ledger.note.SignedNote;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.projections.query.SqlText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the head of the ledger's tree. Never one that is not the last signed one, grown: a consistency proof between the two is made
 * from the stored tree and verified first. One node signs at a time, by an advisory lock. Blocks.
 */
public final class CheckpointSigner {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointSigner.class);

    private final DataSource database;
    private final LedgerKeys keys;
    private final AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());

    /**
     * @param origin the log's name in its checkpoints; when empty that of the newest key, and before there is one a random one
     * @param random of what names are made
     */
    public CheckpointSigner(DataSource database, Optional<String> origin, RandomGenerator random) {
        this.database = database;
        this.keys = new LedgerKeys(origin, random);
    }

    /** Signs now, unless there is nothing new. */
    public Signing sign() throws SQLException {
        return sign(Duration.ZERO);
    }

    /** Signs unless there is nothing new, or the last checkpoint, by whichever node, is younger than that. */
    public Signing sign(Duration interval) throws SQLException {
        Signing signing = LedgerTransaction.locked(database, connection -> sign(connection, interval));
        switch (signing) {
            case Signing.Inconsistent(String reason) -> {
                refusal.set(Optional.of(reason));
                LOG.error("refuse to sign the ledger: {}. See what was changed with: shiplog audit verify", reason);
            }
            case Signing.Signed _, Signing.Nothing _ -> refusal.set(Optional.empty());
        }
        return signing;
    }

    /** Makes a new key, with which checkpoints are signed from now on. The old ones' signatures stay valid. */
    public VerifierKey rotate() throws SQLException {
        return LedgerTransaction.locked(
                database, connection -> keys.rotate(connection).verifier());
    }

    /** Why the last attempt was refused; empty when it was not. */
    public Optional<String> refusal() {
        return refusal.get();
    }

    private Signing sign(Connection connection, Duration interval) throws SQLException {
        LedgerTree tree = new LedgerTree(connection);
        long size = tree.size();
        NoteKey key = keys.current(connection);
        Optional<SignedCheckpoint> last = SignedCheckpoint.newest(connection);
        if (last.isEmpty()) {
            return size == 0 ? new Signing.Nothing() : sign(connection, tree, size, key, 1);
        }
        SignedCheckpoint before = last.get();
        Optional<String> contradiction = contradiction(connection, tree, size, before);
        if (contradiction.isPresent()) {
            return new Signing.Inconsistent(contradiction.get());
        }
        boolean nothingNew = before.size() == size && isBy(before, key);
        return nothingNew || isYoung(connection, interval)
                ? new Signing.Signed(before.note(), before.size())
                : sign(connection, tree, size, key, before.number() + 1);
    }

    private static Signing sign(Connection connection, LedgerTree tree, long size, NoteKey key, long number)
            throws SQLException {
        Checkpoint head = new Checkpoint(key.verifier().name(), size, tree.root(size));
        String note = SignedNote.sign(head.text(), key).toString();
        new SignedCheckpoint(number, size, note).insert(connection);
        LedgerKeys.signed(connection, key.verifier(), number);
        return new Signing.Signed(note, size);
    }

    private static boolean isBy(SignedCheckpoint checkpoint, NoteKey key) {
        return SignedNote.parse(checkpoint.note())
                .map(note -> note.verify(List.of(key.verifier())) == SignedNote.Verdict.SIGNED)
                .orElse(false);
    }

    private static boolean isYoung(Connection connection, Duration interval) throws SQLException {
        SqlText query = SqlText.of(
                "SELECT coalesce(max(signed_at) > now() - CAST(? AS interval), false) FROM ledger_checkpoint"
                        + " WHERE number = (SELECT max(number) FROM ledger_checkpoint)",
                interval.toMillis() + " milliseconds");
        return rows(connection, query, row -> row.getBoolean(1)).getFirst();
    }

    /** Why the tree is not what was signed, grown. */
    private static Optional<String> contradiction(
            Connection connection, LedgerTree tree, long size, SignedCheckpoint before) throws SQLException {
        String name = "checkpoint " + before.number();
        Optional<Checkpoint> head = before.head();
        List<VerifierKey> verifiers = LedgerKeys.verifiers(connection);
        boolean signed = SignedNote.parse(before.note())
                .map(note -> note.verify(verifiers) == SignedNote.Verdict.SIGNED)
                .orElse(false);
        if (head.isEmpty() || !signed || head.get().size() != before.size()) {
            return Optional.of(name + " is not one that a key of this ledger signed");
        }
        if (head.get().size() > size) {
            return Optional.of(name + " signs " + head.get().size() + " events, and the ledger has " + size);
        }
        try {
            boolean grown =
                    tree.consistency(head.get().size(), size).proves(head.get().root(), tree.root(size));
            return grown
                    ? Optional.empty()
                    : Optional.of("the first " + head.get().size() + " events are not those that " + name + " signs");
        } catch (LedgerDamagedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
