package org.shiplog.projections.catalog;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlColumns.Ordering;
import org.shiplog.projections.query.SqlText;

/**
 * One page of a list whose length is known, counted from the end that is nearer.
 *
 * @param total how many rows the list has
 */
record Slice(ListQuery list, long total) {
    /** How many rows a list has. */
    interface Count {
        long get() throws SQLException;
    }

    /** The rows of a page. */
    interface Rows<T> {
        List<T> of(Slice slice) throws SQLException;
    }

    /** The page that is asked for. A first page that is not full has all rows, and nothing is counted. */
    static <T> Listing<T> page(ListQuery list, Count count, Rows<T> rows) throws SQLException {
        if (list.offset() > 0) {
            Slice slice = new Slice(list, count.get());
            return new Listing.Page<>(rows.of(slice), slice.total());
        }
        List<T> first = rows.of(new Slice(list, list.pageSize()));
        return new Listing.Page<>(first, first.size() < list.pageSize() ? first.size() : count.get());
    }

    private boolean fromEnd() {
        return list.offset() < total && list.offset() > total / 2;
    }

    private long size() {
        return Math.max(0, Math.min(list.pageSize(), total - list.offset()));
    }

    /**
     * The order that is asked for, or else the list's own; from the end its reverse.
     *
     * @param own what the list's own order begins with, descending
     * @param key of the rows, by which the order ends: in the direction of what is before, so that an index of both has it
     */
    SqlText order(SqlColumns columns, String own, String key) {
        List<Ordering> order = new ArrayList<>(columns.orderings(list.order()));
        if (order.isEmpty()) {
            order.add(new Ordering(own, true));
        }
        order.add(new Ordering(key, order.getLast().descending()));
        return SqlText.of(order.stream()
                .map(part -> fromEnd() ? part.reversed() : part)
                .map(Ordering::sql)
                .collect(Collectors.joining(", ")));
    }

    /** The query for the keys of the page's rows; {@link #straight} puts the rows right. */
    SqlText keys(SqlText found, SqlColumns columns, String own, String key) {
        long skipped = fromEnd() ? total - list.offset() - size() : list.offset();
        return SqlText.of("SELECT " + key)
                .then(found)
                .then(" ORDER BY ")
                .then(order(columns, own, key))
                .then(" LIMIT ? OFFSET ?", size(), skipped);
    }

    /** The page's rows in the list's order. */
    <T> List<T> straight(List<T> found) {
        return fromEnd() ? found.reversed() : found;
    }
}
