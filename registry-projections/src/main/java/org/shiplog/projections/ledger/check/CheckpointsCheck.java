package org.shiplog.projections.ledger.check;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.ledger.SignedCheckpoint;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.projections.ledger.tree.TreeEdge;
import org.shiplog.projections.query.SqlText;

/** Holds every checkpoint against the tree as it grows, and against the keys; and the known ones from elsewhere, too. */
final class CheckpointsCheck {
    private static final String TABLE = "ledger_checkpoint";
    private static final int PORTION = 500;

    private final Connection connection;
    private final Findings findings;
    private final List<Checkpoint> known;
    private final Map<VerifierKey, Long> lastOf = new HashMap<>();
    private final Map<VerifierKey, Long> seen = new HashMap<>();
    private final Deque<SignedCheckpoint> portion = new ArrayDeque<>();
    private SignedCheckpoint last = SignedCheckpoint.beforeAll();
    private long lastNumber;
    private long count;
    private boolean skipped;
    private boolean exhausted;

    CheckpointsCheck(Connection connection, Findings findings, List<Checkpoint> known) throws SQLException {
        this.connection = connection;
        this.findings = findings;
        this.known = known;
        SqlText query = SqlText.of("SELECT number, verifier, last_checkpoint FROM ledger_key ORDER BY number");
        for (Key key : rows(connection, query, row -> new Key(row.getInt(1), row.getString(2), row.getLong(3)))) {
            VerifierKey.parse(key.verifier())
                    .ifPresentOrElse(
                            verifier -> lastOf.put(verifier, key.last()),
                            () -> findings.add("ledger_key", "key " + key.number(), "no verifier key"));
        }
    }

    private record Key(int number, String verifier, long last) {}

    long count() {
        return count;
    }

    /** The tree is not known from here on. */
    void skip() {
        skipped = true;
    }

    /** To be told of every size that the tree has. */
    void grown(TreeEdge edge) throws SQLException {
        while (hasNext() && portion.getFirst().size() <= edge.size()) {
            compare(next(), edge);
        }
        for (Checkpoint head : known) {
            if (head.size() == edge.size() && !head.root().equals(edge.root())) {
                findings.add(
                        "ledger_leaf",
                        "leaves before " + head.size(),
                        "a known checkpoint signs the root " + head.root() + ", and they have " + edge.root());
            }
        }
    }

    private boolean hasNext() throws SQLException {
        // All of this is one snapshot: where there was no more once there is none later, and leaves by the million
        // follow the last.
        if (portion.isEmpty() && !exhausted) {
            portion.addAll(SignedCheckpoint.after(connection, last, PORTION));
            exhausted = portion.isEmpty();
        }
        return !portion.isEmpty();
    }

    private SignedCheckpoint next() {
        last = portion.removeFirst();
        count++;
        return last;
    }

    private void compare(SignedCheckpoint checkpoint, TreeEdge edge) {
        Checkpoint head = signed(checkpoint);
        if (head != null && head.size() == edge.size() && !head.root().equals(edge.root())) {
            findings.add(
                    TABLE,
                    "checkpoint " + checkpoint.number(),
                    "signs the root " + head.root() + " of " + head.size() + " events, which have the root "
                            + edge.root());
        }
    }

    /** What was signed; null when it was not. */
    private @Nullable Checkpoint signed(SignedCheckpoint checkpoint) {
        String key = "checkpoint " + checkpoint.number();
        if (checkpoint.number() != lastNumber + 1) {
            findings.add(
                    TABLE,
                    checkpoint.number() > lastNumber + 1 ? "checkpoint " + (lastNumber + 1) : key,
                    checkpoint.number() > lastNumber + 1
                            ? "missing"
                            : "out of order: it signs more events than a later one");
        }
        lastNumber = checkpoint.number();
        return switch (Heads.read(checkpoint.note(), List.copyOf(lastOf.keySet()))) {
            case Heads.Wrong(String why) -> refuse(key, why);
            case Heads.Unknown _ -> refuse(key, "no key in ledger_key signed it");
            case Heads.Signed(Checkpoint head) -> {
                lastOf.keySet().stream()
                        .filter(verifier -> verifier.name().equals(head.origin()) && isBy(checkpoint, verifier))
                        .forEach(verifier -> seen.put(verifier, checkpoint.number()));
                yield head.size() == checkpoint.size()
                        ? head
                        : refuse(key, "signs " + head.size() + " events, and the row says " + checkpoint.size());
            }
        };
    }

    private static boolean isBy(SignedCheckpoint checkpoint, VerifierKey key) {
        return Heads.read(checkpoint.note(), List.of(key)) instanceof Heads.Signed;
    }

    private @Nullable Checkpoint refuse(String key, String why) {
        findings.add(TABLE, key, why);
        return null;
    }

    /** To be told when the tree is complete. */
    void end(long size) throws SQLException {
        while (hasNext()) {
            SignedCheckpoint checkpoint = next();
            Checkpoint head = signed(checkpoint);
            if (head != null && !skipped) {
                findings.add(
                        TABLE,
                        "checkpoint " + checkpoint.number(),
                        "signs " + head.size() + " events, and the ledger has " + size);
            }
        }
        known.stream()
                .filter(head -> head.size() > size)
                .forEach(head -> findings.add(
                        "ledger_leaf", "leaf " + size, "missing: a known checkpoint signs " + head.size() + " events"));
        lastOf.forEach((key, number) -> {
            long found = seen.getOrDefault(key, 0L);
            if (found != number) {
                findings.add(
                        TABLE,
                        "checkpoint " + Math.max(found, number),
                        "key " + key.name() + "+" + key.hash() + " signed checkpoint " + number
                                + " last, and the last of its" + " checkpoints that is there has number " + found);
            }
        });
    }
}
