package org.shiplog.http.oci;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.PastTag;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;
import org.shiplog.domain.repository.RepositoryRefusal.ManifestBlobsUnknown;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Handler;
import org.shiplog.storage.manifest.ManifestStore;

/**
 * Takes manifests in, under a digest, under a tag, or under a digest with several tags at once (distribution-spec, "Pushing
 * Manifests").
 *
 * <p>The bytes are durable before the repository is told of them, and the client hears 201 only when the repository's event
 * is durable, too. A refusal in between leaves bytes that no repository names.
 */
final class ManifestPush {
    /** The most tags that one request can set. */
    static final int MAX_TAGS = 64;

    /** Also what the server puts where a request has no {@code Content-Type}. It says nothing about the content. */
    private static final String UNSAID = ContentTypes.APPLICATION_OCTET_STREAM.toString();

    private final OciPorts ports;
    private final ManifestStore manifests;
    private final OciSettings settings;
    private final ManifestParser parser;
    private final RequestBodies bodies;
    private final QuotaGate gate;

    ManifestPush(OciPorts ports, OciSettings settings, ManifestParser parser, RequestBodies bodies) {
        this.ports = ports;
        this.manifests = ports.manifests();
        this.settings = settings;
        this.parser = parser;
        this.bodies = bodies;
        this.gate = ports.quota();
    }

    /** @param tagged whether the path names the tag; otherwise the answer lists the tags that were set */
    private record Target(Optional<Digest> digest, List<Tag> tags, boolean tagged) {}

    Handler handler() {
        return bodies.reading(this::put);
    }

    private CompletionStage<HttpResponse> put(Call call, RequestBody body) {
        return switch (Reference.parse(call.path().getOrDefault(OciPath.REFERENCE, ""))) {
            case Reference.ByTag(Tag tag)
            when PastTag.isReserved(tag) ->
                Repositories.now(PastManifests.reserved(tag).response());
            case Reference.ByTag(Tag tag) -> receive(call, body, new Target(Optional.empty(), List.of(tag), true));
            case Reference.ByDigest(Digest digest) -> putUnderDigest(call, body, digest);
            case Reference.BadDigest _ -> Repositories.now(ApiError.DIGEST_INVALID);
            case Reference.BadTag _ ->
                Repositories.now(
                        OciError.of(ApiError.MANIFEST_INVALID, "invalid tag").response());
        };
    }

    private CompletionStage<HttpResponse> putUnderDigest(Call call, RequestBody body, Digest digest) {
        if (digest.computable().isEmpty()) {
            return Repositories.now(OciError.of(ApiError.DIGEST_INVALID, "unsupported digest algorithm")
                    .response());
        }
        List<String> names = QueryParameters.of(call.request()).all("tag");
        List<Tag> tags = names.stream()
                .distinct()
                .map(Tag::parse)
                .flatMap(Optional::stream)
                .toList();
        if (tags.size() < names.stream().distinct().count()) {
            return Repositories.now(
                    OciError.of(ApiError.MANIFEST_INVALID, "invalid tag").response());
        }
        Optional<Tag> reserved = tags.stream().filter(PastTag::isReserved).findFirst();
        if (reserved.isPresent()) {
            return Repositories.now(PastManifests.reserved(reserved.get()).response());
        }
        return tags.size() > MAX_TAGS
                ? Repositories.now(ApiError.MANIFEST_TAGS_TOO_MANY)
                : receive(call, body, new Target(Optional.of(digest), tags, false));
    }

