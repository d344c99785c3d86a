package org.shiplog.projections.query;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.shiplog.projections.query.Criterion.AllOf;
import org.shiplog.projections.query.Criterion.AnyOf;
import org.shiplog.projections.query.Criterion.Exact;
import org.shiplog.projections.query.Criterion.Fuzzy;
import org.shiplog.projections.query.Criterion.Range;
import org.shiplog.projections.query.ListQuery.Parsed;
import org.shiplog.projections.query.ListQuery.SortKey;
import org.shiplog.projections.query.ListQuery.Term;

/** Reads the list grammar of Harbor's API. */
final class ListQueryParser {
    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_TERMS = 20;
    private static final int MAX_VALUES = 100;
    private static final int MAX_SORT_KEYS = 5;
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    Parsed parse(Optional<String> q, Optional<String> sort, Optional<String> page, Optional<String> pageSize) {
        try {
            List<Term> terms = terms(q.orElse(""));
            List<SortKey> order = order(sort.orElse(""));
            int pageNumber = number("page", page, 1, 1, ListQuery.MAX_PAGE);
            int size = number(
                    "page_size",
                    pageSize,
                    ListQuery.DEFAULT_PAGE_SIZE,
                    ListQuery.MAX_PAGE_SIZE,
                    ListQuery.MAX_PAGE_SIZE);
            return new Parsed.Valid(new ListQuery(terms, order, pageNumber, size));
        } catch (Unreadable unreadable) {
            return unreadable.refusal;
        }
    }

    private static List<Term> terms(String q) throws Unreadable {
        if (q.isEmpty()) {
            return List.of();
        }
        if (q.length() > MAX_LENGTH) {
            throw malformed("q is longer than " + MAX_LENGTH + " characters");
        }
        // Twice encoded by clients, because a value may itself hold the grammar's characters.
        String[] pairs = decode(q).split(",", -1);
        if (pairs.length > MAX_TERMS) {
            throw malformed("q has more than " + MAX_TERMS + " terms");
        }
        List<Term> terms = new ArrayList<>(pairs.length);
        for (String pair : pairs) {
            terms.add(term(pair));
        }
        return terms;
    }

    /** A plus sign in what was encoded once is one, as in a media type; it stands for a space only where the rest is encoded, too. */
    private static String decode(String text) throws Unreadable {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw malformed("q is not percent-encoded text");
        }
    }

    private static Term term(String pair) throws Unreadable {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? "" : pair.substring(0, equals).strip();
        String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
        if (key.isEmpty() || value.isEmpty()) {
            throw malformed("the query string must contain \"=\" and the key/value cannot be empty");
        }
        if (value.indexOf('\0') >= 0) {
            throw malformed("q holds a NUL character");
        }
        return new Term(snakeCase(key), criterion(value));
    }

    private static Criterion criterion(String value) throws Unreadable {
        return switch (value.charAt(0)) {
            case '~' -> fuzzy(value.substring(1));
            case '[' -> range(inside(value, ']'));
            case '{' -> new AnyOf(values(inside(value, '}')));
            case '(' -> new AllOf(values(inside(value, ')')));
            case '\\' -> new Exact(value.substring(1));
            default -> new Exact(value);
        };
    }

    private static Criterion fuzzy(String part) throws Unreadable {
        if (part.isEmpty()) {
            throw malformed("a fuzzy match needs a value after \"~\"");
        }
        return new Fuzzy(part);
    }

    private static Criterion range(String range) throws Unreadable {
        int tilde = range.indexOf('~');
        if (tilde < 0 || range.length() == 1) {
            throw malformed("a range must be [min~max] with at least one of them");
        }
        return new Range(bound(range.substring(0, tilde)), bound(range.substring(tilde + 1)));
    }

    private static Optional<String> bound(String text) {
        String value = unquote(text.strip());
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static List<String> values(String list) throws Unreadable {
        List<String> values = new ArrayList<>();
        for (String word : list.split(" ")) {
            String value = unquote(word);
            if (!value.isEmpty()) {
                values.add(value);
            }
        }
        if (values.isEmpty() || values.size() > MAX_VALUES) {
            throw malformed("a list must have 1 to " + MAX_VALUES + " values");
        }
        return values;
    }

    private static String inside(String value, char end) throws Unreadable {
        if (value.length() < 2 || value.charAt(value.length() - 1) != end) {
            throw malformed("\"" + value.charAt(0) + "\" without \"" + end + "\" at the end of the value");
        }
        return value.substring(1, value.length() - 1);
    }

    private static String unquote(String word) {
        int start = 0;
        int end = word.length();
        while (start < end && isQuote(word.charAt(start))) {
            start++;
        }
        while (end > start && isQuote(word.charAt(end - 1))) {
            end--;
        }
        return word.substring(start, end);
    }

    private static boolean isQuote(char character) {
        return character == '"' || character == '\'';
    }

    private static List<SortKey> order(String sort) throws Unreadable {
        if (sort.length() > MAX_LENGTH) {
            throw malformed("sort is longer than " + MAX_LENGTH + " characters");
        }
        List<SortKey> order = new ArrayList<>();
        for (String part : sort.split(",")) {
            String key = part.strip();
            boolean descending = key.startsWith("-");
            String name = descending ? key.substring(1) : key;
            if (!name.isEmpty()) {
                order.add(new SortKey(snakeCase(name), descending));
            }
        }
        if (order.size() > MAX_SORT_KEYS) {
            throw malformed("sort has more than " + MAX_SORT_KEYS + " keys");
        }
        return order;
    }

    /** @param zero what 0 means, which clients send that leave the choice to the registry */
    private static int number(String name, Optional<String> text, int absent, int zero, int max) throws Unreadable {
        if (text.isEmpty() || text.get().isEmpty()) {
            return absent;
        }
        String digits = text.get();
        boolean isNumber = digits.length() < 10 && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        int value = isNumber ? Integer.parseInt(digits) : -1;
        if (value < 0 || value > max) {
            throw new Unreadable(new Parsed.OutOfRange(name + " should be a number from 1 to " + max));
        }
        return value == 0 ? zero : value;
    }

    /** {@code ProjectID} and {@code project_id} mean the same key. */
    private static String snakeCase(String key) {
        return WORD_START.matcher(key).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    private static Unreadable malformed(String message) {
        return new Unreadable(new Parsed.Malformed(message));
    }

    /** Leaves the depths of the grammar; becomes a value before it leaves the parser. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Parsed refusal;

        Unreadable(Parsed refusal) {
            super(null, null, false, false);
            this.refusal = refusal;
        }
    }
}
