package org.shiplog.http.oci;

import static java.util.concurrent.CompletableFuture.completedStage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.PastTag;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryQuery.FindManifest;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.projections.history.PastManifest;
import org.shiplog.storage.manifest.ManifestStore;

/**
 * Manifests as they were at a time, under tags such as {@code prod.at-20261101T120000Z}. Who may pull today may pull them.
 *
 * <p>Clients go from a tag to a digest and ask for all else by digest. What the repository has no more is therefore opened
 * for a while to requests by digest; without that it stays unknown, as a deleted manifest must.
 */
final class PastManifests {
    private final OciPorts ports;
    private final ManifestStore manifests;

    PastManifests(OciPorts ports) {
        this.ports = ports;
        this.manifests = ports.manifests();
    }

    /** Answers with a manifest that the repository has or had, and whose bytes are there. */
    interface Answer {
        CompletionStage<HttpResponse> with(FoundManifest manifest);
    }

    static OciError reserved(Tag tag) {
        return new OciError(
                ApiError.TAG_INVALID,
                "tags that end in .at- and a time are for reading the past",
                Map.of("tag", tag.value()));
    }

    CompletionStage<HttpResponse> find(Call call, Tag tag, Answer answer) {
        Optional<PastTag> past = PastTag.parse(tag);
        if (past.isEmpty()) {
            return unknown(tag, "there is no such time");
        }
        Instant second = past.get().at().truncatedTo(ChronoUnit.SECONDS);
        if (second.isAfter(ports.past().now())) {
            return unknown(tag, "that time has not come yet");
        }
        return ports.past()
                .tagAt(Repositories.name(call), call.projectId(), past.get())
                .thenCompose(found -> found.isEmpty()
                        ? unknown(tag, "the tag stood for nothing at that time")
                        : answer(call, tag, found.get(), answer));
    }

    private CompletionStage<HttpResponse> answer(Call call, Tag tag, PastManifest manifest, Answer answer) {
        return isThere(call, manifest.digest()).thenCompose(there -> {
            if (there && !IndexChildren.isIndex(manifest.mediaType())) {
                return answer.with(found(manifest));
            }
            RepositoryName name = Repositories.name(call);
            return (there ? completedStage(Instant.MIN) : ports.past().horizon(name)).thenCompose(horizon -> {
                // Gone according to the entity, and not yet according to the history: it went just now.
                Instant gone = manifest.goneAt().orElse(Instant.MAX);
                return gone.isBefore(horizon)
                        ? unknown(tag, "it was deleted at " + gone + ", and is kept only since " + horizon)
                        : open(call, tag, manifest, answer);
            });
        });
    }

    private CompletionStage<Boolean> isThere(Call call, Digest digest) {
        Optional<Long> generation = Repositories.generation(call);
        return generation.isEmpty()
                ? completedStage(false)
                : ports.repositories()
                        .query(Repositories.name(call), new FindManifest(generation.get(), digest))
                        .thenApply(Optional::isPresent);
    }

    private CompletionStage<HttpResponse> open(Call call, Tag tag, PastManifest manifest, Answer answer) {
        return manifests
                .get(manifest.digest())
                .thenCompose(bytes -> bytes.isEmpty()
                        ? unknown(tag, "its content is not kept any more")
                        : open(call, manifest, bytes.get()).thenCompose(_ -> answer.with(found(manifest))));
    }

    private CompletionStage<Void> open(Call call, PastManifest manifest, ByteString bytes) {
        List<Digest> children = IndexChildren.of(manifest.mediaType(), bytes);
        return ports.past().open(Repositories.name(call), call.projectId(), manifest, children);
    }

    /**
     * For a manifest that the repository has not: what was opened, and empty if it was not. Never to HEAD requests, by which
     * clients find out what they need not push.
     */
    CompletionStage<Optional<FoundManifest>> opened(Call call, Digest digest) {
        if (!call.request().method().equals(HttpMethods.GET)) {
            return completedStage(Optional.empty());
        }
        return ports.past()
                .openManifest(Repositories.name(call), call.projectId(), digest)
                .thenCompose(found -> found.isEmpty()
                        ? completedStage(Optional.empty())
                        : manifests
                                .get(digest)
                                .thenCompose(bytes -> bytes.isEmpty()
                                        ? completedStage(Optional.empty())
                                        : open(call, found.get(), bytes.get())
                                                .thenApply(_ -> Optional.of(found(found.get())))));
    }

    private static FoundManifest found(PastManifest manifest) {
        return new FoundManifest(manifest.digest(), manifest.mediaType(), manifest.size());
    }

    private static CompletionStage<HttpResponse> unknown(Tag tag, String reason) {
        Map<String, String> detail = new HashMap<>();
        detail.put("tag", tag.value());
        detail.put("reason", reason);
        return completedStage(
                new OciError(ApiError.MANIFEST_UNKNOWN, ApiError.MANIFEST_UNKNOWN.message(), detail).response());
    }
}
