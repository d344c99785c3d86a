package org.shiplog.http.route;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectRefusal;

/** Decides by the same rules as for the repository in a request's path: the credentials' reach and today's rights. */
public final class PullRights implements RepositoryAccess {
    private static final Set<Action> PULL = Set.of(Action.PULL);

    private final ProjectLookup lookup;

    public PullRights(
            Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects, Authorization authorization) {
        this.lookup = new ProjectLookup(projects, authorization);
    }

    @Override
    public CompletionStage<Optional<Long>> mayPull(Call call, RepositoryName repository) {
        if (!call.caller().reaches(repository, PULL)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return lookup.find(call.principal(), repository.project(), Optional.of(repository))
                .thenApply(found -> found.rights().onRepositories().contains(Action.PULL)
                        ? found.facts().flatMap(ProjectFacts::generation)
                        : Optional.empty());
    }
}
