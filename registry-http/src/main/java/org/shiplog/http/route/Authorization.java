package org.shiplog.http.route;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.projections.catalog.Visible;

/** What a principal may do today, whatever its credentials were issued for. */
public interface Authorization {
    CompletionStage<ProjectRights> rights(Principal principal, ProjectName project, ProjectFacts facts);

    /** Rights that hold whether or not a project exists. Who has them may be told that it does not. */
    ProjectRights rightsWithoutProject(Principal principal);

    /** Which projects and repositories the principal finds in lists. */
    Visible visible(Principal principal);

    /**
     * @param onRepositories on every repository of the project
     * @param read to see the project itself
     * @param administer to change, delete or audit it
     */
    record ProjectRights(Set<Action> onRepositories, boolean read, boolean administer) {
        public static final ProjectRights NONE = new ProjectRights(Set.of(), false, false);
        public static final ProjectRights PULL = new ProjectRights(Set.of(Action.PULL), true, false);
        public static final ProjectRights ALL = new ProjectRights(EnumSet.allOf(Action.class), true, true);

        public ProjectRights {
            onRepositories = Set.copyOf(onRepositories);
        }
    }
}
