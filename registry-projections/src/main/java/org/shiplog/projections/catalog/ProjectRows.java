package org.shiplog.projections.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectEvent.CveAllowlistChanged;
import org.shiplog.domain.project.ProjectEvent.MemberAdded;
import org.shiplog.domain.project.ProjectEvent.MemberChanged;
import org.shiplog.domain.project.ProjectEvent.MemberRemoved;
import org.shiplog.domain.project.ProjectEvent.MetadataChanged;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.project.ProjectEvent.StorageLimitChanged;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;
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
            case ProjectDeleted deleted -> {
                run(
                        "UPDATE catalog_project SET deleted = true, updated_at = ? WHERE name = ? AND project_id = ?",
                        time,
                        project.value(),
                        deleted.projectId());
                run("DELETE FROM catalog_member WHERE project = ?", project.value());
            }
            case MetadataChanged changed
            when changed.to().isPresent() ->
                run("""
                    UPDATE catalog_project SET metadata = metadata || jsonb_build_object(?::text, ?::text), updated_at = ?
                    WHERE name = ? AND NOT deleted
                    """, changed.key(), changed.to().get(), time, project.value());
            case MetadataChanged changed -> run("""
                UPDATE catalog_project SET metadata = metadata - ?::text, updated_at = ?
                WHERE name = ? AND NOT deleted
                """, changed.key(), time, project.value());
            case CveAllowlistChanged changed -> cveAllowlist(project, changed.to(), time);
            case StorageLimitChanged changed ->
                run(
                        "UPDATE catalog_project SET storage_limit = ?, updated_at = ? WHERE name = ? AND NOT deleted",
                        changed.to(),
                        time,
                        project.value());
            case MemberAdded(Member member) -> member(project, member);
            case MemberChanged changed -> member(project, changed.to());
            case MemberRemoved(Member member) ->
                run(
                        "DELETE FROM catalog_member WHERE project = ? AND member_id = ?",
                        project.value(),
                        member.memberId());
            // The repository's own events say when it has something to show.
            case RepositoryRegistered _ -> {}
            case RepositoryRemoved _ -> {}
            case StorageLimitReached _ -> {}
        }
    }

    private void cveAllowlist(ProjectName project, CveAllowlist allowlist, OffsetDateTime time) throws SQLException {
        try (var statement = connection.prepareStatement("""
            UPDATE catalog_project SET cve_ids = ?, cve_expires_at = ?, updated_at = ?
            WHERE name = ? AND NOT deleted
            """)) {
            statement.setArray(
                    1, connection.createArrayOf("text", allowlist.ids().toArray()));
            statement.setObject(
                    2,
                    allowlist
                            .expiresAt()
                            .map(end -> end.atOffset(ZoneOffset.UTC))
                            .orElse(null));
            statement.setObject(3, time);
            statement.setString(4, project.value());
            statement.executeUpdate();
        }
    }

    private void member(ProjectName project, Member member) throws SQLException {
        run(
                """
                INSERT INTO catalog_member (project, member_id, kind, subject_id, role, limited)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (project, member_id) DO UPDATE SET role = excluded.role, limited = excluded.limited
                """,
                project.value(),
                member.memberId(),
                member.kind().name().toLowerCase(Locale.ROOT),
                member.subjectId(),
                member.role().id(),
                !member.repositories().isEmpty() || !member.actions().isEmpty());
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
