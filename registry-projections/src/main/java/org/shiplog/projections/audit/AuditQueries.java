package org.shiplog.projections.audit;

import static org.shiplog.projections.query.BlockingQueries.rowsPlannedAnew;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/** Pages of the audit log, by default the latest acts first. */
public final class AuditQueries {
    private static final SqlColumns COLUMNS = new SqlColumns("act.id DESC")
            .with("id", "act.id", ColumnType.NUMBER)
            .with("op_time", "act.op_time", ColumnType.TIME)
            .with("creation_time", "act.op_time", ColumnType.TIME)
            .with("username", "act.username", ColumnType.TEXT)
            .with("resource", "act.resource", ColumnType.TEXT)
            .with("resource_type", "act.resource_type", ColumnType.TEXT)
            .with("operation", "act.operation", ColumnType.TEXT)
            .with("project", "act.project", ColumnType.TEXT)
            .with("client_address", "act.client_address", ColumnType.TEXT)
            .with("operation_result", "act.succeeded", ColumnType.FLAG)
            .with(
                    "project_id",
                    "(SELECT max(known.project_id) FROM catalog_project AS known WHERE known.name = act.project)",
                    ColumnType.NUMBER,
                    // Index: catalog_project_id_idx. A name belongs to the last project that had it.
                    """
                    act.project = (SELECT known.name FROM catalog_project AS known
                                   WHERE known.project_id = ?
                                     AND NOT EXISTS (SELECT FROM catalog_project AS later
                                                     WHERE later.name = known.name
                                                       AND later.project_id > known.project_id))
                    """)
            .with("request_id", "act.request_id", ColumnType.TEXT)
            .with("user_agent", "act.user_agent", ColumnType.TEXT)
            .with("digest", "act.digest", ColumnType.TEXT);

    private final BlockingQueries queries;
    private final int exact;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public AuditQueries(DataSource database, Executor blocking) {
        this(database, blocking, AuditTotal.EXACT);
    }

    /** @param exact up to how many acts are counted for a total */
    AuditQueries(DataSource database, Executor blocking, int exact) {
        this.queries = new BlockingQueries(database, blocking);
        this.exact = exact;
    }

    /**
     * A page of the log.
     *
     * @param list its keys are id, op_time, username, resource, resource_type, operation, operation_result, project, project_id,
     *     client_address, request_id, user_agent and digest
     */
    public CompletionStage<Listing<AuditRow>> page(AuditScope scope, ListQuery list) {
        return switch (COLUMNS.where(list.terms())) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new Listing.Misfit<>(message));
            case SqlColumns.Where.Condition(SqlText terms) ->
                queries.run(
                        connection -> page(connection, scope.range(connection).and(terms), list));
        };
    }

    /** The acts from a place in the log on; terms have the keys as above. */
    public CompletionStage<AuditPage.Found> records(AuditScope scope, AuditPage page) {
        return switch (COLUMNS.where(page.terms())) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new AuditPage.Found.Misfit(message));
            case SqlColumns.Where.Condition(SqlText terms) ->
                queries.run(connection -> {
                    // Index: that of what is searched, or audit_log_time_idx; one month after the other.
                    SqlText query = scope.range(connection)
                            .and(terms)
                            .and(behind(page))
                            .select(ACT)
                            .then(" ORDER BY " + order(page.newestFirst()) + " LIMIT ?", page.limit() + 1);
                    return page.cut(rowsPlannedAnew(connection, query, AuditQueries::row));
                });
        };
    }

    private static SqlText behind(AuditPage page) {
        return page.after()
                .map(after -> SqlText.of(
                        "(act.op_time, act.id) " + (page.newestFirst() ? "<" : ">") + " (?, ?)",
                        after.at().atOffset(ZoneOffset.UTC),
                        after.id()))
                .orElseGet(() -> SqlText.of("true"));
    }

    private static String order(boolean newestFirst) {
        return newestFirst ? "act.op_time DESC, act.id DESC" : "act.op_time, act.id";
    }

    static final String ACT = """
        id, op_time, username, resource, resource_type, operation, project,
        client_address, user_agent, request_id, old_value, new_value, undoes, digest, succeeded
        """;

    private Listing<AuditRow> page(Connection connection, AuditRange range, ListQuery list) throws SQLException {
        // Index: as above. What is passed over costs no more than its place in the index.
        SqlText order = COLUMNS.orderBy(list.order(), "act.op_time DESC");
        SqlText query = SqlText.of("SELECT " + ACT + " FROM audit_log AS act JOIN (")
                .then(range.select("act.id, act.op_time"))
                .then(" ORDER BY ")
                .then(order)
                .then(" LIMIT ? OFFSET ?) AS page USING (id, op_time) ORDER BY ", list.pageSize(), list.offset())
                .then(order);
        List<AuditRow> rows = rowsPlannedAnew(connection, query, AuditQueries::row);
        return new Listing.Page<>(rows, AuditTotal.of(connection, range, list, rows.size(), exact));
    }

    static AuditRow row(ResultSet row) throws SQLException {
        return new AuditRow(
                row.getLong("id"),
                row.getObject("op_time", OffsetDateTime.class).toInstant(),
                row.getString("username"),
                row.getString("resource"),
                row.getString("resource_type"),
                row.getString("operation"),
                Optional.ofNullable(row.getString("project")),
                row.getString("client_address"),
                row.getString("user_agent"),
                row.getString("request_id"),
                Optional.ofNullable(row.getString("old_value")),
                Optional.ofNullable(row.getString("new_value")),
                Optional.ofNullable(row.getObject("undoes", Long.class)),
                Optional.ofNullable(row.getString("digest")),
                row.getBoolean("succeeded"));
    }
}
