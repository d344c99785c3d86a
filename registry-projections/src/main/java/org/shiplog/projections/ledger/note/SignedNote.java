package org.shiplog.projections.ledger.note;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text and signatures of it (C2SP signed-note).
 *
 * @param text with the line end that it ends with
 */
public record SignedNote(String text, List<Line> signatures) {
    /** The longest note that is read, in characters. */
    public static final int MAX_LENGTH = 100_000;

    private static final int MOST_SIGNATURES = 100;
    private static final Pattern SIGNATURE = Pattern.compile("— ([^\\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})");
    private static final int HASH_LENGTH = 4;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /**
     * One signature.
     *
     * @param signature standard Base64 of the key's hash and the signature itself
     */
    public record Line(String key, String signature) {}

    /** How a note stands with a set of keys. */
    public enum Verdict {
        /** One of them at least signed it. */
        SIGNED,
        /** None of them did, as far as it says. */
        UNKNOWN_KEY,
        /** It says that one of them did, and that is not so. */
        FORGED
    }

    public static SignedNote sign(String text, NoteKey key) {
        try {
            ByteArrayOutputStream signature = new ByteArrayOutputStream();
            signature.writeBytes(HexFormat.of().parseHex(key.verifier().hash()));
            signature.writeBytes(key.signature(text));
            Line line = new Line(key.verifier().name(), Base64.getEncoder().encodeToString(signature.toByteArray()));
            return new SignedNote(text, List.of(line));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was checked can sign", e);
        }
    }

    /** Reads untrusted text; empty when it is no note with at least one signature, or too long. */
    public static Optional<SignedNote> parse(String note) {
        int end = note.lastIndexOf("\n\n");
        boolean plain = note.length() <= MAX_LENGTH
                && note.endsWith("\n")
                && note.chars().allMatch(character -> character >= ' ' || character == '\n');
        if (!plain || end < 0 || end + 2 == note.length()) {
            return Optional.empty();
        }
        List<Line> signatures = new ArrayList<>();
        for (String line : note.substring(end + 2, note.length() - 1).split("\n", -1)) {
            Matcher matcher = SIGNATURE.matcher(line);
            if (!matcher.matches() || signatures.size() == MOST_SIGNATURES || !isBase64(matcher.group(2))) {
                return Optional.empty();
            }
            signatures.add(new Line(matcher.group(1), matcher.group(2)));
        }
        return Optional.of(new SignedNote(note.substring(0, end + 1), signatures));
    }

    private static boolean isBase64(String text) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            return decoded.length > HASH_LENGTH
                    && Base64.getEncoder().encodeToString(decoded).equals(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Whether any of the keys signed it. Signatures by others are passed over. */
    public Verdict verify(List<VerifierKey> keys) {
        Verdict verdict = Verdict.UNKNOWN_KEY;
        for (Line line : signatures) {
            byte[] decoded = Base64.getDecoder().decode(line.signature());
            String hash = HexFormat.of().formatHex(decoded, 0, HASH_LENGTH);
            byte[] signature = Arrays.copyOfRange(decoded, HASH_LENGTH, decoded.length);
            for (VerifierKey key : keys) {
                if (key.name().equals(line.key()) && key.hash().equals(hash)) {
                    if (!key.verifies(text, signature)) {
                        return Verdict.FORGED;
                    }
                    verdict = Verdict.SIGNED;
                }
            }
        }
        return verdict;
    }

    /** The note as it is written. */
    @Override
    public String toString() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(line -> note.append("— ")
                .append(line.key())
                .append(' ')
                .append(line.signature())
                .append('\n'));
        return note.toString();
    }
}
