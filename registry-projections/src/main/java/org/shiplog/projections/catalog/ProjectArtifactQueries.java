package org.shiplog.projections.catalog;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/** What all repositories of a project hold, in pages. It costs as much as the project has artifacts, whichever page it is. */
public final class ProjectArtifactQueries {
    // Indexes: catalog_repository_project_idx, catalog_artifact_listed_idx.
    private static final String FROM = " FROM catalog_artifact AS artifact";

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public ProjectArtifactQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /**
     * Which artifacts of a project are asked for.
     *
     * @param only in these repositories; empty for all of them
     * @param latest of each repository only the one that was pushed last
     */
    public record Scope(ProjectName project, Optional<List<RepositoryName>> only, boolean latest) {
        private SqlText condition() {
            SqlText ofProject = SqlText.of(
                    "artifact.repository IN (SELECT name FROM catalog_repository WHERE project = ?)", project.value());
            return only.map(names -> ofProject.and(SqlText.of("artifact.repository = ANY (?)", (Object)
                            names.stream().map(RepositoryName::value).toArray(String[]::new))))
                    .orElse(ofProject);
        }
    }

    /** The last pushed first unless another order is asked for. */
    public CompletionStage<Listing<FoundArtifact>> artifacts(Scope scope, ListQuery list) {
        return switch (ArtifactTerms.where(list)) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new Listing.Misfit<>(message));
            case SqlColumns.Where.Condition(SqlText terms) -> {
                SqlText found = found(scope, scope.condition().and(terms));
                SqlText order = ArtifactTerms.COLUMNS.orderBy(list.order(), "artifact.pushed_at DESC");
                SqlText page = SqlText.of(ArtifactQueries.SELECT + " JOIN (SELECT artifact.repository, artifact.digest")
                        .then(found)
                        .then(" ORDER BY ")
                        .then(order)
                        .then(" LIMIT ? OFFSET ?", list.pageSize(), list.offset())
                        .then(") AS page USING (repository, digest) ORDER BY ")
                        .then(order);
                SqlText count = SqlText.of("SELECT count(*)").then(found);
                yield queries.run(connection -> new Listing.Page<>(
                        rows(
                                connection,
                                page,
                                row -> new FoundArtifact(
                                        new RepositoryName(row.getString("repository")),
                                        ArtifactQueries.artifact(row))),
                        rows(connection, count, row -> row.getLong(1)).getFirst()));
            }
        };
    }

    private static SqlText found(Scope scope, SqlText condition) {
        SqlText all = SqlText.of(FROM + " WHERE ").then(condition);
        return scope.latest()
                ? SqlText.of(FROM)
                        .then(" JOIN (SELECT DISTINCT ON (artifact.repository) artifact.repository, artifact.digest")
                        .then(all)
                        .then(" ORDER BY artifact.repository, artifact.pushed_at DESC, artifact.digest DESC")
                        .then(") AS latest USING (repository, digest)")
                : all;
    }
}
