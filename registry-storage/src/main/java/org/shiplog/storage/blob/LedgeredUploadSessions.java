package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.StagingArea.Stored;
import org.shiplog.storage.blob.UploadLedger.Acquired;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upload sessions that any node can carry on: the {@link UploadLedger} says what there is and who may change it, the
 * {@link StagingArea} has the bytes.
 *
 * <h2>What is true</h2>
 *
 * A session is what the ledger says. Bytes count when their segment is recorded there, after they are durable; a node that dies
 * before leaves bytes that nobody asks for. In memory there are only hashes of what is recorded, which can be had again
 * by reading it.
 *
 * <h2>Who may change it</h2>
 *
 * One request at a time: within the process by {@link UploadHolds}, among nodes by the ledger's hold. A second request on the same
 * node is told at once that the session is busy. One that finds it held by another node waits for as long as a hold lasts, because
 * the other may have died. A holder that lost its hold, paused or cut off, finds that out when it releases: what it stored is in a
 * segment of its own, which is not recorded.
 *
 * <h2>How it ends</h2>
 *
 * By the ledger; what is staged is discarded after that, by the one who ended it or by a later {@link #expire}. A blob is published
 * before, which can be repeated.
 */
public final class LedgeredUploadSessions implements UploadSessions {
    /** The longest text accepted as an owner, in characters. */
    public static final int MAX_OWNER_LENGTH = 1024;
    /** How many appends can make up one upload. */
    public static final int MAX_SEGMENTS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(LedgeredUploadSessions.class);
    private static final int HASHES = 10_000;
    private static final UploadHolds.Refusal<AppendResult> NO_APPEND =
            new UploadHolds.Refusal<>(new AppendResult.SessionUnknown(), AppendResult.SessionBusy::new);
    private static final UploadHolds.Refusal<CommitResult> NO_COMMIT =
            new UploadHolds.Refusal<>(new CommitResult.SessionUnknown(), CommitResult.SessionBusy::new);

    private final UploadLedger ledger;
    private final StagingArea staging;
    private final Materializer materializer;
    private final UploadHolds holds;
    private final RecentHashes hashes = new RecentHashes(HASHES);

    private LedgeredUploadSessions(UploadLedger ledger, StagingArea staging, ClassicActorSystemProvider system) {
        this.ledger = ledger;
        this.staging = staging;
        this.materializer = SystemMaterializer.get(system).materializer();
        this.holds = new UploadHolds(ledger, this::discard, system.classicSystem());
    }

    /** Renews what it holds until the system ends. */
    public static LedgeredUploadSessions start(
            UploadLedger ledger, StagingArea staging, ClassicActorSystemProvider system) {
        LedgeredUploadSessions sessions = new LedgeredUploadSessions(ledger, staging, system);
        sessions.holds.startRenewing();
        return sessions;
    }

    /** How many requests of this process are changing a session, or wait for one. */
    public int running() {
        return holds.count();
    }

    @Override
    public CompletionStage<UploadId> begin(String owner, DigestAlgorithm algorithm) {
        if (owner.length() > MAX_OWNER_LENGTH) {
            throw new IllegalArgumentException("an owner of " + owner.length() + " characters");
        }
        UploadId id = new UploadId(UUID.randomUUID());
        return ledger.begin(id, owner, algorithm).thenApply(_ -> id);
    }

    @Override
    public CompletionStage<Optional<Long>> offset(UploadId id, String owner) {
        return ledger.find(id, owner);
    }

    @Override
    public CompletionStage<AppendResult> append(
            UploadId id, String owner, OptionalLong from, OptionalLong length, Source<ByteString, ?> bytes) {
        return holds.holding(id, owner, NO_APPEND, (held, streams) -> {
            long offset = held.offset();
            if (from.isPresent() && from.getAsLong() != offset) {
                return released(held, new AppendResult.OffsetMismatch(offset));
            }
            if (held.segments().size() >= MAX_SEGMENTS) {
                return released(held, new AppendResult.TooManyParts(offset));
            }
            return holds.releasedOnFailure(
                            held,
                            () -> hashed(held, held.algorithm(), streams)
                                    .thenCompose(
                                            hash -> staging.store(held.hold(), hash, length, bytes.via(streams.flow()))
                                                    .thenApply(stored -> new Received(hash, stored))))
                    .thenCompose(received -> received.isPresent() ? record(held, received.get()) : lost());
        });
    }

    /** What came of a stream, and the hash of the session with it. */
    private record Received(RunningHash hash, Stored stored) {}

    private CompletionStage<Optional<AppendResult>> record(Acquired.Held held, Received received) {
        return switch (received.stored()) {
            case Stored.Complete(long length) ->
                record(held, received.hash(), length)
                        .thenApply(recorded -> recorded
                                ? Optional.of(new AppendResult.Appended(held.offset() + length))
                                : Optional.empty());
            case Stored.Interrupted(Throwable cause, long length) ->
                record(held, received.hash(), length)
                        .thenCompose(recorded -> recorded ? CompletableFuture.failedStage(cause) : lost());
            case Stored.WrongLength() -> released(held, new AppendResult.LengthMismatch(held.offset()));
        };
    }

    private CompletionStage<Boolean> record(Acquired.Held held, RunningHash hash, long length) {
        Optional<Segment> segment = length == 0 ? Optional.empty() : Optional.of(new Segment(held.hold(), length));
        return ledger.release(held.hold(), segment).thenApply(recorded -> {
            if (recorded && hash.length() == held.offset() + length) {
                hashes.remember(held.hold().upload(), hash);
            }
            return recorded;
        });
    }

    @Override
    public CompletionStage<CommitResult> commit(UploadId id, String owner, Digest digest) {
        DigestAlgorithm algorithm = BlobDirectory.requireStorable(digest);
        return holds.holding(
                id,
                owner,
                NO_COMMIT,
                (held, streams) -> holds.releasedOnFailure(
                                held,
                                () -> hashed(held, algorithm, streams)
                                        .thenCompose(hash -> publish(held, digest, hash.digest())))
                        .thenCompose(result -> result.isPresent() ? end(held, result.get()) : lost()));
    }

    private CompletionStage<CommitResult> publish(Acquired.Held held, Digest expected, Digest actual) {
        if (!expected.equals(actual)) {
            return done(new CommitResult.DigestMismatch(expected, actual));
        }
        return staging.publish(held.segments(), expected)
                .thenApply(_ -> new CommitResult.Committed(expected, held.offset()));
    }

    // Nobody waits for the discarding: the blob is durable, and what is left would be found by expiry.
    private CompletionStage<Optional<CommitResult>> end(Acquired.Held held, CommitResult result) {
        return ledger.end(held.hold()).thenApply(ended -> {
            if (!ended) {
                return Optional.empty();
            }
            discard(held.hold().upload());
            return Optional.of(result);
        });
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return ledger.cancel(id, owner)
                .thenCompose(cancelled -> cancelled
                        ? holds.breakOff(id).thenCompose(_ -> discard(id)).thenApply(_ -> true)
                        : done(false));
    }

    @Override
    public CompletionStage<Integer> expire(Duration idle) {
        return ledger.expire(idle)
                .thenCompose(expired -> discardAll(expired)
                        .thenCompose(_ -> staging.idle(idle))
                        .thenCompose(left -> left.isEmpty() ? done(left) : ledger.unknown(left))
                        .thenCompose(abandoned -> discardAll(List.copyOf(abandoned)))
                        .thenApply(_ -> expired.size()));
    }

    private CompletionStage<Void> discardAll(List<UploadId> uploads) {
        return Source.from(uploads)
                .mapAsync(1, id -> discard(id).thenApply(_ -> id))
                .runWith(Sink.ignore(), materializer)
                .thenApply(_ -> null);
    }

    /** Never fails: what is left now is found again by expiry. */
    private CompletionStage<Void> discard(UploadId id) {
        hashes.forget(id);
        return staging.discard(id).exceptionally(failure -> {
            LOG.warn("cannot discard upload {}, trying again when uploads expire: {}", id, failure.toString());
            return null;
        });
    }

    /** The hash of all that the session holds, which reads what the hash in memory does not cover. */
    private CompletionStage<RunningHash> hashed(
            Acquired.Held held, DigestAlgorithm algorithm, SharedKillSwitch streams) {
        RunningHash hash = hashes.of(held.hold().upload(), algorithm);
        if (hash.length() == held.offset()) {
            return done(hash);
        }
        // The stage of a sink goes on in the common pool, whatever completes it; this one goes on where the stream ran.
        CompletableFuture<RunningHash> hashed = new CompletableFuture<>();
        Source.from(after(hash.length(), held.segments()))
                .flatMapConcat(staging::read)
                .via(streams.flow())
                .map(bytes -> {
                    hash.update(bytes.toArrayUnsafe());
                    return bytes.size();
                })
                .to(Sink.onComplete(end -> {
                    if (end.isSuccess()) {
                        hashed.complete(hash);
                    } else {
                        hashed.completeExceptionally(end.failed().get());
                    }
                }))
                .withAttributes(ActorAttributes.dispatcher(FileBlobStore.DISPATCHER))
                .run(materializer);
        return hashed;
    }

    // Only whole segments are ever recorded, and only hashes of what is recorded remembered.
    private static List<Segment> after(long offset, List<Segment> segments) {
        List<Segment> rest = new ArrayList<>();
        long start = 0;
        for (Segment segment : segments) {
            if (start >= offset) {
                rest.add(segment);
            }
            start += segment.length();
        }
        return rest;
    }

    private <T> CompletionStage<Optional<T>> released(Acquired.Held held, T result) {
        return ledger.release(held.hold(), Optional.empty())
                .thenApply(released -> released ? Optional.of(result) : Optional.empty());
    }

    private static <T> CompletionStage<Optional<T>> lost() {
        return done(Optional.empty());
    }

    private static <T> CompletionStage<T> done(T result) {
        return CompletableFuture.completedStage(result);
    }
}
