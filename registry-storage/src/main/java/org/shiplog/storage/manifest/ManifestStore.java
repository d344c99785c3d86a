package org.shiplog.storage.manifest;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;

/** Manifest bytes by digest, exactly as pushed. At most 4 MiB each. */
public interface ManifestStore {
    /** Completes when the bytes are durable. Storing the same digest again changes nothing. */
    CompletionStage<Void> put(Digest digest, ByteString bytes);

    CompletionStage<Optional<ByteString>> get(Digest digest);
}
