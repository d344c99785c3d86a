package org.shiplog.projections.query;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One table, read in pages or by a single row.
 *
 * @param select the columns that a row is read from
 * @param from the table, up to and with its {@code WHERE}
 * @param order the order of pages that were asked for in none
 */
public record PageQuery<T>(SqlText select, SqlText from, SqlColumns columns, String order, BlockingQueries.Row<T> row) {
    public CompletionStage<Listing<T>> page(BlockingQueries queries, SqlText scope, ListQuery list) {
        return switch (columns.where(list.terms())) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new Listing.Misfit<>(message));
            case SqlColumns.Where.Condition(SqlText terms) -> {
                SqlText found = from.then(scope.and(terms));
                SqlText page = select.then(found)
                        .then(" ORDER BY ")
                        .then(columns.orderBy(list.order(), order))
                        .then(" LIMIT ? OFFSET ?", list.pageSize(), list.offset());
                SqlText count = SqlText.of("SELECT count(*)").then(found);
                yield queries.run(connection -> new Listing.Page<>(
                        rows(connection, page, row),
                        rows(connection, count, counted -> counted.getLong(1)).getFirst()));
            }
        };
    }

    public CompletionStage<Optional<T>> one(BlockingQueries queries, SqlText condition) {
        SqlText query = select.then(from).then(condition);
        return queries.run(connection -> rows(connection, query, row).stream().findFirst());
    }
}
