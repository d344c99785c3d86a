package org.shiplog.http.oci;

import java.time.Duration;

/**
 * @param stallTimeout how long an upload's body may stay silent before the upload is broken off
 * @param chunkMinLength advertised in {@code OCI-Chunk-Min-Length}, in bytes, so that clients do not make each blob a
 *     thousand requests; shorter chunks are accepted all the same
 * @param sparseImages whether an image is accepted while some, but not all, of its layers are missing, as mirrors push it.
 *     Its config must be there in any case
 */
public record OciSettings(Duration stallTimeout, long chunkMinLength, boolean sparseImages) {
    public static final OciSettings DEFAULTS = new OciSettings(Duration.ofSeconds(60), 64 * 1024, true);
}
