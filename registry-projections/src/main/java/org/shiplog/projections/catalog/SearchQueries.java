package org.shiplog.projections.catalog;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/** Finds repositories by parts of their names, and counts what there is. */
public final class SearchQueries {
    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public SearchQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /**
     * Repositories that hold an artifact and whose name contains the text, in order of their names.
     *
     * @param part in any case of letters
     */
    public CompletionStage<List<CatalogRepository>> repositories(Visible visible, String part, int limit) {
        // Index: catalog_repository_listed_idx, gone through until there are enough.
        SqlText query = SqlText.of("""
            SELECT repository.name, project.name AS project, project.project_id,
                   project.visibility = 'public' AS is_public, repository.artifact_count
            FROM catalog_repository AS repository
            JOIN catalog_project AS project ON project.name = repository.project AND NOT project.deleted
            WHERE repository.artifact_count > 0 AND repository.name ILIKE ? AND
            """, SqlColumns.containing(part))
                .then(visible.ofRepository())
                .then(" ORDER BY repository.name LIMIT ?", limit);
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new CatalogRepository(
                        new RepositoryName(row.getString("name")),
                        new ProjectName(row.getString("project")),
                        row.getLong("project_id"),
                        row.getBoolean("is_public"),
                        row.getLong("artifact_count"))));
    }

    /** Of the projects that are visible. Public ones and others apart. */
    public CompletionStage<CatalogCounts> counts(Visible visible) {
        // Index: catalog_repository_project_idx. Projects themselves are few enough to be gone through.
        SqlText query = SqlText.of("""
            SELECT count(*) FILTER (WHERE seen.is_public) AS public_projects,
                   count(*) FILTER (WHERE NOT seen.is_public) AS private_projects,
                   coalesce(sum(seen.repositories) FILTER (WHERE seen.is_public), 0) AS public_repositories,
                   coalesce(sum(seen.repositories) FILTER (WHERE NOT seen.is_public), 0) AS private_repositories,
                   (SELECT coalesce(sum(bytes), 0) FROM project_usage) AS bytes
            FROM (SELECT project.visibility = 'public' AS is_public,
                         (SELECT count(*) FROM catalog_repository AS repository
                          WHERE repository.project = project.name AND repository.artifact_count > 0) AS repositories
                  FROM catalog_project AS project
                  WHERE NOT project.deleted AND
            """).then(visible.ofProject()).then(") AS seen");
        return queries.run(connection -> rows(
                        connection,
                        query,
                        row -> new CatalogCounts(
                                row.getLong("public_projects"),
                                row.getLong("private_projects"),
                                row.getLong("public_repositories"),
                                row.getLong("private_repositories"),
                                row.getLong("bytes")))
                .getFirst());
    }
}
