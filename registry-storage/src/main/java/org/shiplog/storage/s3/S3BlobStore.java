package org.shiplog.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.BlobStore;

/** Blobs as objects of a bucket. A digest that cannot be computed is an {@link IllegalArgumentException}. */
public final class S3BlobStore implements BlobStore {
    private final S3Bucket bucket;

    public S3BlobStore(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public CompletionStage<Optional<Long>> size(Digest digest) {
        return bucket.length(bucket.keys().blob(digest));
    }

    @Override
    public Source<ByteString, NotUsed> read(Digest digest, long offset, long length) {
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new IllegalArgumentException("not a range: " + length + " bytes from " + offset);
        }
        return Source.fromGraph(
                new ObjectSource(bucket, new ObjectRange(bucket.keys().blob(digest), offset, length)));
    }

    @Override
    public Optional<URI> presignedGet(Digest digest, Duration validity) {
        return bucket.settings().redirect()
                ? Optional.of(bucket.presigned(bucket.keys().blob(digest), validity))
                : Optional.empty();
    }
}
