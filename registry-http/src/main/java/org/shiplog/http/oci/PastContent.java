package org.shiplog.http.oci;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.PastTag;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.history.PastManifest;

/**
 * What repositories had, whether or not they have it still. All of it is bound to a project's id: what was in an earlier
 * project of the same name does not count.
 */
public interface PastContent {
    /**
     * What the tag stood for. Includes everything that was acknowledged before the call; fails with {@code
     * EntityUnavailableException} when that cannot be said now.
     */
    CompletionStage<Optional<PastManifest>> tagAt(RepositoryName repository, long projectId, PastTag tag);

    /** Before when what the project deleted cannot be read any more. */
    CompletionStage<Instant> horizon(RepositoryName repository);

    /**
     * Lets the manifest, the blobs that came with it and those of the children that the repository had be read by digest for
     * an hour, although they were deleted.
     */
    CompletionStage<Void> open(RepositoryName repository, long projectId, PastManifest manifest, List<Digest> children);

    /** Empty when it was not opened. */
    CompletionStage<Optional<PastManifest>> openManifest(RepositoryName repository, long projectId, Digest digest);

    /** The size in bytes of a blob; empty when it was not opened. */
    CompletionStage<Optional<Long>> openBlob(RepositoryName repository, long projectId, Digest digest);

    /** Now, by the registry's clock. */
    Instant now();
}
