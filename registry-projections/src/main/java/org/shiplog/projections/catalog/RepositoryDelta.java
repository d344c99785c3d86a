package org.shiplog.projections.catalog;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;
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

/**
 * What a group of events changes in one repository's rows, all together: first everything is cleared if so, then rows go, then
 * rows come. Each row is touched at most once, however many events it had.
 */
final class RepositoryDelta {
    private boolean cleared;
    private @Nullable Creation creation;
    private @Nullable Instant touchedAt;
    private final Map<Digest, Artifact> artifacts = new LinkedHashMap<>();
    private final Set<Digest> goneArtifacts = new HashSet<>();
    private final Map<Tag, Pointer> tags = new LinkedHashMap<>();
    private final Set<Tag> goneTags = new HashSet<>();
    private final Set<Digest> deleted = new HashSet<>();
    private final Set<Digest> concerned = new HashSet<>();
    private final Set<Marking> marked = new LinkedHashSet<>();
    private final Set<Marking> unmarked = new LinkedHashSet<>();
    private @Nullable String description;

    record Creation(long generation, Instant at) {}

    /** @param size of the manifest and its distinct blobs, in bytes */
    record Artifact(ManifestFacts facts, long size, Instant pushedAt) {}

    /** A label on an artifact. */
    record Marking(Digest digest, long labelId) {}

    record Pointer(Digest digest, Instant pushedAt) {}

    void add(RepositoryEvent event, Instant at) {
        switch (event) {
            case RepositoryCreated created -> {
                clear();
                creation = new Creation(created.generation(), at);
                touchedAt = at;
            }
            case ManifestPushed pushed -> {
                // Pushed again, with layers that were elsewhere at first, it takes the place of its earlier row.
                goneArtifacts.add(pushed.manifest().digest());
                concerned.add(pushed.manifest().digest());
                artifacts.put(pushed.manifest().digest(), new Artifact(pushed.manifest(), size(pushed.manifest()), at));
                touchedAt = at;
            }
            case ManifestDeleted deleted -> {
                artifacts.remove(deleted.digest());
                goneArtifacts.add(deleted.digest());
                this.deleted.add(deleted.digest());
                concerned.add(deleted.digest());
                marked.removeIf(marking -> marking.digest().equals(deleted.digest()));
                touchedAt = at;
            }
            case TagMoved moved -> {
                tags.put(moved.tag(), new Pointer(moved.to(), at));
                concerned.add(moved.to());
                moved.from().ifPresent(concerned::add);
                touchedAt = at;
            }
            case TagDeleted deleted -> {
                tags.remove(deleted.tag());
                goneTags.add(deleted.tag());
                concerned.add(deleted.digest());
                touchedAt = at;
            }
            case ArtifactLabeled labeled -> marked.add(new Marking(labeled.digest(), labeled.labelId()));
            case ArtifactUnlabeled unlabeled -> {
                Marking marking = new Marking(unlabeled.digest(), unlabeled.labelId());
                marked.remove(marking);
                unmarked.add(marking);
            }
            case RepositoryDescribed described -> {
                description = described.to();
                touchedAt = at;
            }
            case RepositoryRetired _ -> clear();
            // Blobs show only through the manifests that need them.
            case BlobUploaded _, BlobMounted _, BlobDeleted _ -> {}
        }
    }

    private void clear() {
        cleared = true;
        creation = null;
        touchedAt = null;
        artifacts.clear();
        goneArtifacts.clear();
        tags.clear();
        goneTags.clear();
        deleted.clear();
        concerned.clear();
        marked.clear();
        unmarked.clear();
        description = null;
    }

    private static long size(ManifestFacts facts) {
        return facts.size()
                + facts.blobs().stream()
                        .distinct()
                        .mapToLong(BlobReference::size)
                        .sum();
    }

    boolean isCleared() {
        return cleared;
    }

    @Nullable
    Creation creation() {
        return creation;
    }

    /** When the repository last changed visibly; null when it did not, or is gone. */
    @Nullable
    Instant touchedAt() {
        return touchedAt;
    }

    Map<Digest, Artifact> artifacts() {
        return artifacts;
    }

    Set<Digest> goneArtifacts() {
        return goneArtifacts;
    }

    Map<Tag, Pointer> tags() {
        return tags;
    }

    Set<Tag> goneTags() {
        return goneTags;
    }

    /** Those that were deleted, and not only replaced, whatever came after. */
    Set<Digest> deleted() {
        return deleted;
    }

    /** Artifacts that came, went, or got or lost a tag. */
    Set<Digest> concerned() {
        return concerned;
    }

    Set<Marking> marked() {
        return marked;
    }

    Set<Marking> unmarked() {
        return unmarked;
    }

    /** What the repository is described by now; null when that did not change. */
    @Nullable
    String description() {
        return description;
    }
}
