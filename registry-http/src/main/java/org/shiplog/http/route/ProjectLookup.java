package org.shiplog.http.route;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectRefusal;

/** Finds a project together with what a principal may do in it today. */
public final class ProjectLookup {
    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;
    private final Policy policy;

    public ProjectLookup(Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects, Policy policy) {
        this.projects = projects;
        this.policy = policy;
    }

    /** @param name empty for a name that no project can have: found like a project that does not exist */
    public CompletionStage<Found> find(
            Principal principal, Optional<ProjectName> name, Optional<RepositoryName> repository) {
        if (name.isEmpty()) {
            return CompletableFuture.completedFuture(unknown(principal));
        }
        return projects.query(name.get(), new FindProject(repository, ProjectAccess.subject(principal)))
                .thenApply(facts ->
                        facts.isEmpty() ? unknown(principal) : new Found(facts, rights(principal, facts.get())));
    }

    private Rights rights(Principal principal, ProjectFacts facts) {
        return principal instanceof Principal.Anonymous && !policy.allowsAnonymous()
                ? Rights.NONE
                : ProjectAccess.rights(principal, facts);
    }

    Found unknown(Principal principal) {
        return new Found(Optional.empty(), ProjectAccess.withoutProject(principal));
    }

    /** @param rights where there is no project, those that hold without one */
    public record Found(Optional<ProjectFacts> facts, Rights rights) {}
}
