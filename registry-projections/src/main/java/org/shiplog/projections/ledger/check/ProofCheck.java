package org.shiplog.projections.ledger.check;

import java.util.List;
import java.util.Optional;
import org.shiplog.projections.ledger.LedgerEntry;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.ProofFile;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.projections.ledger.tree.InclusionProof;
import org.shiplog.projections.ledger.tree.TreeHash;

/** Whether a file proves that its event is in the log that one of the keys signs. Needs nothing but the file and the keys. */
public final class ProofCheck {
    private ProofCheck() {}

    /** @param file untrusted */
    public static Verdict check(String file, List<VerifierKey> keys) {
        Optional<ProofFile> parsed = ProofFile.parse(file);
        if (parsed.isEmpty()) {
            return refused("file", "it is no proof (c2sp.org/tlog-proof@v1) with an event in it");
        }
        ProofFile proof = parsed.get();
        Optional<LedgerEntry> entry = LedgerEntry.parse(proof.entryBytes());
        if (entry.isEmpty()) {
            return refused("extra", "these are not the bytes of an event");
        }
        Heads.Read head = Heads.read(proof.checkpoint().toString(), keys);
        return switch (head) {
            case Heads.Wrong(String why) -> refused("checkpoint", why);
            case Heads.Unknown _ -> refused("checkpoint", "none of the keys given signed it");
            case Heads.Signed(Checkpoint checkpoint) -> check(proof, entry.get(), checkpoint);
        };
    }

    private static Verdict check(ProofFile proof, LedgerEntry entry, Checkpoint checkpoint) {
        if (proof.index() >= checkpoint.size()) {
            return refused("index", "event " + proof.index() + " is none of the " + checkpoint.size() + " signed ones");
        }
        Optional<TreeHash> root = new InclusionProof(proof.index(), checkpoint.size(), proof.path()).root(entry.hash());
        if (!root.equals(Optional.of(checkpoint.root()))) {
            return refused(
                    "path",
                    "event and path lead to " + root.map(TreeHash::toString).orElse("no root")
                            + ", and the checkpoint signs " + checkpoint.root());
        }
        return new Verdict(
                "event " + entry.eventId() + ", a " + entry.type() + ", number " + entry.sequenceNumber() + " of "
                        + entry.persistenceId() + ", is number " + proof.index() + " of the " + checkpoint.size()
                        + " events that " + checkpoint.origin() + " signs",
                List.of());
    }

    private static Verdict refused(String where, String why) {
        return new Verdict("", List.of(new Finding("proof", where, why)));
    }
}
