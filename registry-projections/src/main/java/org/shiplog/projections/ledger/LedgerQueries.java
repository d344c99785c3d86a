package org.shiplog.projections.ledger;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.projections.audit.AuditRows;
import org.shiplog.projections.ledger.note.ProofFile;
import org.shiplog.projections.ledger.note.SignedNote;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.projections.ledger.tree.ConsistencyProof;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/** What the ledger says: its checkpoints, keys, proofs and export. Stages fail when the database cannot answer. */
public final class LedgerQueries {
    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public LedgerQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** Which event is meant. */
    public sealed interface EventName {
        /** By the id that the audit log and the history show. */
        record ById(long id) implements EventName {}

        /** By its number among those of its entity. */
        record OfEntity(String persistenceId, long sequenceNumber) implements EventName {}

        private SqlText condition() {
            return switch (this) {
                // Index: event_journal_ordering_idx.
                case ById(long id) -> SqlText.of("WHERE event.ordering = ?", AuditRows.eventOf(id));
                // Index: the journal's primary key.
                case OfEntity(String persistenceId, long sequenceNumber) ->
                    SqlText.of(
                            "WHERE event.persistence_id = ? AND event.sequence_number = ?",
                            persistenceId,
                            sequenceNumber);
            };
        }
    }

    /** What is known about an event. */
    public sealed interface Proof {
        record Proven(ProofFile file) implements Proof {}

        record NoSuchEvent() implements Proof {}

        /** The event is newer than the last checkpoint. */
        record NotYetSigned() implements Proof {}

        /** The event is not the one that was entered in the ledger. */
        record Changed() implements Proof {}
    }

    /** Whether a tree grew from another. */
    public sealed interface Growth {
        record Proven(ConsistencyProof proof) implements Growth {}

        /** There is no tree of that size. */
        record NoSuchSize(long largest) implements Growth {}
    }

    /** The last checkpoint; empty when nothing was signed yet. */
    public CompletionStage<Optional<SignedCheckpoint>> checkpoint() {
        return queries.run(SignedCheckpoint::newest);
    }

    /** The keys that checkpoints were and are signed with, the newest first. */
    public CompletionStage<List<VerifierKey>> keys() {
        return queries.run(LedgerKeys::verifiers);
    }

    /** That the event is in the tree of the last checkpoint. */
    public CompletionStage<Proof> proof(EventName event) {
        return queries.run(connection -> proof(connection, event));
    }

    private record Leaf(long index, boolean isOf) {}

    private static Proof proof(Connection connection, EventName event) throws SQLException {
        SqlText query = SqlText.of("SELECT " + LedgerEntry.COLUMNS + " FROM event_journal AS event ")
                .then(event.condition());
        Optional<LedgerEntry> found =
                rows(connection, query, LedgerEntry::read).stream().findFirst();
        Optional<SignedCheckpoint> checkpoint = SignedCheckpoint.newest(connection);
        if (found.isEmpty()) {
            return new Proof.NoSuchEvent();
        }
        Optional<Leaf> leaf = leaf(connection, found.get());
        if (leaf.isEmpty()
                || checkpoint.isEmpty()
                || leaf.get().index() >= checkpoint.get().size()) {
            return new Proof.NotYetSigned();
        }
        if (!leaf.get().isOf()) {
            return new Proof.Changed();
        }
        SignedNote note = SignedNote.parse(checkpoint.get().note())
                .orElseThrow(() -> new LedgerDamagedException("the last checkpoint is no note"));
        return new Proof.Proven(new ProofFile(
                Base64.getEncoder().encodeToString(found.get().bytes()),
                leaf.get().index(),
                new LedgerTree(connection)
                        .inclusion(leaf.get().index(), checkpoint.get().size())
                        .path(),
                note));
    }

    private static Optional<Leaf> leaf(Connection connection, LedgerEntry entry) throws SQLException {
        // Index: ledger_leaf's unique key.
        SqlText query = SqlText.of(
                "SELECT leaf_index, hash = ? FROM ledger_leaf WHERE persistence_id = ? AND sequence_number = ?",
                entry.hash().bytes(),
                entry.persistenceId(),
                entry.sequenceNumber());
        return rows(connection, query, row -> new Leaf(row.getLong(1), row.getBoolean(2))).stream()
                .findFirst();
    }

    /** That the tree of the one size grew from that of the other, which is at least 1 and at most the other. */
    public CompletionStage<Growth> growth(long from, long to) {
        return queries.run(connection -> {
            LedgerTree tree = new LedgerTree(connection);
            long size = tree.size();
            return to > size ? new Growth.NoSuchSize(size) : new Growth.Proven(tree.consistency(from, to));
        });
    }

    /** The first lines of an export; empty when nothing was signed yet. */
    public CompletionStage<Optional<LedgerExport.Portion>> beginExport() {
        return queries.run(LedgerExport::begin);
    }

    /** More lines of an export. */
    public CompletionStage<LedgerExport.Portion> continueExport(LedgerExport.Position position) {
        return queries.run(connection -> LedgerExport.next(connection, position));
    }
}
