package org.shiplog.projections.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.project.ProjectEvent.VisibilityChanged;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.query.SqlText;

/** Changes rows of {@code catalog_project}, event by event: projects change seldom. */
final class ProjectRows {
    private final Connection connection;

    ProjectRows(Connection connection) {
        this.connection = connection;
    }

    void apply(ProjectName project, ProjectEvent event, Instant at) throws SQLException {
        OffsetDateTime time = at.atOffset(ZoneOffset.UTC);
        switch (event) {
            case ProjectCreated created ->
                run("""
                    INSERT INTO catalog_project
                        (name, project_id, visibility, owner, created_at, updated_at, deleted)
                    VALUES (?, ?, ?, ?, ?, ?, false)
                    """, project.value(), created.projectId(), text(created.visibility()), created.owner(), time, time);
            case VisibilityChanged changed ->
                run(
                        "UPDATE catalog_project SET visibility = ?, updated_at = ? WHERE name = ? AND NOT deleted",
                        text(changed.to()),
                        time,
                        project.value());
            case ProjectDeleted deleted ->
                run(
                        "UPDATE catalog_project SET deleted = true, updated_at = ? WHERE name = ? AND project_id = ?",
                        time,
                        project.value(),
                        deleted.projectId());
            // The repository's own events say when it has something to show.
            case RepositoryRegistered _ -> {}
            case RepositoryRemoved _ -> {}
        }
    }

    static String text(Visibility visibility) {
        return visibility.name().toLowerCase(Locale.ROOT);
    }

    private void run(String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            SqlText.of(sql, values).bind(statement);
            statement.executeUpdate();
        }
    }
}
