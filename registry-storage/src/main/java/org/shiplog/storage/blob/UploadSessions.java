package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * Uploads in progress. A session belongs to an owner, an opaque text that must be repeated on every use; with another
 * owner it is unknown. It survives the process that began it, and ends by commit, cancel or expiry. Every node can carry on the
 * session of another.
 *
 * <p>Every method fails with {@link BlobStoreException} when the medium does.
 */
public interface UploadSessions {
    /** Begins a session; {@code algorithm} is the one that its bytes are hashed with while they arrive. */
    CompletionStage<UploadId> begin(String owner, DigestAlgorithm algorithm);

    /** How many bytes the session holds; empty for an unknown session. */
    CompletionStage<Optional<Long>> offset(UploadId id, String owner);

    /**
     * Appends the bytes at the end of what the session holds. When the source fails, what it gave until then is kept
     * and the failure is passed on; the session can be carried on from its new offset. When the medium fails the bytes
     * are dropped again. When the process dies, the bytes of the append that was running are.
     *
     * <p>A session that another node is writing to is waited for, for some seconds, in case that node has died.
     *
     * <p>The source is not run when the session is unknown or busy, or when {@code from} is wrong: the caller then
     * drains or closes it. It is cancelled when more bytes come than announced.
     *
     * @param from where the sender believes that end to be; empty when it does not say
     * @param length how many bytes must come; empty when the sender does not say. With any other number the appended
     *     bytes are dropped again
     */
    CompletionStage<AppendResult> append(
            UploadId id, String owner, OptionalLong from, OptionalLong length, Source<ByteString, ?> bytes);

    /**
     * Ends the session and makes its bytes durable under the digest, which they must have. After {@link
     * CommitResult.DigestMismatch} the session is gone and nothing is stored. After a failure it can be tried again.
     *
     * @throws IllegalArgumentException when the digest's algorithm cannot be computed
     */
    CompletionStage<CommitResult> commit(UploadId id, String owner, Digest digest);

    /**
     * Ends the session and drops its bytes; an append that is running ends as if the session were unknown. False for an
     * unknown session.
     */
    CompletionStage<Boolean> cancel(UploadId id, String owner);

    /** Drops the sessions that nothing was sent to for {@code idle}, and returns how many there were. */
    CompletionStage<Integer> expire(Duration idle);

    /** What became of an append; {@code offset} is the number of bytes that the session holds now. */
    sealed interface AppendResult {
        record Appended(long offset) implements AppendResult {}

        record SessionUnknown() implements AppendResult {}

        /** Another append or the commit of the session is still running. Nothing was stored. */
        record SessionBusy(long offset) implements AppendResult {}

        /** The sender was wrong about where the session ends. Nothing was stored. */
        record OffsetMismatch(long offset) implements AppendResult {}

        /** More or fewer bytes came than announced. Nothing was stored. */
        record LengthMismatch(long offset) implements AppendResult {}

        /** The upload came in so many pieces that no more are taken. Nothing was stored. */
        record TooManyParts(long offset) implements AppendResult {}
    }

    sealed interface CommitResult {
        record Committed(Digest digest, long size) implements CommitResult {}

        record SessionUnknown() implements CommitResult {}

        record SessionBusy(long offset) implements CommitResult {}

        record DigestMismatch(Digest expected, Digest actual) implements CommitResult {}
    }
}
