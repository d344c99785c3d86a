package org.shiplog.projections.audit;

import static org.shiplog.projections.query.BlockingQueries.rowsPlannedAnew;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.SqlText;

/**
 * How many acts there are on all pages. Up to a number of them they are counted. More than that PostgreSQL estimates by its statistics,
 * which takes as long for ten million as for twice that number; the total of a last page is exact again.
 */
final class AuditTotal {
    /** Up to how many are counted. */
    static final int EXACT = 100_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditTotal() {}

    /**
     * @param found how many acts the page has that was asked for
     * @param exact up to how many are counted
     */
    static long of(Connection connection, AuditRange range, ListQuery list, int found, int exact) throws SQLException {
        long seen = list.offset() + found;
        boolean last = found < list.pageSize() && (found > 0 || list.offset() == 0);
        if (last) {
            return seen;
        }
        SqlText counted = range.select("").then(" LIMIT ?", exact + 1);
        long total = number(
                connection, SqlText.of("SELECT count(*) FROM (").then(counted).then(") AS counted"));
        if (total <= exact) {
            return total;
        }
        // Whoever reads page by page must find that there is another one.
        long atLeast = found > 0 ? Math.max(seen + 1, total) : total;
        return Math.max(atLeast, estimate(connection, range));
    }

    private static long number(Connection connection, SqlText query) throws SQLException {
        return rowsPlannedAnew(connection, query, row -> row.getLong(1)).getFirst();
    }

    private static long estimate(Connection connection, AuditRange range) throws SQLException {
        SqlText query = SqlText.of("EXPLAIN (FORMAT JSON) ").then(range.select(""));
        String plan =
                rowsPlannedAnew(connection, query, row -> row.getString(1)).getFirst();
        try {
            return JSON.readTree(plan).path(0).path("Plan").path("Plan Rows").asLong();
        } catch (JsonProcessingException e) {
            throw new SQLException("not a plan: " + plan, e);
        }
    }
}
