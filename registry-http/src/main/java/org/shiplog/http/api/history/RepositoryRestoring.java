package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.FormerTag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryUndo.ByRestoring;
import org.shiplog.http.api.json.Steps;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.oci.StorageQuota;
import org.shiplog.projections.history.HistoryQueries.LastHeld;
import org.shiplog.projections.history.PastManifest;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.JournalRecord;

/**
 * Brings deleted artifacts back: while the project keeps what it deletes, as long as their bytes are there, and as far as
 * there is room for them.
 */
final class RepositoryRestoring {
    /** More artifacts than that do not come back in the time of one request. */
    private static final int MAX_ARTIFACTS = 5_000;

    private final HistoryPorts history;
    private final Horizons horizons;
    private final Registrations registrations;
    private final Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories;
    private final InstantSource clock;

    RepositoryRestoring(
            HistoryPorts history,
            Horizons horizons,
            Registrations registrations,
            Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories,
            InstantSource clock) {
        this.history = history;
        this.horizons = horizons;
        this.registrations = registrations;
        this.repositories = repositories;
        this.clock = clock;
    }

    /** All that went with the repository. */
    CompletionStage<Undone> restoreAll(Undoing undoing, RepositoryName repository, long generation) {
        return history.queries()
                .lastHeld(repository, generation, MAX_ARTIFACTS + 1)
                .thenCompose(held -> {
                    if (held.isEmpty()) {
                        return completedFuture(undoing.impossible("it held nothing when it was deleted"));
                    }
                    return held.size() > MAX_ARTIFACTS
                            ? completedFuture(undoing.impossible("it held more than " + MAX_ARTIFACTS + " artifacts"))
                            : restore(
                                    undoing,
                                    repository,
                                    held.stream()
                                            .map(RepositoryRestoring::restoring)
                                            .toList());
                });
    }

    private static ByRestoring restoring(LastHeld held) {
        return new ByRestoring(
                held.digest(),
                held.tags().stream()
                        .map(tag -> new FormerTag(tag, Optional.empty()))
                        .toList());
    }

    CompletionStage<Undone> restore(Undoing undoing, RepositoryName repository, List<ByRestoring> artifacts) {
        return horizons.of(undoing.project()).thenCompose(horizon -> {
            if (undoing.record().provenance().at().isBefore(horizon.at(clock.instant()))) {
                return completedFuture(undoing.impossible(
                        "it was deleted more than " + horizon.days() + " days ago, which is how long it is kept"));
            }
            return prepare(undoing, repository, artifacts).thenCompose(prepared -> switch (prepared) {
                case Prepared.Impossible(String reason) -> completedFuture(undoing.impossible(reason));
                case Prepared.Ready(List<Step> steps) ->
                    registrations
                            .generation(undoing, repository)
                            .thenCompose(generation -> run(undoing, repository, generation, steps, 0));
            });
        });
    }

    private record Step(ByRestoring artifact, ManifestFacts facts) {}

    private sealed interface Prepared {
        record Ready(List<Step> steps) implements Prepared {}

        record Impossible(String reason) implements Prepared {}
    }

    /** Makes sure of everything before anything changes. */
    private CompletionStage<Prepared> prepare(Undoing undoing, RepositoryName repository, List<ByRestoring> artifacts) {
        CompletionStage<Prepared> prepared = completedFuture(new Prepared.Ready(List.of()));
        for (ByRestoring artifact : artifacts) {
            prepared = prepared.thenCompose(soFar -> switch (soFar) {
                case Prepared.Impossible impossible -> completedFuture(impossible);
                case Prepared.Ready(List<Step> steps) -> prepare(undoing, repository, artifact, steps);
            });
        }
        return prepared;
    }

