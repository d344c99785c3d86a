package org.shiplog.cluster.cli;

import org.shiplog.cluster.config.BlobsConfig;

/** Opens the store of blobs that the settings choose, for reading. */
@FunctionalInterface
public interface BlobAccess {
    /** @throws org.shiplog.storage.blob.BlobStoreException when there is none, or it cannot be used */
    OpenBlobs open(BlobsConfig config);
}
