package org.shiplog.domain.repository;

import java.util.List;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;

public sealed interface RepositoryRefusal {
    /** The generation is no longer the repository's; look it up again. */
    record GenerationRetired(long asked, long current) implements RepositoryRefusal {}

    record BlobUnknown(Digest digest) implements RepositoryRefusal {}

    /** @param manifests how many manifests of the repository need the blob */
    record BlobInUse(Digest digest, int manifests) implements RepositoryRefusal {}

    record ManifestUnknown(Digest digest) implements RepositoryRefusal {}

    record TagUnknown(Tag tag) implements RepositoryRefusal {}

    /** The tag stands for another manifest, and was not to be moved. */
    record TagTaken(Tag tag, Digest digest) implements RepositoryRefusal {}

    /** Tags of that form are for reading the past ({@link org.shiplog.domain.oci.PastTag}). */
    record TagReserved(Tag tag) implements RepositoryRefusal {}

    /** What was to be undone is not the tag's last change. */
    record TagChangedSince(Tag tag, Optional<Digest> expected, Optional<Digest> found) implements RepositoryRefusal {}

    /** The repository has another description since. */
    record DescriptionChangedSince() implements RepositoryRefusal {}

    /** Somebody gave the manifest another tag since it was pushed. */
    record ManifestTaggedSince(Digest digest, Tag tag) implements RepositoryRefusal {}

    record LabelAttached(Digest digest, long labelId) implements RepositoryRefusal {}

    record LabelNotAttached(Digest digest, long labelId) implements RepositoryRefusal {}

    record ManifestBlobsUnknown(List<Digest> missing) implements RepositoryRefusal {
        public ManifestBlobsUnknown {
            missing = List.copyOf(missing);
        }
    }

    record BlobSizeMismatch(Digest digest, long declared, long actual) implements RepositoryRefusal {}

    record RepositoryNotEmpty(int manifests) implements RepositoryRefusal {}
}
