package org.shiplog.storage.blob;

import java.net.URI;
import java.time.Duration;
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

    /**
     * A URL from which whoever has it can get the blob, by ranges too, until the validity is over. Empty when clients are to
     * read through this process. Does not look whether the blob is there.
     */
    default Optional<URI> presignedGet(Digest digest, Duration validity) {
        return Optional.empty();
    }
}
