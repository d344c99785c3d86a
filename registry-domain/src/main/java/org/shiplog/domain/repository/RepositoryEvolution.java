package org.shiplog.domain.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.repository.Repository.Blob;
import org.shiplog.domain.repository.Repository.Manifest;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactLabeled;
import org.shiplog.domain.repository.RepositoryEvent.ArtifactUnlabeled;
import org.shiplog.domain.repository.RepositoryEvent.BlobDeleted;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryDescribed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;

/** How each event changes a repository. */
final class RepositoryEvolution {
    Repository evolve(Repository repository, RepositoryEvent event) {
        return switch (event) {
            case RepositoryCreated created -> Repository.empty(created.generation(), false);
            case BlobUploaded uploaded -> link(repository, uploaded.digest(), uploaded.size());
            case BlobMounted mounted -> link(repository, mounted.digest(), mounted.size());
            case BlobDeleted deleted -> repository.withBlobs(repository.blobs().remove(deleted.digest()));
            case ManifestPushed pushed -> push(repository, pushed.manifest());
            case ManifestDeleted deleted -> delete(repository, deleted.digest());
            case TagMoved moved ->
                repository.withTags(repository
                        .tags()
                        .put(moved.tag(), repository.manifests().ownKey(moved.to())));
            case TagDeleted deleted -> repository.withTags(repository.tags().remove(deleted.tag()));
            case ArtifactLabeled labeled -> label(repository, labeled.digest(), labeled.labelId());
            case ArtifactUnlabeled unlabeled -> unlabel(repository, unlabeled.digest(), unlabeled.labelId());
            case RepositoryDescribed described -> repository.withDescription(described.to());
            case RepositoryRetired retired -> Repository.empty(retired.generation(), true);
        };
    }

    private static Repository link(Repository repository, Digest digest, long size) {
        return repository.withBlobs(repository.blobs().put(digest, new Blob(size, 0)));
    }

    private static Repository push(Repository repository, ManifestFacts facts) {
        PersistentMap<Digest, Blob> blobs =
                withoutUsesOf(repository.manifests().get(facts.digest()), repository.blobs());
        List<Digest> needed = new ArrayList<>(facts.blobs().size());
        for (BlobReference reference : facts.blobs()) {
            needed.add(blobs.ownKey(reference.digest()));
            blobs = use(blobs, reference.digest(), 1);
        }
        Manifest manifest = new Manifest(facts.mediaType(), facts.size(), needed, facts.subject());
        return repository.withManifests(
                repository.manifests().put(facts.digest(), manifest),
                blobs,
                facts.subject()
                        .map(subject -> refer(repository.referrers(), subject, facts))
                        .orElse(repository.referrers()));
    }

    private static Repository delete(Repository repository, Digest digest) {
        Manifest manifest = repository.manifests().get(digest);
        if (manifest == null) {
            return repository;
        }
        return repository
                .withManifests(
                        repository.manifests().remove(digest),
                        withoutUsesOf(manifest, repository.blobs()),
                        forget(repository.referrers(), manifest.subject(), digest))
                .withLabels(repository.labels().remove(digest));
    }

    private static Repository label(Repository repository, Digest digest, long labelId) {
        List<Long> ids = Stream.concat(repository.labelsOf(digest).stream(), Stream.of(labelId))
                .sorted()
                .toList();
        return repository.withLabels(
                repository.labels().put(repository.manifests().ownKey(digest), ids));
    }

    private static Repository unlabel(Repository repository, Digest digest, long labelId) {
        List<Long> ids =
                repository.labelsOf(digest).stream().filter(id -> id != labelId).toList();
        return repository.withLabels(
                ids.isEmpty()
                        ? repository.labels().remove(digest)
                        : repository.labels().put(digest, ids));
    }

    private static PersistentMap<Digest, Blob> withoutUsesOf(
            @Nullable Manifest manifest, PersistentMap<Digest, Blob> blobs) {
        PersistentMap<Digest, Blob> left = blobs;
        if (manifest != null) {
            for (Digest needed : manifest.blobs()) {
                left = use(left, needed, -1);
            }
        }
        return left;
    }

    private static PersistentMap<Digest, Blob> use(PersistentMap<Digest, Blob> blobs, Digest digest, int change) {
        Blob blob = blobs.get(digest);
        return blob == null ? blobs : blobs.put(digest, new Blob(blob.size(), blob.uses() + change));
    }

    private static PersistentMap<Digest, PersistentMap<Digest, String>> refer(
            PersistentMap<Digest, PersistentMap<Digest, String>> referrers, Digest subject, ManifestFacts facts) {
        PersistentMap<Digest, String> known = referrers.get(subject);
        PersistentMap<Digest, String> before = known == null ? PersistentMap.empty() : known;
        return referrers.put(subject, before.put(facts.digest(), facts.artifactType()));
    }

    private static PersistentMap<Digest, PersistentMap<Digest, String>> forget(
            PersistentMap<Digest, PersistentMap<Digest, String>> referrers, Optional<Digest> subject, Digest digest) {
        if (subject.isEmpty()) {
            return referrers;
        }
        PersistentMap<Digest, String> known = referrers.get(subject.get());
        if (known == null) {
            return referrers;
        }
        PersistentMap<Digest, String> left = known.remove(digest);
        return left.isEmpty() ? referrers.remove(subject.get()) : referrers.put(subject.get(), left);
    }
}
