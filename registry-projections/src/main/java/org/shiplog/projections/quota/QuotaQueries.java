package org.shiplog.projections.quota;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/** Limits and usage of the projects that exist, from the tables of the catalogue and of the quotas. */
public final class QuotaQueries {
    private static final SqlColumns COLUMNS = new SqlColumns("project.project_id ASC")
            .with("id", "project.project_id", ColumnType.NUMBER)
            .with("reference_id", "project.project_id", ColumnType.NUMBER)
            .with("hard.storage", "project.storage_limit", ColumnType.NUMBER)
            .with("used.storage", "coalesce(used.bytes, 0)", ColumnType.NUMBER)
            .with("creation_time", "project.created_at", ColumnType.TIME)
            .with("update_time", "project.updated_at", ColumnType.TIME);

    // Index: the primary key of project_usage. Projects themselves are few enough to be gone through.
    private static final SqlText QUOTAS = SqlText.of("""
        SELECT project.project_id, project.name, project.owner, project.storage_limit,
               coalesce(used.bytes, 0) AS used, project.created_at, project.updated_at
        FROM catalog_project AS project LEFT JOIN project_usage AS used ON used.project = project.name
        WHERE NOT project.deleted AND
        """);

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public QuotaQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** By default in order of the projects' ids. @param projectId of the only one that is asked for; empty for all */
    public CompletionStage<Listing<ProjectQuota>> page(Optional<Long> projectId, ListQuery list) {
        return switch (COLUMNS.where(list.terms())) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new Listing.Misfit<>(message));
            case SqlColumns.Where.Condition(SqlText terms) -> page(of(projectId).and(terms), list);
        };
    }

    private CompletionStage<Listing<ProjectQuota>> page(SqlText condition, ListQuery list) {
        SqlText page = QUOTAS.then(condition)
                .then(" ORDER BY ")
                .then(COLUMNS.orderBy(list.order(), "project.project_id ASC"))
                .then(" LIMIT ? OFFSET ?", list.pageSize(), list.offset());
        SqlText count = SqlText.of("""
            SELECT count(*) FROM catalog_project AS project LEFT JOIN project_usage AS used ON used.project = project.name
            WHERE NOT project.deleted AND
            """).then(condition);
        return queries.run(connection -> new Listing.Page<>(
                rows(connection, page, QuotaQueries::quota),
                rows(connection, count, row -> row.getLong(1)).getFirst()));
    }

    /** The quota of the project with that id, if it exists. */
    public CompletionStage<Optional<ProjectQuota>> find(long projectId) {
        // Index: catalog_project_id_idx.
        SqlText query = QUOTAS.then(of(Optional.of(projectId)));
        return queries.run(connection ->
                rows(connection, query, QuotaQueries::quota).stream().findFirst());
    }

    private static SqlText of(Optional<Long> projectId) {
        return projectId.map(id -> SqlText.of("project.project_id = ?", id)).orElse(SqlText.of("true"));
    }

    private static ProjectQuota quota(ResultSet row) throws SQLException {
        return new ProjectQuota(
                row.getLong("project_id"),
                new ProjectName(row.getString("name")),
                row.getString("owner"),
                row.getLong("storage_limit"),
                row.getLong("used"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
