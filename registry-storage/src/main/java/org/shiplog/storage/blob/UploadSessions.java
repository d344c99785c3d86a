package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.Optional;
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
     * <p>The source is not run when the session is unknown or busy, or when the sender is wrong about its end: the caller then
     * drains or closes it. It is cancelled when more bytes come than announced.
     */
    CompletionStage<AppendResult> append(UploadId id, String owner, UploadChunk<Source<ByteString, ?>> chunk);

    /**
     * Ends the session and makes its bytes durable under the digest, which they must have. After {@link
     * CommitResult.DigestMismatch} the session is gone and nothing is stored. After a failure it can be tried again.
     *
     * @throws IllegalArgumentException when the digest's algorithm cannot be computed
     */
    CompletionStage<CommitResult> commit(UploadId id, String owner, Digest digest);

    /**
     * Appends the last bytes and ends the session, as {@link #append} and {@link #commit} do after each other, but nobody can
     * come between them. When the source fails, what it gave is kept and the session stays.
     *
     * @throws IllegalArgumentException when the digest's algorithm cannot be computed
     */
    CompletionStage<CommitResult> complete(
            UploadId id, String owner, UploadChunk<Source<ByteString, ?>> chunk, Digest digest);

    /**
     * Makes the bytes durable under the digest, which they must have, by a session that nobody else sees. Nothing is left of it
     * however this ends.
     *
     * @throws IllegalArgumentException when the digest's algorithm cannot be computed
     */
    CompletionStage<CommitResult> upload(String owner, UploadChunk<Source<ByteString, ?>> chunk, Digest digest);

    /**
     * Ends the session and drops its bytes; an append that is running ends as if the session were unknown. False for an
     * unknown session.
     */
    CompletionStage<Boolean> cancel(UploadId id, String owner);

    /** Drops the sessions that nothing was sent to for {@code idle}, and returns how many there were. */
    CompletionStage<Integer> expire(Duration idle);

    /** What became of an append. */
    sealed interface AppendResult {
        /** The session holds {@code offset} bytes now. */
        record Appended(long offset) implements AppendResult {}
    }

    /** What became of a commit. One that brings no bytes is refused only because the session is unknown or busy. */
    sealed interface CommitResult {
        record Committed(Digest digest, long size) implements CommitResult {}

        record DigestMismatch(Digest expected, Digest actual) implements CommitResult {}
    }

    /** Why nothing was stored and the session is as it was; {@code offset} is the number of bytes that it holds. */
    sealed interface Refusal extends AppendResult, CommitResult {
        record SessionUnknown() implements Refusal {}

        /** Another request is changing the session. */
        record SessionBusy(long offset) implements Refusal {}

        /** The sender was wrong about where the session ends. */
        record OffsetMismatch(long offset) implements Refusal {}

        /** More or fewer bytes came than announced. */
        record LengthMismatch(long offset) implements Refusal {}

        /** The upload came in so many pieces that no more are taken. */
        record TooManyParts(long offset) implements Refusal {}
    }
}
