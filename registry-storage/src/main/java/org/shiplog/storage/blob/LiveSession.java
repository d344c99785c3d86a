package org.shiplog.storage.blob;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * What this process knows of a session: who holds it, and the hash of what it holds. Whatever changes the session holds
 * it first; there is at most one holder. Losing this object loses nothing that the files do not tell.
 */
final class LiveSession {
    private final SessionFolder folder;
    private final SessionFolder.Facts facts;
    private final AtomicReference<@Nullable Hold> holder = new AtomicReference<>();
    // Written by holders only; one holder's release happens before the next one's hold.
    private RunningHash hash;
    private volatile boolean ended;

    LiveSession(SessionFolder folder, SessionFolder.Facts facts) {
        this.folder = folder;
        this.facts = facts;
        this.hash = RunningHash.ofNothing(facts.algorithm());
    }

    SessionFolder folder() {
        return folder;
    }

    boolean belongsTo(String owner) {
        return facts.owner().equals(owner);
    }

    DigestAlgorithm algorithm() {
        return facts.algorithm();
    }

    /** Whether the session is over, its files being removed. */
    boolean hasEnded() {
        return ended;
    }

    /** Empty while another holds the session. */
    Optional<Hold> hold() {
        Hold hold = new Hold();
        return holder.compareAndSet(null, hold) ? Optional.of(hold) : Optional.empty();
    }

    /** Breaks off the holder's streams, and completes when the session was let go. */
    CompletionStage<Void> interruptHolder() {
        Hold hold = holder.get();
        if (hold == null) {
            return CompletableFuture.completedFuture(null);
        }
        hold.streams.abort(new SessionCancelledException());
        return hold.released;
    }

    /** The right to change the session, until released. */
    final class Hold {
        private final SharedKillSwitch streams = KillSwitches.shared("upload");
        private final CompletableFuture<Void> released = new CompletableFuture<>();

        /** Streams that run for the holder go through this one, so that they can be broken off. */
        SharedKillSwitch streams() {
            return streams;
        }

        /** A hash to carry on, of at most the first {@code length} bytes. */
        RunningHash hash(DigestAlgorithm algorithm, long length) {
            return hash.algorithm() == algorithm && hash.length() <= length
                    ? hash.copy()
                    : RunningHash.ofNothing(algorithm);
        }

        /** Keeps the hash for the next holder, if it is of the first {@code length} bytes. */
        void remember(RunningHash newHash, long length) {
            if (newHash.length() == length) {
                hash = newHash;
            }
        }

        /** No later holder may use the session. */
        void end() {
            ended = true;
        }

        /** Without effect when released before. */
        void release() {
            holder.compareAndSet(this, null);
            released.complete(null);
        }
    }

    /** Tells a holder that its stream ended because the session was cancelled. */
    static final class SessionCancelledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
