package org.shiplog.http.oci;

import static java.util.concurrent.CompletableFuture.completedStage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindManifest;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.ListReferrers;
import org.shiplog.domain.repository.RepositoryQuery.ListTagsOf;
import org.shiplog.domain.repository.RepositoryQuery.Referrer;
import org.shiplog.domain.repository.RepositoryQuery.ResolveTag;

/**
 * What belongs to an artifact and has to be copied with it, in the order in which it may be written: the parts of an index before the
 * index, and what is attached to an artifact before that artifact. What the source itself lacks, a part or a layer, is left out.
 *
 * <p>Of one request, and not safe for use by several threads at once.
 */
final class CopyGathering {
    /** More manifests than that are not copied in the time of one request. */
    static final int MAX_MANIFESTS = 1_000;

    /** Likewise. */
    static final int MAX_BLOBS = 10_000;

    /** Indexes of indexes, and signatures of signatures. */
    static final int MAX_DEPTH = 16;

    private final OciPorts ports;
    private final Accelerators accelerators;
    private final ManifestParser parser;
    private final RepositoryName source;
    private final long generation;
    private final Map<Digest, Set<Tag>> entered = new HashMap<>();
    private final Map<Digest, ManifestFacts> manifests = new LinkedHashMap<>();
    private final Map<Digest, Optional<Long>> blobs = new HashMap<>();
    private @Nullable String fault;

    CopyGathering(
            OciPorts ports, Accelerators accelerators, ManifestParser parser, RepositoryName source, long generation) {
        this.ports = ports;
        this.accelerators = accelerators;
        this.parser = parser;
        this.source = source;
        this.generation = generation;
    }

    /** @param tags that shall stand for the manifest in the copy */
    record Piece(ManifestFacts facts, List<Tag> tags) {}

    sealed interface Gathered {
        /**
         * @param pieces in the order in which they may be written
         * @param content all that takes room, each once
         */
        record Whole(List<Piece> pieces, List<BlobReference> content) implements Gathered {}

        /** It belongs to another artifact of the source, and is copied with that one only. */
        record Attached() implements Gathered {}

        /** @param reason why it cannot be copied */
        record Unfit(String reason) implements Gathered {}
    }

    /** Gathers the artifact with all that belongs to it and with all of its tags. Called once. */
    CompletionStage<Gathered> gather(Digest artifact) {
        return ports.repositories()
                .query(source, new ListTagsOf(generation, artifact))
                .thenCompose(tags -> {
                    if (tags.more()) {
                        return completedStage(
                                new Gathered.Unfit("the artifact has more than " + RepositoryQuery.MAX_PAGE + " tags"));
                    }
                    return enter(artifact, tags.tags(), 0).thenCompose(_ -> {
                        List<Digest> subjects = new ArrayList<>();
                        tags.tags().forEach(tag -> CosignTag.subject(tag).ifPresent(subjects::add));
                        ManifestFacts facts = manifests.get(artifact);
                        if (facts != null) {
                            facts.subject().or(facts::accelerates).ifPresent(subjects::add);
                        }
                        subjects.remove(artifact);
                        return anyThere(subjects)
                                .thenApply(attached -> attached ? new Gathered.Attached() : gathered(artifact));
                    });
                });
    }

    private Gathered gathered(Digest artifact) {
        if (fault == null && !manifests.containsKey(artifact)) {
            fault = artifact + " was deleted meanwhile";
        }
        return fault == null ? new Gathered.Whole(pieces(), content()) : new Gathered.Unfit(fault);
    }

    private CompletionStage<Boolean> anyThere(List<Digest> digests) {
        CompletionStage<Boolean> any = completedStage(false);
        for (Digest digest : digests) {
            any = any.thenCompose(found -> found
                    ? completedStage(true)
                    : ports.repositories()
                            .query(source, new FindManifest(generation, digest))
                            .thenApply(Optional::isPresent));
        }
        return any;
    }

    private List<Piece> pieces() {
        return manifests.values().stream()
                .map(facts -> new Piece(facts, List.copyOf(entered.getOrDefault(facts.digest(), Set.of()))))
                .toList();
    }

    private List<BlobReference> content() {
        Map<Digest, BlobReference> all = new LinkedHashMap<>();
        manifests.values().forEach(facts -> {
            all.put(facts.digest(), new BlobReference(facts.digest(), facts.size()));
            facts.blobs().forEach(blob -> all.put(blob.digest(), blob));
        });
        return List.copyOf(all.values());
    }

