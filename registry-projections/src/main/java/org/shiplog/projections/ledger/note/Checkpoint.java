package org.shiplog.projections.ledger.note;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shiplog.projections.ledger.tree.TreeHash;

/**
 * The head of a log's tree (C2SP tlog-checkpoint), which becomes a statement once it is signed.
 *
 * @param origin which log it is
 * @param size in leaves
 */
public record Checkpoint(String origin, long size, TreeHash root) {
    private static final Pattern TEXT =
            Pattern.compile("([^\\n]{1,1000})\\n(0|[1-9][0-9]{0,17})\\n([A-Za-z0-9+/=]{44})\\n(?:[^\\n]+\\n)*");

    /** Reads the text of a note; empty when it is no checkpoint. What other logs add after the root is passed over. */
    public static Optional<Checkpoint> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return TreeHash.parse(matcher.group(3))
                .map(root -> new Checkpoint(matcher.group(1), Long.parseLong(matcher.group(2)), root));
    }

    /** What is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + root + "\n";
    }
}
