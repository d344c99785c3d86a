package org.shiplog.domain.repository;

import java.util.List;
import java.util.Optional;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;

/**
 * A repository as its events made it: only what it needs to decide, never bytes of manifests or blobs.
 *
 * @param generation 0 before the first write
 * @param retired whether that generation has ended
 * @param referrers by subject: each manifest that names it, with its artifact type
 * @param labels by manifest: the ids of its labels, in order; only of manifests that have any
 * @param description for people; empty if there is none
 */
public record Repository(
        long generation,
        boolean retired,
        PersistentMap<Digest, Blob> blobs,
        PersistentMap<Digest, Manifest> manifests,
        PersistentMap<Tag, Digest> tags,
        PersistentMap<Digest, PersistentMap<Digest, String>> referrers,
        PersistentMap<Digest, List<Long>> labels,
        String description) {

    /** @param uses how many manifests of the repository need the blob */
    public record Blob(long size, int uses) {}

    public record Manifest(MediaType mediaType, long size, List<Digest> blobs, Optional<Digest> subject) {
        public Manifest {
            blobs = List.copyOf(blobs);
        }
    }

    static Repository empty(long generation, boolean retired) {
        return new Repository(
                generation,
                retired,
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                "");
    }

    /** Whether a request that found this generation registered may see what is here. */
    boolean isCurrent(long asked) {
        return asked == generation && !retired;
    }

    Repository withBlobs(PersistentMap<Digest, Blob> changed) {
        return new Repository(generation, retired, changed, manifests, tags, referrers, labels, description);
    }

    Repository withTags(PersistentMap<Tag, Digest> changed) {
        return new Repository(generation, retired, blobs, manifests, changed, referrers, labels, description);
    }

    Repository withManifests(
            PersistentMap<Digest, Manifest> changedManifests,
            PersistentMap<Digest, Blob> changedBlobs,
            PersistentMap<Digest, PersistentMap<Digest, String>> changedReferrers) {
        return new Repository(
                generation, retired, changedBlobs, changedManifests, tags, changedReferrers, labels, description);
    }

    Repository withLabels(PersistentMap<Digest, List<Long>> changed) {
        return new Repository(generation, retired, blobs, manifests, tags, referrers, changed, description);
    }

    Repository withDescription(String changed) {
        return new Repository(generation, retired, blobs, manifests, tags, referrers, labels, changed);
    }

    List<Long> labelsOf(Digest digest) {
        List<Long> ids = labels.get(digest);
        return ids == null ? List.of() : ids;
    }
}
