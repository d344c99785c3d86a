package org.shiplog.projections.audit;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.query.SqlText;

/** Which acts somebody may see. */
public sealed interface AuditScope {
    /** What whoever sees a project's log must be allowed in it. */
    Permission LIST = new Permission("log", "list");

    record Everything() implements AuditScope {}

    record Nothing() implements AuditScope {}

    /** Acts within that project. */
    record Within(ProjectName project) implements AuditScope {}

    /** Acts within any project. */
    record WithinAnyProject() implements AuditScope {}

    /** Acts within the projects that the user may see the log of as a member, in person or by a group. */
    record WithinMemberships(long userId, Set<Long> groups) implements AuditScope {
        public WithinMemberships {
            groups = Set.copyOf(groups);
        }
    }

    /** Acts within the projects with these ids. */
    record WithinProjects(Set<Long> projects) implements AuditScope {
        public WithinProjects {
            projects = Set.copyOf(projects);
        }
    }

    /**
     * Where the acts are. Which projects it is about is looked up before: only who knows them can tell whether they have acts everywhere
     * in the log or hardly any.
     */
    default AuditRange range(Connection connection) throws SQLException {
        return switch (this) {
            case Everything _ -> AuditRange.where(SqlText.of("true"));
            case Nothing _ -> AuditRange.where(SqlText.of("false"));
            case Within(ProjectName project) -> AuditRange.within(connection, List.of(project.value()));
            case WithinAnyProject _ -> AuditRange.where(SqlText.of("act.project IS NOT NULL"));
            // Index: catalog_member_subject_idx. A member who is limited sees no log.
            case WithinMemberships(long userId, Set<Long> groups) ->
                within(
                        connection,
                        SqlText.of(
                                """
                                SELECT DISTINCT member.project FROM catalog_member AS member
                                WHERE NOT member.limited AND member.role = ANY (?)
                                  AND (member.kind = 'user' AND member.subject_id = ?
                                       OR member.kind = 'group' AND member.subject_id = ANY (?))
                                """,
                                Role.allowing(LIST).stream().map(Role::id).toArray(Integer[]::new),
                                userId,
                                groups.toArray(Long[]::new)));
            // Index: catalog_project_id_idx.
            case WithinProjects(Set<Long> projects) ->
                within(connection, SqlText.of("""
                    SELECT DISTINCT project.name FROM catalog_project AS project
                    WHERE project.project_id = ANY (?) AND NOT project.deleted
                    """, (Object) projects.toArray(Long[]::new)));
        };
    }

    private static AuditRange within(Connection connection, SqlText names) throws SQLException {
        return AuditRange.within(connection, rows(connection, names, row -> row.getString(1)));
    }
}
