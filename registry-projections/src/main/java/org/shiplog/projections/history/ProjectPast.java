package org.shiplog.projections.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
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
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.query.SqlText;

/** Writes which projects of a name there were, and which repositories were theirs. These events are few. */
final class ProjectPast {
    private final Connection connection;

    ProjectPast(Connection connection) {
        this.connection = connection;
    }

    void add(ProjectName project, ProjectEvent event, JournalRecord record) throws SQLException {
        OffsetDateTime at = time(record.provenance().at());
        switch (event) {
            case ProjectCreated created ->
                SqlText.of(
                                "INSERT INTO history_project (name, project_id, first_sequence, created_at) VALUES (?,"
                                        + " ?, ?, ?)",
                                project.value(),
                                created.projectId(),
                                record.sequenceNumber(),
                                at)
                        .update(connection);
            case ProjectDeleted deleted ->
                SqlText.of(
                                "UPDATE history_project SET deleted_at = ? WHERE name = ? AND project_id = ?",
                                at,
                                project.value(),
                                deleted.projectId())
                        .update(connection);
            case RepositoryRegistered(RepositoryName repository, long generation) ->
                SqlText.of("""
                    INSERT INTO history_registration (repository, generation, project_id)
                    SELECT ?, ?, project_id FROM history_project WHERE name = ? AND deleted_at IS NULL
                    """, repository.value(), generation, project.value()).update(connection);
            case RepositoryRemoved _,
                    VisibilityChanged _,
                    MetadataChanged _,
                    CveAllowlistChanged _,
                    StorageLimitChanged _,
                    StorageLimitReached _,
                    MemberAdded _,
                    MemberChanged _,
                    MemberRemoved _ -> {}
        }
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
