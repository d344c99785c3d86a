package org.shiplog.http.oci;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a chunk lies in its blob, as the {@code Content-Range} header of an upload says: {@code first-last}, both included,
 * without a unit (distribution-spec, "Pushing a blob in chunks").
 */
sealed interface ContentRange {
    record Absent() implements ContentRange {}

    record Malformed() implements ContentRange {}

    record Span(long first, long last) implements ContentRange {
        long length() {
            return last - first + 1;
        }
    }

    Pattern GRAMMAR = Pattern.compile("([0-9]+)-([0-9]+)");

    static ContentRange parse(Optional<String> header) {
        if (header.isEmpty()) {
            return new Absent();
        }
        Matcher matcher = GRAMMAR.matcher(header.get());
        if (!matcher.matches()) {
            return new Malformed();
        }
        long first = Digits.toLong(matcher.group(1));
        long last = Digits.toLong(matcher.group(2));
        return last < first || last == Long.MAX_VALUE ? new Malformed() : new Span(first, last);
    }
}