    private CompletionStage<Prepared> prepare(
            Undoing undoing, RepositoryName repository, ByRestoring artifact, List<Step> before) {
        return facts(undoing, repository, artifact.digest()).thenCompose(facts -> {
            if (facts.isEmpty()) {
                return completedFuture(new Prepared.Impossible("nothing is known of " + artifact.digest()));
            }
            return missing(facts.get())
                    .thenCompose(missing -> missing.isPresent()
                            ? completedFuture(
                                    new Prepared.Impossible("the content is not kept any more: " + missing.get()))
                            : room(undoing, facts.get()).thenApply(room -> {
                                if (!room) {
                                    return new Prepared.Impossible("it would exceed the project's limit of storage");
                                }
                                List<Step> steps = new ArrayList<>(before);
                                steps.add(new Step(artifact, facts.get()));
                                return new Prepared.Ready(steps);
                            }));
        });
    }

    private CompletionStage<Optional<ManifestFacts>> facts(Undoing undoing, RepositoryName repository, Digest digest) {
        return history.queries()
                .pushes(repository, undoing.facts().projectId(), List.of(digest))
                .thenCompose(pushes -> pushes.stream()
                        .findFirst()
                        .map(PastManifest::sequenceNumber)
                        .map(number -> history.events()
                                .find(undoing.record().persistenceId(), number)
                                .thenApply(RepositoryRestoring::facts))
                        .orElseGet(() -> completedFuture(Optional.empty())));
    }

    private static Optional<ManifestFacts> facts(Optional<JournalRecord> record) {
        return record.flatMap(push -> push.change() instanceof RepositoryChange(var _, ManifestPushed(var facts))
                ? Optional.of(facts)
                : Optional.empty());
    }

    /** What of the manifest's content is not stored any more. */
    private CompletionStage<Optional<Digest>> missing(ManifestFacts facts) {
        CompletionStage<Optional<Digest>> missing = history.manifests()
                .get(facts.digest())
                .thenApply(bytes -> bytes.isPresent() ? Optional.empty() : Optional.of(facts.digest()));
        for (BlobReference blob : facts.blobs()) {
            missing = missing.thenCompose(found -> found.isPresent()
                    ? completedFuture(found)
                    : history.blobs()
                            .size(blob.digest())
                            .thenApply(size ->
                                    size.filter(bytes -> bytes == blob.size()).isPresent()
                                            ? Optional.empty()
                                            : Optional.of(blob.digest())));
        }
        return missing;
    }

    private CompletionStage<Boolean> room(Undoing undoing, ManifestFacts facts) {
        long limit = undoing.facts().storageLimit();
        CompletionStage<Boolean> room = completedFuture(true);
        if (limit == Project.UNLIMITED) {
            return room;
        }
        List<BlobReference> all = new ArrayList<>(facts.blobs());
        all.add(new BlobReference(facts.digest(), facts.size()));
        for (BlobReference each : all) {
            StorageQuota.Demand demand = new StorageQuota.Demand(
                    undoing.project(),
                    each.digest(),
                    each.size(),
                    undoing.call().provenance().commandId());
            room = room.thenCompose(soFar -> soFar
                    ? history.quota().reserve(demand, limit).thenApply(Optional::isEmpty)
                    : completedFuture(false));
        }
        return room;
    }

    private CompletionStage<Undone> run(
            Undoing undoing, RepositoryName repository, long generation, List<Step> steps, int next) {
        Step step = steps.get(next);
        return repositories
                .execute(
                        repository,
                        step.artifact().command(generation, step.facts(), undoing.force()),
                        Steps.of(undoing.provenance(), step.facts().digest().toString()))
                .thenCompose(outcome -> switch (outcome) {
                    case Outcome.Accepted<RepositoryRefusal>(long position) ->
                        next + 1 < steps.size()
                                ? run(undoing, repository, generation, steps, next + 1)
                                : completedFuture(undoing.done(position));
                    case Outcome.Refused<RepositoryRefusal>(RepositoryRefusal refusal) ->
                        completedFuture(new Undone.Refused(
                                Undone.Refused.Why.CONFLICT,
                                UndoReasons.of(refusal)
                                        + (next == 0
                                                ? ""
                                                : "; " + next + " of " + steps.size()
                                                        + " artifacts came back before")));
                });
    }
}
