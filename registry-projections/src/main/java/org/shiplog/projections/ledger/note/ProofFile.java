package org.shiplog.projections.ledger.note;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shiplog.projections.ledger.tree.TreeHash;

/**
 * That one entry is in a log, in a text of its own (C2SP tlog-proof): the entry, its place, the path from there to the root, and the
 * signed checkpoint with that root.
 *
 * @param entry the standard Base64 of the leaf's bytes
 * @param path at most {@value #MAX_PATH} hashes
 */
public record ProofFile(String entry, long index, List<TreeHash> path, SignedNote checkpoint) {
    /** The longest file that is read, in characters. */
    public static final int MAX_LENGTH = 32 << 20;

    private static final int MAX_PATH = 64;
    private static final String HEADER = "c2sp.org/tlog-proof@v1\n";
    private static final Pattern FILE =
            Pattern.compile(Pattern.quote(HEADER) + "extra ([A-Za-z0-9+/]+={0,2})\\nindex (0|[1-9][0-9]{0,17})\\n");

    public ProofFile {
        path = List.copyOf(path);
    }

    /** Reads untrusted text; empty when it is no such file with an entry in it. */
    public static Optional<ProofFile> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher head = FILE.matcher(text);
        if (!head.lookingAt() || !isBase64(head.group(1))) {
            return Optional.empty();
        }
        int end = text.indexOf("\n\n", head.end() - 1);
        if (end < 0) {
            return Optional.empty();
        }
        Optional<List<TreeHash>> path = path(text.substring(head.end(), Math.max(head.end(), end + 1)));
        return path.flatMap(hashes -> SignedNote.parse(text.substring(end + 2))
                .map(note -> new ProofFile(head.group(1), Long.parseLong(head.group(2)), hashes, note)));
    }

    private static boolean isBase64(String text) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            return decoded.length > 0
                    && Base64.getEncoder().encodeToString(decoded).equals(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Optional<List<TreeHash>> path(String lines) {
        List<TreeHash> path = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            Optional<TreeHash> hash = TreeHash.parse(line);
            if (hash.isEmpty() || path.size() == MAX_PATH) {
                return Optional.empty();
            }
            path.add(hash.get());
        }
        return Optional.of(path);
    }

    /** The leaf's bytes. */
    public byte[] entryBytes() {
        return Base64.getDecoder().decode(entry);
    }

    /** The file. */
    @Override
    public String toString() {
        StringBuilder file = new StringBuilder(HEADER)
                .append("extra ")
                .append(entry)
                .append("\nindex ")
                .append(index)
                .append('\n');
        path.forEach(hash -> file.append(hash).append('\n'));
        return file.append('\n').append(checkpoint).toString();
    }
}
