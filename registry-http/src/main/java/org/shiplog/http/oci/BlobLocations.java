package org.shiplog.http.oci;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;

/**
 * Where a blob may be found, for mounts that do not name their source. Hints only: whether the caller may pull from there
 * and the blob still is there is asked afterwards, and a missing hint costs the client no more than an upload.
 */
public interface BlobLocations {
    /** A few repositories that held the blob lately, best first. */
    CompletionStage<List<RepositoryName>> candidates(Digest digest);

    /** Told of every blob that came into a repository through this node. */
    void arrived(Digest digest, RepositoryName repository);
}
