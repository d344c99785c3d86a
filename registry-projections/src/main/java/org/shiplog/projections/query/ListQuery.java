package org.shiplog.projections.query;

import java.util.List;
import java.util.Optional;

/**
 * What part of a list is asked for.
 *
 * @param terms which rows; all terms must hold
 * @param order the keys to sort by, the first one first; empty for the list's own order
 * @param page counted from 1, at most {@link #MAX_PAGE}
 * @param pageSize 1 to {@link #MAX_PAGE_SIZE}
 */
public record ListQuery(List<Term> terms, List<SortKey> order, int page, int pageSize) {
    public static final int DEFAULT_PAGE_SIZE = 10;
    public static final int MAX_PAGE_SIZE = 100;
    public static final int MAX_PAGE = 100_000;

    public ListQuery {
        terms = List.copyOf(terms);
        order = List.copyOf(order);
    }

    /** @param key in snake case, whichever form it was written in */
    public record Term(String key, Criterion criterion) {}

    /** @param key in snake case */
    public record SortKey(String key, boolean descending) {}

    /** A query, or why the text is none. */
    public sealed interface Parsed {
        record Valid(ListQuery query) implements Parsed {}

        /** {@code q} breaks its grammar or is too long (status 400). */
        record Malformed(String message) implements Parsed {}

        /** {@code page} or {@code page_size} is no number or out of range (status 422). */
        record OutOfRange(String message) implements Parsed {}
    }

    /** The whole list from its first page. */
    public static ListQuery first() {
        return new ListQuery(List.of(), List.of(), 1, DEFAULT_PAGE_SIZE);
    }

    /**
     * Reads the four parameters as they stand in a request, percent-decoded once; absent ones have their defaults. Page 0 is
     * the first one, and page size 0 asks for as much as a page may hold.
     */
    public static Parsed parse(
            Optional<String> q, Optional<String> sort, Optional<String> page, Optional<String> pageSize) {
        return new ListQueryParser().parse(q, sort, page, pageSize);
    }

    /** How many rows come before the page. */
    public long offset() {
        return (page - 1L) * pageSize;
    }
}
