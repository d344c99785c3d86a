package org.shiplog.projections.journal;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the journal's commit order. A reader at an offset has been given every row up to and including it.
 *
 * <p>Its text, {@code transaction/ordering}, is what the offset store keeps.
 *
 * @param transactionId the inserting transaction's 64-bit id
 * @param ordering the row's number within the whole journal
 */
public record JournalOffset(long transactionId, long ordering) implements Comparable<JournalOffset> {
    /** Before every row. */
    public static final JournalOffset ORIGIN = new JournalOffset(0, 0);

    /** After every row. */
    public static final JournalOffset END = new JournalOffset(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,19})/(\\d{1,19})");
    private static final Comparator<JournalOffset> ORDER =
            Comparator.comparingLong(JournalOffset::transactionId).thenComparingLong(JournalOffset::ordering);

    /** After every row of the transactions before {@code horizon}, and before all others. */
    static JournalOffset before(long horizon) {
        return new JournalOffset(horizon - 1, Long.MAX_VALUE);
    }

    /**
     * Reads the text of a stored offset.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static JournalOffset parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a journal offset: " + text);
        }
        return new JournalOffset(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    @Override
    public int compareTo(JournalOffset other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return transactionId + "/" + ordering;
    }
}
