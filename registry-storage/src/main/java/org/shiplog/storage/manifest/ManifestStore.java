package org.shiplog.storage.manifest;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;

/**
 * Manifest bytes by digest, exactly as pushed.
 *
 * <p>Both methods fail with {@link ManifestStoreException} when the store does.
 */
public interface ManifestStore {
    /** The largest manifest that can be stored, in bytes. */
    int MAX_BYTES = 4 << 20;

    /**
     * Completes when the bytes are durable. Storing the same digest again changes nothing.
     *
     * @throws IllegalArgumentException when there are more than {@link #MAX_BYTES}
     */
    CompletionStage<Void> put(Digest digest, ByteString bytes);

    CompletionStage<Optional<ByteString>> get(Digest digest);
}
