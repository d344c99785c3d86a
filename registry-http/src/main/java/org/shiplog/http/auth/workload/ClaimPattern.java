package org.shiplog.http.auth.workload;

import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the value of a claim must be: a text of 1 to 255 printable characters of ASCII, in which {@code *} stands for any number
 * of characters other than {@code /} and {@code :}, and {@code **} for any number of any characters. Everything else stands for
 * itself, capitals being others than small letters. The whole value must match.
 *
 * <p>Platforms put names together with slashes and colons. That a single star stops at them keeps
 * {@code repo:acme/*:environment:prod} from matching a name that somebody chose so that it contains the rest.
 */
public record ClaimPattern(String value) {
    private static final Pattern GRAMMAR = Pattern.compile("[\\x20-\\x7e]{1,255}");
    private static final int MAX_MATCHED = 1024;

    public ClaimPattern {
        if (!isPattern(value)) {
            throw new IllegalArgumentException("not a pattern for a claim");
        }
    }

    /** Reads untrusted text; empty when it is no pattern, as are three stars in a row. */
    public static Optional<ClaimPattern> parse(String text) {
        return isPattern(text) ? Optional.of(new ClaimPattern(text)) : Optional.empty();
    }

    /** Whether it restricts a value to more than its form: something in it stands for itself and is no separator. */
    public boolean isSpecific() {
        return value.chars().anyMatch(character -> character != '*' && !isSeparator((char) character));
    }

    /** In a time that grows with the product of the lengths. Values of more than 1,024 characters match nothing. */
    public boolean matches(String text) {
        if (text.length() > MAX_MATCHED) {
            return false;
        }
        // The lengths of all beginnings of the text that what was read of the pattern matches.
        BitSet matched = new BitSet(text.length() + 1);
        matched.set(0);
        int index = 0;
        while (index < value.length() && !matched.isEmpty()) {
            char expected = value.charAt(index);
            boolean any = value.startsWith("**", index);
            matched = expected == '*' ? stretched(matched, text, any) : advanced(matched, text, expected);
            index += any ? 2 : 1;
        }
        return matched.get(text.length());
    }

    private static BitSet advanced(BitSet matched, String text, char expected) {
        BitSet next = new BitSet(text.length() + 1);
        matched.stream()
                .filter(length -> length < text.length() && text.charAt(length) == expected)
                .forEach(length -> next.set(length + 1));
        return next;
    }

    private static BitSet stretched(BitSet matched, String text, boolean any) {
        BitSet next = (BitSet) matched.clone();
        for (int length = 0; length < text.length(); length++) {
            if (next.get(length) && (any || !isSeparator(text.charAt(length)))) {
                next.set(length + 1);
            }
        }
        return next;
    }

    private static boolean isSeparator(char character) {
        return character == '/' || character == ':';
    }

    private static boolean isPattern(String text) {
        return GRAMMAR.matcher(text).matches() && !text.contains("***");
    }

    @Override
    public String toString() {
        return value;
    }
}
