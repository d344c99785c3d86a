package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * Which uploads there are, what each is made of, and who may change it; one for all nodes.
 *
 * <p>Whoever changes a session holds it. A hold is a lease by the ledger's own clock: it lapses unless it is renewed. It
 * has a fence number that is larger than that of every earlier hold of the session, and everything that is done under a hold is
 * refused once another took its place. So a holder that was paused for longer than its lease, and does not know it, cannot
 * change anything.
 *
 * <p>Every method fails with {@link BlobStoreException} when the ledger cannot be reached; whether anything was done is
 * unknown then.
 */
public interface UploadLedger {
    /** For how long a hold lasts unless it is renewed. */
    Duration lease();

    /** Durable when it completes. */
    CompletionStage<Void> begin(UploadId id, String owner, DigestAlgorithm algorithm);

    /** Begins a session that is held from the first moment. A crash of the ledger may forget it as long as nothing was recorded. */
    CompletionStage<Acquired.Held> beginHeld(UploadId id, String owner, DigestAlgorithm algorithm);

    /** How many bytes the session's segments have; empty for an unknown session. */
    CompletionStage<Optional<Long>> find(UploadId id, String owner);

    CompletionStage<Acquired> acquire(UploadId id, String owner);

    /** Prolongs the holds, and returns those that were not lost. */
    CompletionStage<Set<Segment.Key>> renew(Set<Segment.Key> holds);

    /**
     * Ends the hold, and adds what was appended under it to the session; durable when it completes, if anything was appended. A
     * crash may forget a release of nothing: the hold lapses then. Until somebody acquires the session, {@link
     * Segment.Key#released()} names it as it was left.
     *
     * @return false when the hold had been lost; nothing was changed then
     */
    CompletionStage<Boolean> release(Segment.Key hold, Optional<Segment> appended);

    /**
     * Ends the session that is held, or as it was left by a release. A crash of the ledger may bring it back, until something else was
     * made durable; its bytes may have been discarded by then.
     *
     * @return false when somebody else has acquired it since; nothing was changed then
     */
    CompletionStage<Boolean> end(Segment.Key hold);

    /** Ends the session, whoever holds it. Durable when it completes; false when it was unknown. */
    CompletionStage<Boolean> cancel(UploadId id, String owner);

    /** Ends the sessions that nobody has held for {@code idle}. */
    CompletionStage<List<UploadId>> expire(Duration idle);

    /** Those of the uploads that are no session. */
    CompletionStage<Set<UploadId>> unknown(Set<UploadId> uploads);

    /** Whether a session may be changed now. */
    sealed interface Acquired {
        record Unknown() implements Acquired {}

        /** Another holds the session, which has {@code offset} bytes. */
        record Busy(long offset) implements Acquired {}

        /**
         * Held.
         *
         * @param hold names the hold, and the one segment that may be written under it
         * @param segments what the session is made of, in order
         */
        record Held(Segment.Key hold, DigestAlgorithm algorithm, List<Segment> segments) implements Acquired {
            public Held {
                segments = List.copyOf(segments);
            }

            public long offset() {
                return segments.stream().mapToLong(Segment::length).sum();
            }
        }
    }
}
