package org.shiplog.http.oci;

import static java.util.concurrent.CompletableFuture.completedStage;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.PastTag;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteTag;
import org.shiplog.domain.repository.RepositoryQuery.FindManifest;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.ResolveTag;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Route;
import org.shiplog.storage.manifest.ManifestStore;

/**
 * Manifests: read, deleted, and pushed by {@link ManifestPush} (distribution-spec, "Pulling manifests", "Deleting Manifests").
 *
 * <p>What was pushed is what is pulled, byte for byte and under its own type, whatever {@code Accept} says: a manifest cannot
 * be converted without becoming another one.
 */
final class ManifestRoutes {
    private final Repositories repositories;
    private final ManifestStore manifests;
    private final PastManifests past;
    private final PullRecorder pulls;
    private final ManifestPush push;
    private final RequestBodies bodies;

    ManifestRoutes(Repositories repositories, OciPorts ports, ManifestPush push, RequestBodies bodies) {
        this.repositories = repositories;
        this.manifests = ports.manifests();
        this.past = new PastManifests(ports);
        this.pulls = ports.pulls();
        this.push = push;
        this.bodies = bodies;
    }

    List<Route> routes() {
        Access pull = new Access.OnRepository(Set.of(Action.PULL));
        return List.of(
                new Route("end-3-get", HttpMethods.GET, OciPath.MANIFEST, pull, call -> find(call, this::get)),
                new Route("end-3-head", HttpMethods.HEAD, OciPath.MANIFEST, pull, call -> find(call, this::head)),
                new Route(
                        "end-7",
                        HttpMethods.PUT,
                        OciPath.MANIFEST,
                        new Access.OnRepository(Set.of(Action.PUSH_NEW_TAG)),
                        push.handler()),
                new Route(
                        "end-9",
                        HttpMethods.DELETE,
                        OciPath.MANIFEST,
                        new Access.OnRepository(Set.of(Action.DELETE)),
                        bodies.ignoring(this::delete)));
    }

    /** Answers for a manifest that the repository has. */
    private interface Found {
        CompletionStage<HttpResponse> answer(Call call, FoundManifest manifest, HttpResponse described);
    }

    private static Reference reference(Call call) {
        return Reference.parse(call.path().getOrDefault(OciPath.REFERENCE, ""));
    }

    private CompletionStage<HttpResponse> find(Call call, Found found) {
        return switch (reference(call)) {
            case Reference.ByDigest(Digest digest) ->
                repositories
                        .find(call, generation -> new FindManifest(generation, digest))
                        .thenCompose(
                                manifest -> manifest.isPresent() ? completedStage(manifest) : past.opened(call, digest))
                        .thenCompose(manifest -> manifest.isPresent()
                                ? answer(call, manifest, true, found)
                                : Repositories.now(Repositories.unknown(call, ApiError.MANIFEST_UNKNOWN)));
            case Reference.ByTag(Tag tag)
            when PastTag.isReserved(tag) ->
                past.find(call, tag, manifest -> answer(call, Optional.of(manifest), false, found));
            case Reference.ByTag(Tag tag) ->
                repositories.ask(
                        call,
                        generation -> new ResolveTag(generation, tag),
                        manifest -> answer(call, manifest, false, found));
            case Reference.BadDigest _ -> Repositories.now(ApiError.DIGEST_INVALID);
            case Reference.BadTag _ -> Repositories.now(ApiError.MANIFEST_UNKNOWN);
        };
    }

    private static CompletionStage<HttpResponse> answer(
            Call call, Optional<FoundManifest> manifest, boolean byDigest, Found found) {
        if (manifest.isEmpty()) {
            return Repositories.now(ApiError.MANIFEST_UNKNOWN);
        }
        Digest digest = manifest.get().digest();
        HttpResponse described = HttpResponse.create()
                .addHeader(OciHeaders.contentDigest(digest))
                .addHeader(OciHeaders.entityTag(digest))
                .addHeader(byDigest ? OciHeaders.CACHE_FOR_EVER : OciHeaders.REVALIDATE);
        return EntityTags.anyMatches(OciHeaders.value(call.request(), "If-None-Match"), digest)
                ? Repositories.now(described.withStatus(StatusCodes.NOT_MODIFIED))
                : found.answer(call, manifest.get(), described);
    }

    private CompletionStage<HttpResponse> get(Call call, FoundManifest manifest, HttpResponse described) {
        return manifests.get(manifest.digest()).thenCompose(stored -> {
            ByteString bytes = stored.orElseThrow(() -> Referrers.lost(manifest.digest()));
            return pulled(
                    call,
                    manifest.digest(),
                    described.withEntity(HttpEntities.create(contentType(manifest.mediaType()), bytes)));
        });
    }

    private CompletionStage<HttpResponse> pulled(Call call, Digest digest, HttpResponse response) {
        Optional<Tag> tag =
                reference(call) instanceof Reference.ByTag(Tag asked) ? Optional.of(asked) : Optional.empty();
        long generation = tag.filter(PastTag::isReserved).isPresent()
                ? Pull.OF_THE_PAST
                : Repositories.generation(call).orElse(Pull.OF_THE_PAST);
        Pull pull = Pull.of(Repositories.name(call), generation, digest, tag, call.provenance());
        if (call.project().filter(ProjectFacts::strictPullLog).isPresent()) {
            return pulls.put(pull).thenApply(_ -> response);
        }
        pulls.note(pull);
        return Repositories.now(response);
    }

    /** Type and length are known without the bytes; those stay in the store. */
    private CompletionStage<HttpResponse> head(Call call, FoundManifest manifest, HttpResponse described) {
        Source<ByteString, ?> unread = Source.empty();
        return Repositories.now(
                described.withEntity(HttpEntities.create(contentType(manifest.mediaType()), manifest.size(), unread)));
    }

    /** Without a charset parameter: clients compare the type as text. */
    private static ContentType contentType(MediaType type) {
        int slash = type.value().indexOf('/');
        return ContentTypes.create(MediaTypes.customBinary(
                type.value().substring(0, slash), type.value().substring(slash + 1), false));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return switch (reference(call)) {
            case Reference.ByDigest(Digest digest) ->
                repositories.delete(call, generation -> new DeleteManifest(generation, digest));
            case Reference.ByTag(Tag tag) -> repositories.delete(call, generation -> new DeleteTag(generation, tag));
            case Reference.BadDigest _ -> Repositories.now(ApiError.DIGEST_INVALID);
            case Reference.BadTag _ -> Repositories.now(ApiError.MANIFEST_UNKNOWN);
        };
    }
}
