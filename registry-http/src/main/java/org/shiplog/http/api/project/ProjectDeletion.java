package org.shiplog.http.api.project;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.DeleteProject;
import org.shiplog.domain.project.ProjectCommand.RemoveRepository;
import org.shiplog.domain.project.ProjectQuery.ListRepositories;
import org.shiplog.domain.project.ProjectQuery.RegisteredRepository;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.RetireRepository;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.http.api.json.Steps;

/**
 * Deletes a project whose repositories hold no manifests.
 *
 * <p>Each registered repository is retired first, from when on it takes no more writes of its generation, and only then
 * removed from the project; the project itself refuses to go while it has any. So a push that runs at the same time either
 * is in a repository that is not empty and stops the deletion, or is refused. A deletion that breaks off is taken up by the
 * next one.
 */
final class ProjectDeletion {
    private static final int PAGE = 100;

    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;
    private final Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories;

    ProjectDeletion(
            Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects,
            Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories) {
        this.projects = projects;
        this.repositories = repositories;
    }

    enum Result {
        DELETED,
        NOT_EMPTY,
        UNKNOWN
    }

    CompletionStage<Result> delete(ProjectName project, Provenance provenance) {
        return projects.query(project, new ListRepositories(Optional.empty(), PAGE))
                .thenCompose(registered -> registered.isEmpty()
                        ? deleteEmpty(project, provenance)
                        : removeAll(project, registered, provenance)
                                .thenCompose(removed ->
                                        removed ? delete(project, provenance) : completedFuture(Result.NOT_EMPTY)));
    }

    private CompletionStage<Boolean> removeAll(
            ProjectName project, List<RegisteredRepository> registered, Provenance provenance) {
        CompletionStage<Boolean> removed = completedFuture(true);
        for (RegisteredRepository repository : registered) {
            removed = removed.thenCompose(
                    soFar -> soFar ? remove(project, repository, provenance) : completedFuture(false));
        }
        return removed;
    }

    private CompletionStage<Boolean> remove(
            ProjectName project, RegisteredRepository repository, Provenance provenance) {
        Provenance step = Steps.of(provenance, repository.name() + "@" + repository.generation());
        return repositories
                .execute(repository.name(), new RetireRepository(repository.generation()), step)
                .thenCompose(outcome -> {
                    if (!isRetired(outcome)) {
                        return completedFuture(false);
                    }
                    return projects.execute(
                                    project, new RemoveRepository(repository.name(), repository.generation()), step)
                            .thenApply(_ -> true);
                });
    }

    private static boolean isRetired(Outcome<RepositoryRefusal> outcome) {
        return switch (outcome) {
            case Outcome.Accepted<RepositoryRefusal> _ -> true;
            case Outcome.Refused<RepositoryRefusal>(RepositoryRefusal refusal) ->
                switch (refusal) {
                    // By an earlier deletion that did not come to its end.
                    case RepositoryRefusal.GenerationRetired _ -> true;
                    case RepositoryRefusal.RepositoryNotEmpty _ -> false;
                    case RepositoryRefusal.BlobUnknown _,
                            RepositoryRefusal.BlobInUse _,
                            RepositoryRefusal.ManifestUnknown _,
                            RepositoryRefusal.TagUnknown _,
                            RepositoryRefusal.TagTaken _,
                            RepositoryRefusal.TagReserved _,
                            RepositoryRefusal.TagChangedSince _,
                            RepositoryRefusal.DescriptionChangedSince _,
                            RepositoryRefusal.ManifestTaggedSince _,
                            RepositoryRefusal.LabelAttached _,
                            RepositoryRefusal.LabelNotAttached _,
                            RepositoryRefusal.ManifestBlobsUnknown _,
                            RepositoryRefusal.BlobSizeMismatch _ ->
                        throw new IllegalStateException("no answer to a retirement: " + refusal);
                };
        };
    }

    private CompletionStage<Result> deleteEmpty(ProjectName project, Provenance provenance) {
        return projects.execute(project, new DeleteProject(), provenance).thenApply(outcome -> switch (outcome) {
            case Outcome.Accepted<ProjectRefusal> _ -> Result.DELETED;
            case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) ->
                switch (refusal) {
                    case ProjectRefusal.ProjectNotEmpty _ -> Result.NOT_EMPTY;
                    case ProjectRefusal.ProjectUnknown _ -> Result.UNKNOWN;
                    case ProjectRefusal.ProjectExists _,
                            ProjectRefusal.MetadataExists _,
                            ProjectRefusal.MemberExists _,
                            ProjectRefusal.MemberUnknown _,
                            ProjectRefusal.TooManyMembers _,
                            ProjectRefusal.ChangedSince _ ->
                        throw new IllegalStateException("no answer to a deletion: " + refusal);
                };
        });
    }
}
