package org.shiplog.projections.catalog;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/** Lists of repositories that hold an artifact, with what is known of them. */
public final class RepositoryQueries {
    private static final String PULLS = "coalesce(" + Pulls.of("pulls", "repository", "repository.name", "''") + ", 0)";

    private static final SqlColumns COLUMNS = new SqlColumns("repository.name ASC")
            .with("name", "repository.name", ColumnType.TEXT)
            .with("project_id", "project.project_id", ColumnType.NUMBER)
            .with("description", "repository.description", ColumnType.TEXT)
            .with("artifact_count", "repository.listed_count", ColumnType.NUMBER)
            .with("pull_count", PULLS, ColumnType.NUMBER)
            .with("creation_time", "repository.created_at", ColumnType.TIME)
            .with("update_time", "repository.updated_at", ColumnType.TIME);

    private static final String SELECT = """
        SELECT repository.name, project.project_id, repository.description, repository.listed_count,
               repository.created_at, repository.updated_at,
        """ + PULLS + " AS pull_count";

    // Index: catalog_repository_project_idx, or catalog_repository_listed_idx for those of all projects.
    private static final String FROM = """
         FROM catalog_repository AS repository
        JOIN catalog_project AS project ON project.name = repository.project AND NOT project.deleted
        WHERE repository.artifact_count > 0 AND
        """;

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public RepositoryQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** Those of all projects that are visible, the newest first unless another order is asked for. */
    public CompletionStage<Listing<RepositoryDetails>> all(Visible visible, ListQuery list) {
        return page(visible.ofRepository(), list);
    }

    /**
     * Those of one project, the newest first unless another order is asked for.
     *
     * @param only these; empty for all of them
     */
    public CompletionStage<Listing<RepositoryDetails>> ofProject(
            ProjectName project, Optional<List<RepositoryName>> only, ListQuery list) {
        SqlText condition = SqlText.of("repository.project = ?", project.value());
        return page(
                only.map(names -> condition.and(SqlText.of("repository.name = ANY (?)", (Object)
                                names.stream().map(RepositoryName::value).toArray(String[]::new))))
                        .orElse(condition),
                list);
    }

    /** What is known of a repository, whether or not it holds an artifact. */
    public CompletionStage<Optional<RepositoryDetails>> one(RepositoryName name) {
        // Index: the primary key.
        SqlText query = SqlText.of(SELECT).then("""
             FROM catalog_repository AS repository
            JOIN catalog_project AS project ON project.name = repository.project AND NOT project.deleted
            WHERE repository.name = ?
            """, name.value());
        return queries.run(connection ->
                rows(connection, query, RepositoryQueries::details).stream().findFirst());
    }

    private CompletionStage<Listing<RepositoryDetails>> page(SqlText scope, ListQuery list) {
        return switch (COLUMNS.where(list.terms())) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new Listing.Misfit<>(message));
            case SqlColumns.Where.Condition(SqlText terms) -> {
                SqlText found = SqlText.of(FROM).then(scope.and(terms));
                SqlText page = SqlText.of(SELECT)
                        .then(found)
                        .then(" ORDER BY ")
                        .then(COLUMNS.orderBy(list.order(), "repository.created_at DESC"))
                        .then(" LIMIT ? OFFSET ?", list.pageSize(), list.offset());
                SqlText count = SqlText.of("SELECT count(*)").then(found);
                yield queries.run(connection -> new Listing.Page<>(
                        rows(connection, page, RepositoryQueries::details),
                        rows(connection, count, row -> row.getLong(1)).getFirst()));
            }
        };
    }

    private static RepositoryDetails details(ResultSet row) throws SQLException {
        return new RepositoryDetails(
                new RepositoryName(row.getString("name")),
                row.getLong("project_id"),
                row.getString("description"),
                row.getLong("listed_count"),
                row.getLong("pull_count"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
