package org.shiplog.domain.repository;

import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;

public sealed interface RepositoryEvent {
    /** The first write of a generation; nothing of an earlier generation is left. */
    record RepositoryCreated(long generation) implements RepositoryEvent {}

    record BlobUploaded(Digest digest, long size) implements RepositoryEvent {}

    record BlobMounted(Digest digest, long size, RepositoryName from) implements RepositoryEvent {}

    record BlobDeleted(Digest digest, long size) implements RepositoryEvent {}

    record ManifestPushed(ManifestFacts manifest) implements RepositoryEvent {}

    record ManifestDeleted(Digest digest) implements RepositoryEvent {}

    /** @param from what the tag pointed to; empty for a new tag */
    record TagMoved(Tag tag, Optional<Digest> from, Digest to) implements RepositoryEvent {}

    record TagDeleted(Tag tag, Digest digest) implements RepositoryEvent {}

    record ArtifactLabeled(Digest digest, long labelId) implements RepositoryEvent {}

    record ArtifactUnlabeled(Digest digest, long labelId) implements RepositoryEvent {}

    record RepositoryDescribed(String from, String to) implements RepositoryEvent {}

    /** Everything that was in it is gone. */
    record RepositoryRetired(long generation) implements RepositoryEvent {}
}
