package org.shiplog.http.route;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.http.route.Authorization.ProjectRights;

/** Finds a project together with what a principal may do in it. */
final class ProjectLookup {
    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;
    private final Authorization authorization;

    ProjectLookup(
            Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects, Authorization authorization) {
        this.projects = projects;
        this.authorization = authorization;
    }

    /** @param name empty for a name that no project can have: found like a project that does not exist */
    CompletionStage<Found> find(Principal principal, Optional<ProjectName> name, Optional<RepositoryName> repository) {
        if (name.isEmpty()) {
            return CompletableFuture.completedFuture(unknown(principal));
        }
        return projects.query(name.get(), new FindProject(repository))
                .thenCompose(facts -> facts.isEmpty()
                        ? CompletableFuture.completedFuture(unknown(principal))
                        : authorization
                                .rights(principal, name.get(), facts.get())
                                .thenApply(rights -> new Found(facts, rights)));
    }

    Found unknown(Principal principal) {
        return new Found(Optional.empty(), authorization.rightsWithoutProject(principal));
    }

    record Found(Optional<ProjectFacts> facts, ProjectRights rights) {}
}
