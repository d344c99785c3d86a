package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.RegisterRepository;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.http.api.json.Steps;

/** Registers repositories that come back with their projects. */
final class Registrations {
    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;

    Registrations(Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects) {
        this.projects = projects;
    }

    /** The generation of the repository, which is registered anew if need be. */
    CompletionStage<Long> generation(Undoing undoing, RepositoryName repository) {
        Optional<Long> registered = undoing.facts().generation();
        if (registered.isPresent()) {
            return completedFuture(registered.get());
        }
        return projects.execute(
                        undoing.project(),
                        new RegisterRepository(repository),
                        Steps.of(undoing.provenance(), "register"))
                .thenCompose(_ ->
                        projects.query(undoing.project(), new FindProject(Optional.of(repository), Optional.empty())))
                .thenApply(facts -> facts.flatMap(ProjectFacts::generation)
                        .orElseThrow(() ->
                                new EntityUnavailableException(repository + " was removed while it was restored")));
    }
}
