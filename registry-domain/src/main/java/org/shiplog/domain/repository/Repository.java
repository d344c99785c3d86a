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
 */
public record Repository(
        long generation,
        boolean retired,
        PersistentMap<Digest, Blob> blobs,
        PersistentMap<Digest, Manifest> manifests,
        PersistentMap<Tag, Digest> tags,
        PersistentMap<Digest, PersistentMap<Digest, String>> referrers) {

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
                PersistentMap.empty());
    }

    /** Whether a request that found this generation registered may see what is here. */
    boolean isCurrent(long asked) {
        return asked == generation && !retired;
    }

    Repository withBlobs(PersistentMap<Digest, Blob> changed) {
        return new Repository(generation, retired, changed, manifests, tags, referrers);
    }

    Repository withTags(PersistentMap<Tag, Digest> changed) {
        return new Repository(generation, retired, blobs, manifests, changed, referrers);
    }

    Repository withManifests(
            PersistentMap<Digest, Manifest> changedManifests,
            PersistentMap<Digest, Blob> changedBlobs,
            PersistentMap<Digest, PersistentMap<Digest, String>> changedReferrers) {
        return new Repository(generation, retired, changedBlobs, changedManifests, tags, changedReferrers);
    }
}
