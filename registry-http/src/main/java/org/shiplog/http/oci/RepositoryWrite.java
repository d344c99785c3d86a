package org.shiplog.http.oci;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.RegisterRepository;
import org.shiplog.domain.project.ProjectCommand.RemoveRepository;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRefusal.GenerationRetired;
import org.shiplog.http.route.Call;

/**
 * The commands that one request sends to its repository.
 *
 * <p>A repository comes into being with its first write: it is registered with its project, which gives it a generation, and
 * every command names that generation. When the repository was retired in between, its stale registration is removed, it is
 * registered anew, and the command is sent again for the new generation. Each command of the request has an id of its own,
 * derived from the request's, so that the entities can tell a repeated command from another one.
 *
 * <p>Not safe for use by several threads at once: a request sends one command after the other.
 */
final class RepositoryWrite {
    private static final int MAX_GENERATIONS = 3;

    private final OciPorts ports;
    private final RepositoryName repository;
    private final ProjectName project;
    private final Provenance provenance;
    private Optional<Long> generation;
    private int commands;

    RepositoryWrite(OciPorts ports, Call call) {
        this.ports = ports;
        this.repository = call.repository().orElseThrow();
        this.project = repository.project().orElseThrow();
        this.provenance = call.provenance();
        this.generation = call.project().flatMap(ProjectFacts::generation);
    }

    /** How a write ended. */
    sealed interface Result {
        record Done() implements Result {}

        record Refused(RepositoryRefusal refusal) implements Result {}

        record ProjectRefused(ProjectRefusal refusal) implements Result {}

        /**
         * Nothing was written, because the project would exceed its limit.
         *
         * @param adding what the write would have added, in bytes, as the others
         */
        record OverQuota(long adding, long taken, long limit) implements Result {}
    }

    /** Sends the command, creating the repository if need be. */
    CompletionStage<Result> execute(LongFunction<RepositoryCommand> command) {
        return attempt(command, MAX_GENERATIONS);
    }

    private CompletionStage<Result> attempt(LongFunction<RepositoryCommand> command, int generationsLeft) {
        if (generation.isEmpty()) {
            return register()
                    .thenCompose(refusal -> refusal.isPresent()
                            ? CompletableFuture.completedStage(new Result.ProjectRefused(refusal.get()))
                            : attempt(command, generationsLeft));
        }
        long asked = generation.get();
        return ports.repositories()
                .execute(repository, command.apply(asked), nextProvenance())
                .thenCompose(outcome -> switch (outcome) {
                    case Outcome.Accepted<RepositoryRefusal> _ -> CompletableFuture.completedStage(new Result.Done());
                    case Outcome.Refused<RepositoryRefusal>(GenerationRetired _)
                    when generationsLeft > 1 -> forget(asked).thenCompose(_ -> attempt(command, generationsLeft - 1));
                    case Outcome.Refused<RepositoryRefusal>(RepositoryRefusal refusal) ->
                        CompletableFuture.completedStage(new Result.Refused(refusal));
                });
    }

    private CompletionStage<Optional<ProjectRefusal>> forget(long retired) {
        generation = Optional.empty();
        return tell(new RemoveRepository(repository, retired));
    }

    /** Registers the repository and learns its generation, or why it cannot be registered. */
    private CompletionStage<Optional<ProjectRefusal>> register() {
        return tell(new RegisterRepository(repository))
                .thenCompose(refusal -> refusal.isPresent()
                        ? CompletableFuture.completedStage(refusal)
                        : ports.projects()
                                .query(project, new FindProject(Optional.of(repository), Optional.empty()))
                                .thenApply(this::learnGeneration));
    }

    private Optional<ProjectRefusal> learnGeneration(Optional<ProjectFacts> facts) {
        if (facts.isEmpty()) {
            return Optional.of(new ProjectRefusal.ProjectUnknown());
        }
        generation = facts.get().generation();
        if (generation.isEmpty()) {
            throw new EntityUnavailableException(repository + " was removed while it was being written to");
        }
        return Optional.empty();
    }

    private CompletionStage<Optional<ProjectRefusal>> tell(ProjectCommand command) {
        return ports.projects().execute(project, command, nextProvenance()).thenApply(outcome -> switch (outcome) {
            case Outcome.Accepted<ProjectRefusal> _ -> Optional.empty();
            case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) -> Optional.of(refusal);
        });
    }

    private Provenance nextProvenance() {
        commands++;
        return provenance.withCommandId(provenance.commandId() + "/" + commands);
    }
}
