package org.shiplog.domain.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.collection.PersistentMap.Entry;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;

/** Each query names the generation that its sender found registered with the project; any other is as if empty. */
public sealed interface RepositoryQuery<R> extends Query<Repository, R> {
    /** The most entries that one answer holds. */
    int MAX_PAGE = 1_000;

    /** The blob's size in bytes. */
    record FindBlob(long generation, Digest digest) implements RepositoryQuery<Optional<Long>> {
        @Override
        public Optional<Long> answer(Repository repository) {
            Repository.@Nullable Blob blob =
                    repository.isCurrent(generation) ? repository.blobs().get(digest) : null;
            return Optional.ofNullable(blob).map(Repository.Blob::size);
        }
    }

    record FindManifest(long generation, Digest digest) implements RepositoryQuery<Optional<FoundManifest>> {
        @Override
        public Optional<FoundManifest> answer(Repository repository) {
            return repository.isCurrent(generation) ? find(repository, digest) : Optional.empty();
        }
    }

    record ResolveTag(long generation, Tag tag) implements RepositoryQuery<Optional<FoundManifest>> {
        @Override
        public Optional<FoundManifest> answer(Repository repository) {
            return repository.isCurrent(generation)
                    ? Optional.ofNullable(repository.tags().get(tag)).flatMap(digest -> find(repository, digest))
                    : Optional.empty();
        }
    }

    /**
     * At most {@code limit} tags, at most {@link #MAX_PAGE}, in byte order.
     *
     * @param after need not exist, so that deletes while paging do no harm
     */
    record ListTags(long generation, Optional<Tag> after, int limit) implements RepositoryQuery<TagPage> {
        @Override
        public TagPage answer(Repository repository) {
            if (!repository.isCurrent(generation)) {
                return new TagPage(false, List.of(), false);
            }
            int size = Math.min(limit, MAX_PAGE);
            List<Entry<Tag, Digest>> entries = repository.tags().entriesAfter(after.orElse(null), size + 1);
            return new TagPage(
                    true, entries.stream().limit(size).map(Entry::key).toList(), entries.size() > size);
        }
    }

    /** The tags that stand for the manifest, at most {@link #MAX_PAGE}, in byte order. */
    record ListTagsOf(long generation, Digest digest) implements RepositoryQuery<TagPage> {
        @Override
        public TagPage answer(Repository repository) {
            List<Tag> found = new ArrayList<>();
            if (repository.isCurrent(generation)) {
                repository.tags().forEach((tag, target) -> {
                    if (target.equals(digest)) {
                        found.add(tag);
                    }
                });
            }
            return new TagPage(
                    repository.isCurrent(generation),
                    found.stream().limit(MAX_PAGE).toList(),
                    found.size() > MAX_PAGE);
        }
    }

    /**
     * At most {@code limit} manifests that name the subject, at most {@link #MAX_PAGE}, in digest order.
     *
     * @param artifactType only those of this type; empty for all
     */
    record ListReferrers(long generation, Digest subject, String artifactType, Optional<Digest> after, int limit)
            implements RepositoryQuery<ReferrerPage> {
        @Override
        public ReferrerPage answer(Repository repository) {
            PersistentMap<Digest, String> all =
                    repository.isCurrent(generation) ? repository.referrers().get(subject) : null;
            if (all == null) {
                return new ReferrerPage(List.of(), false);
            }
            int size = Math.min(limit, MAX_PAGE);
            List<Referrer> page = new ArrayList<>();
            for (Entry<Digest, String> entry : all.entriesAfter(after.orElse(null), all.size())) {
                if (artifactType.isEmpty() || artifactType.equals(entry.value())) {
                    if (page.size() == size) {
                        return new ReferrerPage(page, true);
                    }
                    Digest digest = entry.key();
                    find(repository, digest).ifPresent(found -> page.add(new Referrer(found, entry.value())));
                }
            }
            return new ReferrerPage(page, false);
        }
    }

    record FoundManifest(Digest digest, MediaType mediaType, long size) {}

    /** @param known whether the repository was ever written to */
    record TagPage(boolean known, List<Tag> tags, boolean more) {}

    /** @param artifactType empty when the manifest has none */
    record Referrer(FoundManifest manifest, String artifactType) {}

    record ReferrerPage(List<Referrer> referrers, boolean more) {
        public ReferrerPage {
            referrers = List.copyOf(referrers);
        }
    }

    private static Optional<FoundManifest> find(Repository repository, Digest digest) {
        return Optional.ofNullable(repository.manifests().get(digest))
                .map(manifest -> new FoundManifest(digest, manifest.mediaType(), manifest.size()));
    }
}
