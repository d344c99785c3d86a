package org.shiplog.http.oci;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What part of some content a {@code Range} header asks for (RFC 9110, section 14.2). */
sealed interface ByteRange {
    /** All of it: no range was asked for, or one that is not understood and may be ignored. */
    record Whole() implements ByteRange {}

    /** The bytes from {@code first} to {@code last}, both included, and both inside the content. */
    record Slice(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** Nothing of the content is in the range, or the range ends before it begins. */
    record Unsatisfiable() implements ByteRange {}

    /** One range only; a header that lists several is ignored, which the section allows. */
    Pattern SINGLE = Pattern.compile("(?i:bytes)=\\s*([0-9]*)-([0-9]*)\\s*");

    static ByteRange parse(Optional<String> header, long size) {
        Matcher matcher = SINGLE.matcher(header.orElse(""));
        if (!matcher.matches()) {
            return new Whole();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(Digits.toLong(last), size);
        }
        long start = Digits.toLong(first);
        long end = last.isEmpty() ? Long.MAX_VALUE : Digits.toLong(last);
        return start >= size || end < start ? new Unsatisfiable() : new Slice(start, Math.min(end, size - 1));
    }

    private static ByteRange suffix(long length, long size) {
        return length == 0 || size == 0 ? new Unsatisfiable() : new Slice(Math.max(0, size - length), size - 1);
    }
}
