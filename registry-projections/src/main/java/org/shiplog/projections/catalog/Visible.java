package org.shiplog.projections.catalog;

import java.util.Set;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.query.SqlText;

/** Which projects a caller may see in lists. */
public sealed interface Visible {
    record All() implements Visible {}

    /** Public projects, and the given ones. */
    record PublicAnd(Set<ProjectName> projects) implements Visible {
        public PublicAnd {
            projects = Set.copyOf(projects);
        }
    }

    /** The condition on rows of catalog_project that are named {@code project}. */
    default SqlText ofProject() {
        return switch (this) {
            case All _ -> SqlText.of("true");
            case PublicAnd(var projects) ->
                SqlText.of("(project.visibility = 'public' OR project.name = ANY (?))", (Object) names(projects));
        };
    }

    /** The condition on rows of catalog_repository that are named {@code repository}. */
    default SqlText ofRepository() {
        return switch (this) {
            case All _ -> SqlText.of("true");
            // Index: the primary key of catalog_project.
            case PublicAnd(var projects) -> SqlText.of("""
                (repository.project = ANY (?) OR EXISTS (
                    SELECT 1 FROM catalog_project AS project
                    WHERE project.name = repository.project
                      AND project.visibility = 'public' AND NOT project.deleted))
                """, (Object) names(projects));
        };
    }

    private static String[] names(Set<ProjectName> projects) {
        return projects.stream().map(ProjectName::value).toArray(String[]::new);
    }
}
