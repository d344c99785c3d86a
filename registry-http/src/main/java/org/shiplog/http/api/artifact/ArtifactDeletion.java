package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.http.api.json.Steps;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.catalog.CatalogAccessory;

/**
 * Deletes an artifact with all its tags, and what is nothing without it: its accessories, and those parts of an index that neither
 * have a tag nor belong to another index. Part of an index it is not deleted by itself.
 *
 * <p>The artifact goes first. What a deletion that broke off has left is listed from then on, and can be deleted by itself.
 */
final class ArtifactDeletion {
    private final ApiPorts ports;
    private final ArtifactCatalog catalog;

    ArtifactDeletion(ApiPorts ports) {
        this.ports = ports;
        this.catalog = ports.ofArtifacts().catalog();
    }

    /** Empty when it is gone; otherwise why not. */
    CompletionStage<Optional<HttpResponse>> delete(Target target, Digest digest, Provenance provenance) {
        return catalog.wholes(target.repository(), digest)
                .thenCompose(wholes -> wholes.isEmpty()
                        ? remove(target, digest, provenance)
                        : completedFuture(Optional.of(ErrorResponse.of(
                                ApiError.PRECONDITION, "the deleting artifact is referenced by others"))));
    }

    private CompletionStage<Optional<HttpResponse>> remove(Target target, Digest digest, Provenance provenance) {
        return catalog.accessoriesOf(target.repository(), List.of(digest))
                .thenCombine(
                        catalog.parts(target.repository(), digest),
                        (accessories, parts) -> ports.repositories()
                                .execute(
                                        target.repository(),
                                        new DeleteManifest(target.generation(), digest),
                                        Steps.of(provenance, digest.toString()))
                                .thenCompose(outcome -> switch (outcome) {
                                    case Outcome.Refused<RepositoryRefusal>(RepositoryRefusal refusal) ->
                                        completedFuture(Optional.of(Targets.response(refusal)));
                                    case Outcome.Accepted<RepositoryRefusal> _ ->
                                        each(
                                                        accessories.stream()
                                                                .map(CatalogAccessory::digest)
                                                                .toList(),
                                                        accessory -> remove(target, accessory, provenance))
                                                .thenCompose(
                                                        _ -> each(parts, part -> removePart(target, part, provenance)))
                                                .thenApply(_ -> Optional.<HttpResponse>empty());
                                }))
                .thenCompose(done -> done);
    }

    private CompletionStage<Optional<HttpResponse>> removePart(Target target, Digest part, Provenance provenance) {
        return catalog.tagsOf(target.repository(), List.of(part))
                .thenCombine(
                        catalog.wholes(target.repository(), part), (tags, wholes) -> tags.isEmpty() && wholes.isEmpty())
                .thenCompose(unused -> unused ? remove(target, part, provenance) : completedFuture(Optional.empty()));
    }

    /** One after the other; that one is gone already is no reason to stop. */
    private static CompletionStage<Optional<HttpResponse>> each(
            List<Digest> digests, Function<Digest, CompletionStage<Optional<HttpResponse>>> step) {
        CompletionStage<Optional<HttpResponse>> done = completedFuture(Optional.empty());
        for (Digest digest : digests) {
            done = done.thenCompose(_ -> step.apply(digest));
        }
        return done;
    }
}
