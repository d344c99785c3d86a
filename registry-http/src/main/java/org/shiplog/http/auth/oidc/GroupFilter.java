package org.shiplog.http.auth.oidc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which of a user's groups count: those in whose name the expression is found. It has up to 255 characters, names of groups
 * too; longer ones do not count.
 *
 * <p>Java looks for a match by trying, which for some expressions takes time that doubles with every character. So it may read
 * {@value #MAX_READS} characters for a name; a name that needs more does not count.
 */
final class GroupFilter {
    static final int MAX_NAME = 255;
    private static final int MAX_EXPRESSION = 255;
    private static final int MAX_READS = 20_000;

    private final Optional<Pattern> expression;

    private GroupFilter(Optional<Pattern> expression) {
        this.expression = expression;
    }

    /** Empty when the text is no regular expression. An empty text lets all groups count. */
    static Optional<GroupFilter> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(new GroupFilter(Optional.empty()));
        }
        try {
            return text.length() > MAX_EXPRESSION
                    ? Optional.empty()
                    : Optional.of(new GroupFilter(Optional.of(Pattern.compile(text))));
        } catch (PatternSyntaxException _) {
            return Optional.empty();
        }
    }

    boolean accepts(String group) {
        return group.length() <= MAX_NAME
                && expression.map(found -> isFound(found, group)).orElse(true);
    }

    private static boolean isFound(Pattern expression, String group) {
        try {
            Matcher matcher = expression.matcher(new Metered(group));
            return matcher.find();
        } catch (TooManyReadsException _) {
            return false;
        }
    }

    /** A text that can be read so often. */
    private static final class Metered implements CharSequence {
        private final String text;
        private int reads;

        Metered(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads > MAX_READS) {
                throw new TooManyReadsException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TooManyReadsException extends RuntimeException {}
}
