package org.shiplog.http.auth;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.route.Authorization;
import org.shiplog.projections.catalog.Visible;

/** System administrators may do everything; everybody may read what is public. */
public final class ProjectAuthorization implements Authorization {
    @Override
    public CompletionStage<ProjectRights> rights(Principal principal, ProjectName project, ProjectFacts facts) {
        ProjectRights standing = rightsWithoutProject(principal);
        return CompletableFuture.completedFuture(
                standing.administer()
                        ? standing
                        : switch (facts.visibility()) {
                            case PUBLIC -> ProjectRights.PULL;
                            case PRIVATE -> ProjectRights.NONE;
                        });
    }

    @Override
    public ProjectRights rightsWithoutProject(Principal principal) {
        return switch (principal) {
            case Principal.Authenticated(String _, boolean administrator) ->
                administrator ? ProjectRights.ALL : ProjectRights.NONE;
            case Principal.Anonymous _ -> ProjectRights.NONE;
            case Principal.Registry _ -> ProjectRights.ALL;
        };
    }

    @Override
    public Visible visible(Principal principal) {
        return rightsWithoutProject(principal).read() ? new Visible.All() : new Visible.PublicAnd(Set.of());
    }
}
