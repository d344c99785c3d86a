package org.shiplog.storage.blob;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.UploadLedger.Acquired;

/**
 * What this process knows of the sessions that it used last. What is recorded in the ledger is never changed, only added to, so a
 * hash of a session's first bytes stays right whatever other nodes do.
 */
final class RecentSessions {
    /** Sessions of more segments are not remembered as they were left, to bound the memory. */
    private static final int MOST_SEGMENTS = 16;

    private final Map<UploadId, Known> sessions;

    private record Known(RunningHash hash, String owner, Optional<Acquired.Held> left) {}

    /** @param limit how many are kept; those that were not used for longest are dropped first */
    RecentSessions(int limit) {
        this.sessions = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UploadId, Known> eldest) {
                return size() > limit;
            }
        };
    }

    /** A hash to carry on, of the first bytes or of nothing. */
    synchronized RunningHash hash(UploadId id, DigestAlgorithm algorithm) {
        Known known = sessions.get(id);
        return known != null && known.hash().algorithm() == algorithm
                ? known.hash().copy()
                : RunningHash.ofNothing(algorithm);
    }

    /** The session as this process left it last. Somebody else may have changed it since: the ledger will tell. */
    synchronized Optional<Acquired.Held> left(UploadId id, String owner) {
        return Optional.ofNullable(sessions.get(id))
                .filter(known -> known.owner().equals(owner))
                .flatMap(Known::left);
    }

    /**
     * @param hash of bytes that are recorded in the ledger
     * @param left the session with these bytes, under the name that it has after the release
     */
    synchronized void remember(String owner, Acquired.Held left, RunningHash hash) {
        Optional<Acquired.Held> small =
                Optional.of(left).filter(session -> session.segments().size() <= MOST_SEGMENTS);
        sessions.put(left.hold().upload(), new Known(hash, owner, small));
    }

    synchronized void forget(UploadId id) {
        sessions.remove(id);
    }
}
