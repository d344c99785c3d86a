package org.shiplog.projections.ledger.check;

import java.util.List;
import java.util.Optional;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.SignedNote;
import org.shiplog.projections.ledger.note.VerifierKey;

/** Checkpoints that come from anywhere, and what they are worth. */
public final class Heads {
    private Heads() {}

    /** What a text turned out to be. */
    public sealed interface Read {}

    /** One of the keys signed it, and the key is that log's. */
    public record Signed(Checkpoint checkpoint) implements Read {}

    /** None of the keys signed it, as far as it says. */
    public record Unknown(Checkpoint checkpoint) implements Read {}

    public record Wrong(String why) implements Read {}

    /** Reads untrusted text. */
    public static Read read(String text, List<VerifierKey> keys) {
        Optional<SignedNote> note = SignedNote.parse(text);
        if (note.isEmpty()) {
            return new Wrong("it is no signed note");
        }
        Optional<Checkpoint> checkpoint = Checkpoint.parse(note.get().text());
        if (checkpoint.isEmpty()) {
            return new Wrong("the note is no checkpoint");
        }
        List<VerifierKey> ofLog = keys.stream()
                .filter(key -> key.name().equals(checkpoint.get().origin()))
                .toList();
        return switch (note.get().verify(ofLog)) {
            case SIGNED -> new Signed(checkpoint.get());
            case FORGED -> new Wrong("its signature is not the one that the key makes of this text");
            case UNKNOWN_KEY -> new Unknown(checkpoint.get());
        };
    }
}
