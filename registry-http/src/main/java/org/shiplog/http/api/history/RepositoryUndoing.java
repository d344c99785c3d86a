package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryUndo;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.projections.history.HistoryQueries.PastGeneration;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.JournalRecord;

/** Takes back what happened to a repository: moved and deleted tags, pushed and deleted artifacts, its deletion. */
final class RepositoryUndoing {
    /** A single command never makes more events, but for the deletion of an artifact with more tags. */
    private static final int MAX_EVENTS_OF_ACT = 10_000;

    private final HistoryPorts history;
    private final Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories;
    private final RepositoryRestoring restoring;

    RepositoryUndoing(
            HistoryPorts history,
            Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories,
            RepositoryRestoring restoring) {
        this.history = history;
        this.repositories = repositories;
        this.restoring = restoring;
    }

    CompletionStage<Undone> undo(Undoing undoing, RepositoryName repository, RepositoryEvent event) {
        return history.queries()
                .generation(
                        repository,
                        undoing.facts().projectId(),
                        undoing.record().sequenceNumber())
                .thenCompose(generation -> generation
                                .filter(PastGeneration::ofProject)
                                .isEmpty()
                        ? completedFuture(Undoing.inEarlierProject())
                        : undoOwn(undoing, repository, event, generation.get().number()));
    }

    private CompletionStage<Undone> undoOwn(
            Undoing undoing, RepositoryName repository, RepositoryEvent event, long generation) {
        return act(undoing.record()).thenCompose(act -> switch (RepositoryUndo.of(
                event, act, generation, undoing.force())) {
            case RepositoryUndo.Impossible(String reason) -> completedFuture(undoing.impossible(reason));
            case RepositoryUndo.By(RepositoryCommand command, Permission needs) -> {
                if (!undoing.rights().allow(needs, repository)) {
                    yield completedFuture(undoing.needing(needs));
                }
                yield undoing.facts().generation().equals(Optional.of(generation))
                        ? execute(undoing, repository, command)
                        : completedFuture(undoing.impossible("the repository was deleted since; undo that first"));
            }
            case RepositoryUndo.ByRestoring manifest ->
                undoing.rights().allow(RepositoryUndo.ByRestoring.NEEDS, repository)
                        ? restoring.restore(undoing, repository, generation, manifest)
                        : completedFuture(undoing.needing(RepositoryUndo.ByRestoring.NEEDS));
            case RepositoryUndo.ByRestoringAll _ ->
                undoing.rights().allow(RepositoryUndo.ByRestoring.NEEDS, repository)
                        ? restoring.restoreAll(undoing, repository, generation)
                        : completedFuture(undoing.needing(RepositoryUndo.ByRestoring.NEEDS));
        });
    }

    private CompletionStage<List<RepositoryEvent>> act(JournalRecord record) {
        String command = record.provenance().commandId();
        return history.events()
                .around(record, provenance -> provenance.commandId().equals(command), MAX_EVENTS_OF_ACT)
                .thenApply(records -> records.stream()
                        .map(each -> ((RepositoryChange) each.change()).event())
                        .toList());
    }

    private CompletionStage<Undone> execute(Undoing undoing, RepositoryName repository, RepositoryCommand command) {
        return repositories.execute(repository, command, undoing.provenance()).thenApply(outcome -> switch (outcome) {
            case Outcome.Accepted<RepositoryRefusal>(long position) -> undoing.done(position);
            case Outcome.Refused<RepositoryRefusal>(RepositoryRefusal refusal) ->
                new Undone.Refused(Undone.Refused.Why.CONFLICT, UndoReasons.of(refusal));
        });
    }
}