    private CompletionStage<Void> enter(Digest digest, List<Tag> tags, int depth) {
        Set<Tag> known = entered.get(digest);
        if (fault != null || known != null) {
            // What is attached in both ways has been found already, and learns its tag.
            if (known != null) {
                known.addAll(tags);
            }
            return completedStage(null);
        }
        if (depth > MAX_DEPTH || entered.size() == MAX_MANIFESTS) {
            fault = "more than " + MAX_MANIFESTS + " manifests, or " + MAX_DEPTH + " levels of them, belong together";
            return completedStage(null);
        }
        entered.put(digest, new LinkedHashSet<>(tags));
        return ports.repositories()
                .query(source, new FindManifest(generation, digest))
                .thenCompose(found -> found.isEmpty() ? completedStage(null) : read(found.get(), depth));
    }

    private CompletionStage<Void> read(FoundManifest manifest, int depth) {
        return ports.manifests().get(manifest.digest()).thenCompose(stored -> {
            byte[] bytes =
                    stored.orElseThrow(() -> Referrers.lost(manifest.digest())).toArrayUnsafe();
            return switch (parser.parse(bytes, Optional.of(manifest.mediaType()))) {
                // Valid when it was pushed, by rules that have changed since.
                case ManifestParser.Parsed.Invalid(String rule) -> {
                    fault = "manifest " + manifest.digest() + " could not be pushed today: " + rule;
                    yield completedStage(null);
                }
                case ManifestParser.Parsed.Valid(ManifestContent content) ->
                    each(content.children(), part -> enter(part, List.of(), depth + 1))
                            .thenCompose(_ -> referrers(manifest.digest(), Optional.empty(), depth + 1))
                            .thenCompose(_ -> each(
                                    CosignTag.of(manifest.digest()),
                                    tag -> attached(manifest.digest(), tag, depth + 1)))
                            .thenCompose(_ -> accelerators.of(source, manifest.digest()))
                            .thenCompose(found -> each(found, form -> accelerating(form, depth + 1)))
                            .thenCompose(_ -> add(manifest, content));
            };
        });
    }

    private CompletionStage<Void> referrers(Digest subject, Optional<Digest> after, int depth) {
        return ports.repositories()
                .query(source, new ListReferrers(generation, subject, "", after, MAX_MANIFESTS))
                .thenCompose(page -> {
                    if (page.more()) {
                        fault = "more than " + MAX_MANIFESTS + " manifests belong to " + subject;
                    }
                    List<Digest> found = page.referrers().stream()
                            .map(Referrer::manifest)
                            .map(FoundManifest::digest)
                            .toList();
                    return each(found, referrer -> enter(referrer, List.of(), depth));
                });
    }

    private CompletionStage<Void> attached(Digest subject, Tag tag, int depth) {
        return ports.repositories()
                .query(source, new ResolveTag(generation, tag))
                .thenCompose(found -> found.isEmpty() || found.get().digest().equals(subject)
                        ? completedStage(null)
                        : enter(found.get().digest(), List.of(tag), depth));
    }

    /** Another form of an image is asked for by its tags, and takes them along. */
    private CompletionStage<Void> accelerating(Digest form, int depth) {
        return ports.repositories()
                .query(source, new ListTagsOf(generation, form))
                .thenCompose(tags -> enter(form, tags.tags(), depth));
    }

    private CompletionStage<Void> add(FoundManifest manifest, ManifestContent content) {
        return each(content.blobs(), blob -> look(blob.digest())).thenApply(_ -> {
            List<Digest> missing = new ArrayList<>();
            for (BlobReference blob : content.blobs()) {
                if (blobs.getOrDefault(blob.digest(), Optional.empty()).isEmpty()) {
                    missing.add(blob.digest());
                }
            }
            manifests.put(manifest.digest(), content.without(missing).facts(manifest.digest(), manifest.size()));
            return null;
        });
    }

    private CompletionStage<Void> look(Digest blob) {
        if (fault != null || blobs.containsKey(blob)) {
            return completedStage(null);
        }
        if (blobs.size() == MAX_BLOBS) {
            fault = "more than " + MAX_BLOBS + " blobs belong to it";
            return completedStage(null);
        }
        return ports.repositories()
                .query(source, new FindBlob(generation, blob))
                .thenAccept(size -> blobs.put(blob, size));
    }

    /** One after the other. */
    private static <T> CompletionStage<Void> each(List<T> all, Function<T, CompletionStage<Void>> step) {
        CompletionStage<Void> done = completedStage(null);
        for (T one : all) {
            done = done.thenCompose(_ -> step.apply(one));
        }
        return done;
    }
}
