package org.shiplog.projections.audit;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
                    ColumnType.NUMBER)
            .with("request_id", "act.request_id", ColumnType.TEXT)
            .with("user_agent", "act.user_agent", ColumnType.TEXT)
            .with("digest", "act.digest", ColumnType.TEXT);

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public AuditQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
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
                queries.run(connection -> page(connection, scope.condition().and(terms), list));
        };
    }

    /** The acts from a place in the log on; terms have the keys as above. */
    public CompletionStage<AuditPage.Found> records(AuditScope scope, AuditPage page) {
        return switch (COLUMNS.where(page.terms())) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new AuditPage.Found.Misfit(message));
            case SqlColumns.Where.Condition(SqlText terms) -> {
                SqlText condition = scope.condition().and(terms);
                if (page.after().isPresent()) {
                    AuditCursor after = page.after().get();
                    condition = condition.and(SqlText.of(
                            "(act.op_time, act.id) " + (page.newestFirst() ? "<" : ">") + " (?, ?)",
                            after.at().atOffset(ZoneOffset.UTC),
                            after.id()));
                }
                String order = page.newestFirst() ? "act.op_time DESC, act.id DESC" : "act.op_time, act.id";
                // Index: as for pages; or that of the user, the resource, the address or the digest.
                SqlText query =
                        SqlText.of(SELECT).then(condition).then(" ORDER BY " + order + " LIMIT ?", page.limit() + 1);
                yield queries.run(connection -> page.cut(rows(connection, query, AuditQueries::row)));
            }
        };
    }

    static final String SELECT = """
        SELECT id, op_time, username, resource, resource_type, operation, project,
               client_address, user_agent, request_id, old_value, new_value, undoes, digest, succeeded
        FROM audit_log AS act WHERE
        """;

    private static Listing<AuditRow> page(Connection connection, SqlText condition, ListQuery list)
            throws SQLException {
        // Index: audit_log_time_idx, or audit_log_project_idx within a project, backwards.
        SqlText page = SqlText.of(SELECT)
                .then(condition)
                .then(" ORDER BY ")
                .then(COLUMNS.orderBy(list.order(), "act.op_time DESC"))
                .then(" LIMIT ? OFFSET ?", list.pageSize(), list.offset());
        SqlText count =
                SqlText.of("SELECT count(*) FROM audit_log AS act WHERE ").then(condition);
        return new Listing.Page<>(
                rows(connection, page, AuditQueries::row),
                rows(connection, count, row -> row.getLong(1)).getFirst());
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
