package org.shiplog.projections.query;

import java.util.List;

/** What a list query found. */
public sealed interface Listing<T> {
    /** @param total how many rows there are on all pages */
    record Page<T>(List<T> rows, long total) implements Listing<T> {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /** A value of {@code q} does not fit its key (status 400). */
    record Misfit<T>(String message) implements Listing<T> {}
}
