package org.shiplog.projections.catalog;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.ProjectQuery.ProjectDetails;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/**
 * Lists from the catalogue. They show what was handled so far; who must see an earlier write waits for the catalogue's
 * freshness first.
 */
public final class CatalogQueries {
    /** The most repositories of one page. */
    public static final int MAX_REPOSITORIES = 10_000;

    private static final SqlColumns PROJECT_COLUMNS = new SqlColumns("project.project_id ASC")
            .with("name", "project.name", ColumnType.TEXT)
            .with("project_id", "project.project_id", ColumnType.NUMBER)
            .with("public", "(project.visibility = 'public')", ColumnType.FLAG)
            .with("owner", "project.owner", ColumnType.TEXT)
            .with("creation_time", "project.created_at", ColumnType.TIME)
            .with("update_time", "project.updated_at", ColumnType.TIME);

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public CatalogQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /**
     * Repositories that hold at least one artifact, in byte order of their names.
     *
     * @param after only names behind this text, which need not be a name; empty for the first page
     * @param limit 1 to {@link #MAX_REPOSITORIES}
     */
    public CompletionStage<List<RepositoryName>> repositories(Visible visible, String after, int limit) {
        if (limit < 1 || limit > MAX_REPOSITORIES) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_REPOSITORIES + " repositories, not " + limit);
        }
        // Index: catalog_repository_listed_idx, from the name on.
        SqlText query =
                SqlText.of("""
                    SELECT repository.name FROM catalog_repository AS repository
                    WHERE repository.artifact_count > 0 AND repository.name > ? AND
                    """, after).then(visible.ofRepository()).then(" ORDER BY repository.name LIMIT ?", limit);
        return queries.run(connection -> rows(connection, query, row -> new RepositoryName(row.getString(1))));
    }

    /** Projects that exist, by default in order of their names. */
    public CompletionStage<Listing<CatalogProject>> projects(ProjectSearch search) {
        return switch (PROJECT_COLUMNS.where(search.list().terms())) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new Listing.Misfit<>(message));
            case SqlColumns.Where.Condition(SqlText terms) ->
                queries.run(connection ->
                        page(connection, search.visible(), condition(search).and(terms), search.list()));
        };
    }

    /** The project of that number, if it exists or did. */
    public CompletionStage<Optional<ProjectName>> projectName(long projectId) {
        // Index: catalog_project_id_idx.
        SqlText query = SqlText.of("""
            SELECT name FROM catalog_project WHERE project_id = ? ORDER BY deleted, name LIMIT 1
            """, projectId);
        return queries.run(connection -> rows(connection, query, row -> new ProjectName(row.getString(1))).stream()
                .findFirst());
    }

    /** The project as it is now; empty when none of that name exists. */
    public CompletionStage<Optional<CatalogProject>> project(ProjectName name) {
        // Index: the primary key.
        SqlText query = projects(SqlText.of(NO_ROLES))
                .then(SqlText.of("project.name = ?", name.value()))
                .then(" LIMIT 1");
        return queries.run(connection ->
                rows(connection, query, CatalogQueries::project).stream().findFirst());
    }

    /** How many members of the project there are in each role; roles without members are left out. */
    public CompletionStage<Map<Role, Long>> memberCounts(ProjectName project) {
        // Index: the primary key of catalog_member.
        SqlText query = SqlText.of("""
            SELECT role, count(*) AS members FROM catalog_member WHERE project = ? GROUP BY role
            """, project.value());
        return queries.run(connection -> {
            Map<Role, Long> counts = new EnumMap<>(Role.class);
            rows(
                    connection,
                    query,
                    row -> counts.put(Role.of(row.getLong("role")).orElseThrow(), row.getLong("members")));
            return counts;
        });
    }

    /** Whether the user is administrator of any project, in person or by one of the groups. */
    public CompletionStage<Boolean> administersAny(long userId, Set<Long> groups) {
        // Index: catalog_member_subject_idx.
        SqlText query = SqlText.of("""
            SELECT EXISTS (SELECT 1 FROM catalog_member AS member
                           WHERE member.role = ?
                             AND (member.kind = 'user' AND member.subject_id = ?
                                  OR member.kind = 'group' AND member.subject_id = ANY (?)))
            """, Role.PROJECT_ADMIN.id(), userId, groups.toArray(Long[]::new));
        return queries.run(
                connection -> rows(connection, query, row -> row.getBoolean(1)).getFirst());
    }

    private static final String NO_ROLES = "ARRAY[]::integer[]";

    // Index for the count: catalog_repository_project_idx. Projects themselves are few enough to be gone through.
    private static SqlText projects(SqlText roles) {
        return SqlText.of("""
            SELECT project.project_id, project.name, project.visibility, project.owner, project.created_at,
                   project.updated_at, project.storage_limit, project.cve_ids, project.cve_expires_at,
                   ARRAY(SELECT entry.key FROM jsonb_each_text(project.metadata) AS entry ORDER BY entry.key)
                       AS metadata_keys,
                   ARRAY(SELECT entry.value FROM jsonb_each_text(project.metadata) AS entry ORDER BY entry.key)
                       AS metadata_values,
                   (SELECT count(*) FROM catalog_repository AS repository
                    WHERE repository.project = project.name AND repository.artifact_count > 0) AS repositories,
            """).then(roles).then("""
                 AS roles
                FROM catalog_project AS project
                WHERE NOT project.deleted AND
                """);
    }

    private static SqlText condition(ProjectSearch search) {
        SqlText condition = search.visible().ofProject();
        if (search.name().isPresent()) {
            condition = condition.and(SqlText.of(
                    "project.name ILIKE ?", SqlColumns.containing(search.name().get())));
        }
        if (search.visibility().isPresent()) {
            condition = condition.and(SqlText.of(
                    "project.visibility = ?",
                    ProjectRows.text(search.visibility().get())));
        }
        if (search.owner().isPresent()) {
            condition =
                    condition.and(SqlText.of("project.owner = ?", search.owner().get()));
        }
        return condition;
    }

    private static Listing<CatalogProject> page(
            Connection connection, Visible visible, SqlText condition, ListQuery list) throws SQLException {
        SqlText count = SqlText.of("SELECT count(*) FROM catalog_project AS project WHERE NOT project.deleted AND ")
                .then(condition);
        SqlText page = projects(visible.roles().orElse(SqlText.of(NO_ROLES)))
                .then(condition)
                .then(" ORDER BY ")
                .then(PROJECT_COLUMNS.orderBy(list.order(), "project.name ASC"))
                .then(" LIMIT ? OFFSET ?", list.pageSize(), list.offset());
        return new Listing.Page<>(
                rows(connection, page, CatalogQueries::project),
                rows(connection, count, row -> row.getLong(1)).getFirst());
    }

    private static CatalogProject project(ResultSet row) throws SQLException {
        return new CatalogProject(
                row.getLong("project_id"),
                new ProjectName(row.getString("name")),
                Visibility.valueOf(row.getString("visibility").toUpperCase(Locale.ROOT)),
                row.getString("owner"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getLong("repositories"),
                details(row),
                roles(row));
    }

    private static ProjectDetails details(ResultSet row) throws SQLException {
        List<String> keys = texts(row, "metadata_keys");
        List<String> values = texts(row, "metadata_values");
        Map<String, String> metadata = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            metadata.put(keys.get(i), values.get(i));
        }
        CveAllowlist allowlist = new CveAllowlist(
                texts(row, "cve_ids"),
                Optional.ofNullable(row.getObject("cve_expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
        return new ProjectDetails(metadata, row.getLong("storage_limit"), allowlist);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static Set<Role> roles(ResultSet row) throws SQLException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Integer id : (Integer[]) row.getArray("roles").getArray()) {
            Role.of(id).ifPresent(roles::add);
        }
        return roles;
    }
}
