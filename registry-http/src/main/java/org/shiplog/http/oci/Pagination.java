package org.shiplog.http.oci;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Which part of a list a request asks for (distribution-spec, "Listing Tags").
 *
 * @param limit the most entries wanted, at most {@link #MAX_LIMIT}; empty when the request does not say
 * @param last the entry after which to begin
 */
record Pagination(OptionalInt limit, Optional<String> last) {
    /** A larger number of results is answered with this many and a link to the rest. */
    static final int MAX_LIMIT = 1_000;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** Empty when {@code n} is not a number between 0 and 2,147,483,647. */
    static Optional<Pagination> of(QueryParameters parameters) {
        Optional<String> last = parameters.first("last").filter(text -> !text.isEmpty());
        Optional<String> n = parameters.first("n");
        if (n.isEmpty()) {
            return Optional.of(new Pagination(OptionalInt.empty(), last));
        }
        if (!NUMBER.matcher(n.get()).matches() || Digits.toLong(n.get()) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        int limit = (int) Math.min(Digits.toLong(n.get()), MAX_LIMIT);
        return Optional.of(new Pagination(OptionalInt.of(limit), last));
    }

    /** The value of a {@code Link} header to what follows {@code last} (RFC 8288). */
    String linkAfter(String path, String last) {
        String n = limit.isPresent() ? "n=" + limit.getAsInt() + "&" : "";
        return "<" + path + "?" + n + "last=" + PercentEncoding.encode(last) + ">; rel=\"next\"";
    }
}
