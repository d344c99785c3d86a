package org.shiplog.storage.blob;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * The hashes of sessions that this process used last. What is recorded in the ledger is never changed, only added to, so a hash of
 * a session's first bytes stays right whatever other nodes do.
 */
final class RecentHashes {
    private final Map<UploadId, RunningHash> hashes;

    /** @param limit how many are kept; those that were not used for longest are dropped first */
    RecentHashes(int limit) {
        this.hashes = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UploadId, RunningHash> eldest) {
                return size() > limit;
            }
        };
    }

    /** A hash to carry on, of the first bytes or of nothing. */
    synchronized RunningHash of(UploadId id, DigestAlgorithm algorithm) {
        RunningHash known = hashes.get(id);
        return known != null && known.algorithm() == algorithm ? known.copy() : RunningHash.ofNothing(algorithm);
    }

    /** @param hash of bytes that are recorded in the ledger */
    synchronized void remember(UploadId id, RunningHash hash) {
        hashes.put(id, hash);
    }

    synchronized void forget(UploadId id) {
        hashes.remove(id);
    }
}
