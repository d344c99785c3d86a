package org.shiplog.domain.oci;

/**
 * A blob that a manifest needs: its digest and its size in bytes.
 *
 * @throws IllegalArgumentException for a negative size
 */
public record BlobReference(Digest digest, long size) {
    public BlobReference {
        if (size < 0) {
            throw new IllegalArgumentException("negative size of " + digest + ": " + size);
        }
    }
}