    private CompletionStage<HttpResponse> receive(Call call, RequestBody body, Target target) {
        Optional<MediaType> contentType = Optional.of(
                        call.request().entity().getContentType().toString())
                .filter(type -> !type.equals(UNSAID))
                .flatMap(MediaType::parse);
        return body.upTo(ManifestParser.MAX_BYTES).thenCompose(bytes -> {
            if (bytes.isEmpty()) {
                return Repositories.now(ApiError.MANIFEST_TOO_LARGE);
            }
            byte[] content = bytes.get().toArrayUnsafe();
            DigestAlgorithm algorithm =
                    target.digest().flatMap(Digest::computable).orElse(DigestAlgorithm.SHA256);
            Digest digest = algorithm.digestOf(content);
            if (target.digest().isPresent() && !target.digest().get().equals(digest)) {
                return Repositories.now(
                        OciRefusals.digestMismatch(target.digest().get(), digest));
            }
            return switch (parser.parse(content, contentType)) {
                case ManifestParser.Parsed.Invalid(String rule) ->
                    Repositories.now(
                            OciError.of(ApiError.MANIFEST_INVALID, rule).response());
                case ManifestParser.Parsed.Valid(ManifestContent manifest) ->
                    manifests
                            .put(digest, ByteString.fromArrayUnsafe(content))
                            .thenCompose(
                                    _ -> push(call, target.tags(), manifest, manifest.facts(digest, content.length)))
                            .thenApply(result -> answer(call, target, digest, manifest, result));
            };
        });
    }

    private CompletionStage<RepositoryWrite.Result> push(
            Call call, List<Tag> tags, ManifestContent manifest, ManifestFacts facts) {
        return gate.storing(call, facts.digest(), facts.size(), () -> write(call, tags, manifest, facts));
    }

    private CompletionStage<RepositoryWrite.Result> write(
            Call call, List<Tag> tags, ManifestContent manifest, ManifestFacts facts) {
        RepositoryWrite write = new RepositoryWrite(ports, call);
        boolean onlyNewTags = !call.rights().allow(Permission.PUSH, Repositories.name(call));
        return write.execute(generation -> new PushManifest(generation, facts, tags, onlyNewTags))
                .thenCompose(result -> {
                    if (settings.sparseImages()
                            && result
                                    instanceof
                                    RepositoryWrite.Result.Refused(ManifestBlobsUnknown(List<Digest> missing))
                            && isSparse(manifest, missing)) {
                        ManifestFacts present = manifest.without(missing).facts(facts.digest(), facts.size());
                        return write.execute(generation -> new PushManifest(generation, present, tags, onlyNewTags));
                    }
                    return CompletableFuture.completedStage(result);
                });
    }

    /** Part of an image, as against one that refers to nothing here: its config is there and some of its layers. */
    private static boolean isSparse(ManifestContent manifest, List<Digest> missing) {
        boolean configMissing = manifest.config().filter(missing::contains).isPresent();
        long present = manifest.blobs().size() - missing.size();
        return !configMissing && present > 1;
    }

    private static HttpResponse answer(
            Call call, Target target, Digest digest, ManifestContent manifest, RepositoryWrite.Result result) {
        return switch (result) {
            case RepositoryWrite.Result.Done _ -> created(call, target, digest, manifest);
            case RepositoryWrite.Result.Refused(var refusal) -> OciRefusals.response(refusal);
            case RepositoryWrite.Result.ProjectRefused(var refusal) -> OciRefusals.response(refusal);
            case RepositoryWrite.Result.OverQuota over -> OciRefusals.response(over);
        };
    }

    private static HttpResponse created(Call call, Target target, Digest digest, ManifestContent manifest) {
        HttpResponse created = HttpResponse.create()
                .withStatus(StatusCodes.CREATED)
                .addHeader(OciHeaders.location("/v2/" + Repositories.name(call) + "/manifests/" + digest))
                .addHeader(OciHeaders.contentDigest(digest));
        if (manifest.subject().isPresent()) {
            created = created.addHeader(
                    OciHeaders.of(OciHeaders.SUBJECT, manifest.subject().get().toString()));
        }
        // A tag in the path is the very thing that was asked for; only tags in the query need to be confirmed.
        for (Tag tag : target.tagged() ? List.<Tag>of() : target.tags()) {
            created = created.addHeader(OciHeaders.of(OciHeaders.TAG, tag.value()));
        }
        return created;
    }
}
