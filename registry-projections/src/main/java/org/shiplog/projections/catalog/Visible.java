package org.shiplog.projections.catalog;

import java.util.Optional;
import java.util.Set;
import org.shiplog.projections.query.SqlText;

/** Which projects a caller may see in lists. */
public sealed interface Visible {
    record All() implements Visible {}

    record Nothing() implements Visible {}

    record PublicOnly() implements Visible {}

    /** Public projects, and those that the user is a member of, in person or by a group. */
    record PublicAndMemberships(long userId, Set<Long> groups) implements Visible {
        public PublicAndMemberships {
            groups = Set.copyOf(groups);
        }
    }

    /** Public projects, and the ones with these ids. */
    record PublicAnd(Set<Long> projects) implements Visible {
        public PublicAnd {
            projects = Set.copyOf(projects);
        }
    }

    /** The condition on rows of catalog_project that are named {@code project}. */
    default SqlText ofProject() {
        return condition("project.name", false);
    }

    /**
     * The condition on rows of catalog_repository that are named {@code repository}. Who is limited to some repositories of a
     * project does not find them in this way.
     */
    default SqlText ofRepository() {
        return switch (this) {
            case All _ -> SqlText.of("true");
            case Nothing _ -> SqlText.of("false");
            // Index: the primary key of catalog_project.
            case PublicOnly _, PublicAndMemberships _, PublicAnd _ ->
                SqlText.of("""
                    EXISTS (SELECT 1 FROM catalog_project AS project
                            WHERE project.name = repository.project AND NOT project.deleted AND
                    """).then(condition("repository.project", true)).then(")");
        };
    }

    /** The expression for the roles of whoever asks, on rows of catalog_project; empty when there are none. */
    default Optional<SqlText> roles() {
        return switch (this) {
            case All _, Nothing _, PublicOnly _, PublicAnd _ -> Optional.empty();
            // Index: the primary key of catalog_member.
            case PublicAndMemberships(long userId, Set<Long> groups) ->
                Optional.of(SqlText.of("""
                    ARRAY(SELECT DISTINCT member.role FROM catalog_member AS member
                          WHERE member.project = project.name
                            AND (member.kind = 'user' AND member.subject_id = ?
                                 OR member.kind = 'group' AND member.subject_id = ANY (?)))
                    """, userId, groups.toArray(Long[]::new)));
        };
    }

    /** @param name where the project's name stands; the project's row is named {@code project} */
    private SqlText condition(String name, boolean withoutLimits) {
        return switch (this) {
            case All _ -> SqlText.of("true");
            case Nothing _ -> SqlText.of("false");
            case PublicOnly _ -> SqlText.of("project.visibility = 'public'");
            // Index: the primary key of catalog_member.
            case PublicAndMemberships(long userId, Set<Long> groups) ->
                SqlText.of(
                        "(project.visibility = 'public' OR EXISTS (SELECT 1 FROM catalog_member AS member WHERE"
                                + " member.project = "
                                + name
                                + (withoutLimits ? " AND NOT member.limited" : "")
                                + " AND (member.kind = 'user' AND member.subject_id = ?"
                                + " OR member.kind = 'group' AND member.subject_id = ANY (?))))",
                        userId,
                        groups.toArray(Long[]::new));
            case PublicAnd(Set<Long> projects) ->
                SqlText.of("(project.visibility = 'public' OR project.project_id = ANY (?))", (Object)
                        projects.toArray(Long[]::new));
        };
    }
}
