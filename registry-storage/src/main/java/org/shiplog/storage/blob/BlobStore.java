package org.shiplog.storage.blob;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;

/**
 * Content-addressed bytes, shared by all repositories. Who may see a blob is decided elsewhere.
 *
 * <p>Every method fails with {@link BlobStoreException} when the medium does.
 */
public interface BlobStore {
    /** The blob's size in bytes; empty when it is not stored. */
    CompletionStage<Optional<Long>> size(Digest digest);

    /**
     * The blob's bytes from {@code offset}, {@code length} of them. The stream fails rather than end early when the
     * medium fails or holds fewer bytes than asked for.
     */
    Source<ByteString, NotUsed> read(Digest digest, long offset, long length);
}
