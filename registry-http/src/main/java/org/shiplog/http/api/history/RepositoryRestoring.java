package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.access.Permission;
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
import org.shiplog.projections.history.HeldQueries.LastHeld;
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

    /** All that went with the repository; labels and description as far as whoever undoes may give them. */
    CompletionStage<Undone> restoreAll(Undoing undoing, RepositoryName repository, long generation) {
        return history.held()
                .lastHeld(repository, generation, MAX_ARTIFACTS + 1)
                .thenCompose(held -> {
                    if (held.isEmpty()) {
                        return completedFuture(undoing.impossible("it held nothing when it was deleted"));
                    }
                    return held.size() > MAX_ARTIFACTS
                            ? completedFuture(undoing.impossible("it held more than " + MAX_ARTIFACTS + " artifacts"))
                            : restore(
                                    new Deleted(undoing, repository, generation, true),
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

    /** @param generation in which it was deleted */
    CompletionStage<Undone> restore(Undoing undoing, RepositoryName repository, long generation, ByRestoring artifact) {
        return restore(new Deleted(undoing, repository, generation, false), List.of(artifact));
    }

    /**
     * From where something is to come back.
     *
     * @param whole whether all of the repository was deleted
     */
    private record Deleted(Undoing undoing, RepositoryName repository, long generation, boolean whole) {}

    private CompletionStage<Undone> restore(Deleted deleted, List<ByRestoring> artifacts) {
        Undoing undoing = deleted.undoing();
        return horizons.of(undoing.project()).thenCompose(horizon -> {
            if (undoing.record().provenance().at().isBefore(horizon.at(clock.instant()))) {
                return completedFuture(undoing.impossible(
                        "it was deleted more than " + horizon.days() + " days ago, which is how long it is kept"));
            }
            return prepare(deleted, artifacts).thenCompose(prepared -> switch (prepared) {
                case Prepared.Impossible(String reason) -> completedFuture(undoing.impossible(reason));
                case Prepared.Ready(List<Step> steps) ->
                    registrations
                            .generation(undoing, deleted.repository())
                            .thenCompose(generation -> run(deleted, generation, steps, 0));
            });
        });
    }

    private record Step(ByRestoring artifact, ManifestFacts facts, List<Long> labels) {}

    private sealed interface Prepared {
        record Ready(List<Step> steps) implements Prepared {}

        record Impossible(String reason) implements Prepared {}
    }

    /** Makes sure of everything before anything changes. */
    private CompletionStage<Prepared> prepare(Deleted deleted, List<ByRestoring> artifacts) {
        CompletionStage<Prepared> prepared = completedFuture(new Prepared.Ready(List.of()));
        for (ByRestoring artifact : artifacts) {
            prepared = prepared.thenCompose(soFar -> switch (soFar) {
                case Prepared.Impossible impossible -> completedFuture(impossible);
                case Prepared.Ready(List<Step> steps) -> prepare(deleted, artifact, steps);
            });
        }
        return prepared;
    }

    private CompletionStage<Prepared> prepare(Deleted deleted, ByRestoring artifact, List<Step> before) {
        return facts(deleted.undoing(), deleted.repository(), artifact.digest()).thenCompose(facts -> {
            if (facts.isEmpty()) {
                return completedFuture(new Prepared.Impossible("nothing is known of " + artifact.digest()));
            }
            return missing(facts.get())
                    .thenCompose(missing -> missing.isPresent()
                            ? completedFuture(
                                    new Prepared.Impossible("the content is not kept any more: " + missing.get()))
                            : room(deleted.undoing(), facts.get())
                                    .thenCompose(room -> room
                                            ? labels(deleted, artifact.digest()).thenApply(labels -> {
                                                List<Step> steps = new ArrayList<>(before);
                                                steps.add(new Step(artifact, facts.get(), labels));
                                                return new Prepared.Ready(steps);
                                            })
                                            : completedFuture(new Prepared.Impossible(
                                                    "it would exceed the project's limit of storage"))));
        });
    }

    private CompletionStage<List<Long>> labels(Deleted deleted, Digest digest) {
        return deleted.undoing().rights().allow(Permission.ADD_LABEL, deleted.repository())
                ? history.held()
                        .labels(
                                deleted.repository(),
                                deleted.generation(),
                                digest,
                                deleted.undoing().record().sequenceNumber())
                : completedFuture(List.of());
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
                    ? history.quota().reserve(demand, limit).thenApply(StorageQuota.Room::granted)
                    : completedFuture(false));
        }
        return room;
    }

    /** @param generation of the repository now */
    private CompletionStage<Undone> run(Deleted deleted, long generation, List<Step> steps, int next) {
        Undoing undoing = deleted.undoing();
        Step step = steps.get(next);
        return repositories
                .execute(
                        deleted.repository(),
                        step.artifact().command(generation, step.facts(), step.labels(), undoing.force()),
                        Steps.of(undoing.provenance(), step.facts().digest().toString()))
                .thenCompose(outcome -> switch (outcome) {
                    case Outcome.Accepted<RepositoryRefusal>(long position) ->
                        next + 1 < steps.size()
                                ? run(deleted, generation, steps, next + 1)
                                : describe(deleted, generation, undoing.done(position));
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

    /** Gives a whole repository its description back. If it was described anew meanwhile, that stays. */
    private CompletionStage<Undone> describe(Deleted deleted, long generation, Undone done) {
        Undoing undoing = deleted.undoing();
        if (!deleted.whole() || !undoing.rights().allow(Permission.DESCRIBE_REPOSITORY, deleted.repository())) {
            return completedFuture(done);
        }
        return history.held()
                .lastDescription(deleted.repository(), deleted.generation())
                .thenCompose(description -> description.isEmpty()
                        ? completedFuture(done)
                        : repositories
                                .execute(
                                        deleted.repository(),
                                        new RepositoryCommand.ResetDescription(generation, "", description, false),
                                        Steps.of(undoing.provenance(), "description"))
                                .thenApply(
                                        outcome -> outcome instanceof Outcome.Accepted<RepositoryRefusal>(long position)
                                                ? undoing.done(position)
                                                : done));
    }
}
