package org.shiplog.projections.catalog;

import java.util.List;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.SqlText;

/**
 * One page of a list whose length is known. In the list's own order, descending, it is counted from the end that is nearer.
 *
 * @param total how many rows the list has
 */
record Slice(ListQuery list, long total) {
    private boolean fromEnd() {
        return list.order().isEmpty() && list.offset() < total && list.offset() > total / 2;
    }

    private long size() {
        return Math.max(0, Math.min(list.pageSize(), total - list.offset()));
    }

    /** The list's own order by two columns, or its reverse. */
    SqlText order(String first, String second) {
        String direction = fromEnd() ? " ASC" : " DESC";
        return SqlText.of(first + direction + ", " + second + direction);
    }

    /** The query for the page's rows; {@link #straight} puts them right. */
    SqlText cut(SqlText select, SqlText order) {
        long skipped = fromEnd() ? total - list.offset() - size() : list.offset();
        return select.then(" ORDER BY ").then(order).then(" LIMIT ? OFFSET ?", size(), skipped);
    }

    /** The page's rows in the list's order. */
    <T> List<T> straight(List<T> found) {
        return fromEnd() ? found.reversed() : found;
    }
}
