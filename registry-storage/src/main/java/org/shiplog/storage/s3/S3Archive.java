package org.shiplog.storage.s3;

import java.util.concurrent.CompletionStage;
import org.shiplog.storage.archive.Archive;

/** An archive beside the blobs of a bucket. */
public final class S3Archive implements Archive {
    private final S3Bucket bucket;

    public S3Archive(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public CompletionStage<Void> put(String name, byte[] content) {
        return bucket.put(bucket.keys().archived(Archive.requireName(name)), content);
    }
}
