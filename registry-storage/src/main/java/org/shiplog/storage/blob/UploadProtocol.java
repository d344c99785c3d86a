package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.StagingArea.Stored;
import org.shiplog.storage.blob.UploadHolds.Wanted;
import org.shiplog.storage.blob.UploadLedger.Acquired;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;
import org.shiplog.storage.blob.UploadSessions.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How uploads go on at any node: the {@link UploadLedger} says what there is and who may change it, {@link StagedBytes} has the bytes.
 * The methods are those of {@link UploadSessions}. Knows no threads, no clock and no streams, so that the simulation can run it.
 *
 * <h2>What is true</h2>
 *
 * A session is what the ledger says. Bytes count when their segment is recorded there, after they are durable; a node that dies
 * before leaves bytes that nobody asks for. In memory there is only what can be had again by asking the ledger and reading.
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
 * before, which can be repeated, and harms nobody if the hold was lost: its bytes have the digest. The last bytes may come with the
 * end. They are not recorded then, for nobody could carry on from them.
 *
 * @param <B> where the bytes of a chunk come from
 */
public final class UploadProtocol<B> {
    /** The longest text accepted as an owner, in characters. */
    public static final int MAX_OWNER_LENGTH = 1024;
    /** How many appends can make up one upload. */
    public static final int MAX_SEGMENTS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(UploadProtocol.class);
    private static final int REMEMBERED = 10_000;

    private final UploadLedger ledger;
    private final StagedBytes<B> staged;
    private final Supplier<UploadId> names;
    private final UploadHolds holds;
    private final RecentSessions recent = new RecentSessions(REMEMBERED);

    /**
     * @param later runs a task once after a while
     * @param names gives a name that no upload ever had
     */
    public UploadProtocol(
            UploadLedger ledger,
            StagedBytes<B> staged,
            BiConsumer<Duration, Runnable> later,
            Supplier<UploadId> names) {
        this.ledger = ledger;
        this.staged = staged;
        this.names = names;
        this.holds = new UploadHolds(ledger, this::discard, later);
    }

    /** Begins to renew what is held. */
    public void startRenewing() {
        holds.startRenewing();
    }

    /** How many requests of this process are changing a session, or wait for one. */
    public int running() {
        return holds.count();
    }

    public CompletionStage<UploadId> begin(String owner, DigestAlgorithm algorithm) {
        UploadId id = names.get();
        return ledger.begin(id, bounded(owner), algorithm).thenApply(_ -> id);
    }

    private static String bounded(String owner) {
        if (owner.length() > MAX_OWNER_LENGTH) {
            throw new IllegalArgumentException("an owner of " + owner.length() + " characters");
        }
        return owner;
    }

    public CompletionStage<Optional<Long>> offset(UploadId id, String owner) {
        return ledger.find(id, owner);
    }

    public CompletionStage<AppendResult> append(UploadId id, String owner, UploadChunk<B> chunk) {
        Wanted<AppendResult> wanted = new Wanted<>(id, owner, refusal -> refusal);
        return holds.holding(wanted, (held, brokenOff) -> {
            Optional<Refusal> refusal = refusal(held, chunk);
            if (refusal.isPresent()) {
                return released(held, refusal.get());
            }
            Work work = new Work(owner, held, brokenOff);
            return received(work, held.algorithm(), chunk, _ -> new SegmentFate.Keep())
                    .thenCompose(received -> received.isPresent() ? appended(work, received.get()) : lost());
        });
    }

    public CompletionStage<CommitResult> commit(UploadId id, String owner, Digest digest) {
        DigestAlgorithm algorithm = BlobDirectory.requireStorable(digest);
        Wanted<CommitResult> wanted = new Wanted<>(id, owner, refusal -> refusal);
        UploadHolds.Work<CommitResult> work = (held, brokenOff) -> holds.releasedOnFailure(
                        held,
                        () -> hashed(held, algorithm, brokenOff)
                                .thenCompose(hash -> published(held, digest, hash.digest())))
                .thenCompose(result -> result.isPresent() ? ended(held, result.get()) : lost());
        Optional<Acquired.Held> left = recent.left(id, owner);
        return left.isPresent() ? holds.holdingAgain(left.get(), wanted, work) : holds.holding(wanted, work);
    }

    public CompletionStage<CommitResult> complete(UploadId id, String owner, UploadChunk<B> chunk, Digest digest) {
        BlobDirectory.requireStorable(digest);
        return holds.holding(new Wanted<>(id, owner, refusal -> refusal), (held, brokenOff) -> {
            Optional<Refusal> refusal = refusal(held, chunk);
            if (refusal.isPresent()) {
                return released(held, refusal.get());
            }
            return completed(new Work(owner, held, brokenOff), chunk, digest)
                    .thenCompose(result -> result.isEmpty() || result.get() instanceof Refusal
                            ? done(result)
                            : ended(held, result.get()));
        });
    }

    public CompletionStage<CommitResult> upload(String owner, UploadChunk<B> chunk, Digest digest) {
        DigestAlgorithm algorithm = BlobDirectory.requireStorable(digest);
        if (chunk.from().orElse(0) != 0) {
            return done(new Refusal.OffsetMismatch(0));
        }
        UploadId id = names.get();
        Wanted<CommitResult> wanted = new Wanted<>(id, bounded(owner), refusal -> refusal);
        return holds.holdingNew(
                        wanted,
                        () -> ledger.beginHeld(id, owner, algorithm),
                        (held, brokenOff) -> completed(new Work(owner, held, brokenOff), chunk, digest)
                                .thenCompose(result -> result.isEmpty() || result.get() instanceof Refusal
                                        ? done(result)
                                        : endedAnyhow(held, result.get())))
                .thenCompose(
                        result -> result instanceof Refusal ? cancel(id, owner).thenApply(_ -> result) : done(result))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        cancel(id, owner);
                    }
                });
    }

    /** A request at work on a session that it holds. */
    private record Work(String owner, Acquired.Held held, CompletionStage<Void> brokenOff) {}

    /** What came of a chunk, and the hash of the session with it. */
    private record Received(RunningHash hash, Stored stored) {}

    private static Optional<Refusal> refusal(Acquired.Held held, UploadChunk<?> chunk) {
        long offset = held.offset();
        if (chunk.from().orElse(offset) != offset) {
            return Optional.of(new Refusal.OffsetMismatch(offset));
        }
        return held.segments().size() < MAX_SEGMENTS ? Optional.empty() : Optional.of(new Refusal.TooManyParts(offset));
    }

    private CompletionStage<Optional<Received>> received(
            Work work, DigestAlgorithm algorithm, UploadChunk<B> chunk, Function<RunningHash, SegmentFate> fate) {
        Acquired.Held held = work.held();
        return holds.releasedOnFailure(
                held,
                () -> hashed(held, algorithm, work.brokenOff())
                        .thenCompose(
                                hash -> staged.store(held.hold(), hash, chunk, () -> fate.apply(hash), work.brokenOff())
                                        .thenApply(stored -> new Received(hash, stored))));
    }

    private CompletionStage<Optional<AppendResult>> appended(Work work, Received received) {
        return switch (received.stored()) {
            case Stored.Complete(long length) ->
                recorded(work, received.hash(), length)
                        .thenApply(recorded -> recorded
                                ? Optional.of(
                                        new AppendResult.Appended(work.held().offset() + length))
                                : Optional.empty());
            case Stored.Interrupted interrupted -> interrupted(work, received.hash(), interrupted);
            case Stored.WrongLength() ->
                released(work.held(), new Refusal.LengthMismatch(work.held().offset()));
        };
    }

    private CompletionStage<Optional<CommitResult>> completed(Work work, UploadChunk<B> chunk, Digest expected) {
        Acquired.Held held = work.held();
        return received(work, BlobDirectory.requireStorable(expected), chunk, hash -> fate(held, hash, expected))
                .thenCompose(arrived -> arrived.isEmpty()
                        ? lost()
                        : switch (arrived.get()) {
                            case Received(RunningHash hash, Stored.Complete _) ->
                                done(Optional.of(result(hash, expected)));
                            case Received(RunningHash hash, Stored.Interrupted interrupted) ->
                                interrupted(work, hash, interrupted);
                            case Received(var _, Stored.WrongLength()) ->
                                released(held, new Refusal.LengthMismatch(held.offset()));
                        });
    }

    private static SegmentFate fate(Acquired.Held held, RunningHash hash, Digest expected) {
        return hash.digest().equals(expected)
                ? new SegmentFate.Publish(held.segments(), expected)
                : new SegmentFate.Drop();
    }

    private static CommitResult result(RunningHash hash, Digest expected) {
        Digest actual = hash.digest();
        return actual.equals(expected)
                ? new CommitResult.Committed(expected, hash.length())
                : new CommitResult.DigestMismatch(expected, actual);
    }

    private <T> CompletionStage<Optional<T>> interrupted(Work work, RunningHash hash, Stored.Interrupted interrupted) {
        return recorded(work, hash, interrupted.length())
                .thenCompose(recorded -> recorded ? CompletableFuture.failedStage(interrupted.cause()) : lost());
    }

    private CompletionStage<Boolean> recorded(Work work, RunningHash hash, long length) {
        Acquired.Held held = work.held();
        if (length == 0) {
            return ledger.release(held.hold(), Optional.empty());
        }
        Segment segment = new Segment(held.hold(), length);
        return ledger.release(held.hold(), Optional.of(segment)).thenApply(recorded -> {
            if (recorded && hash.length() == held.offset() + length) {
                List<Segment> segments = new ArrayList<>(held.segments());
                segments.add(segment);
                Acquired.Held left = new Acquired.Held(held.hold().released(), held.algorithm(), segments);
                recent.remember(work.owner(), left, hash);
            }
            return recorded;
        });
    }

    private CompletionStage<CommitResult> published(Acquired.Held held, Digest expected, Digest actual) {
        if (!expected.equals(actual)) {
            return done(new CommitResult.DigestMismatch(expected, actual));
        }
        return staged.publish(held.segments(), expected)
                .thenApply(_ -> new CommitResult.Committed(expected, held.offset()));
    }

    // Nobody waits for the discarding: the blob is durable, and what is left would be found by expiry.
    private <T> CompletionStage<Optional<T>> ended(Acquired.Held held, T result) {
        return ledger.end(held.hold()).thenApply(ended -> {
            if (!ended) {
                return Optional.empty();
            }
            discard(held.hold().upload());
            return Optional.of(result);
        });
    }

    // If the ledger has forgotten the session, it was nobody else's, and the blob is there.
    private <T> CompletionStage<Optional<T>> endedAnyhow(Acquired.Held held, T result) {
        return ledger.end(held.hold()).thenApply(_ -> {
            discard(held.hold().upload());
            return Optional.of(result);
        });
    }

    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return ledger.cancel(id, owner)
                .thenCompose(cancelled -> cancelled
                        ? holds.breakOff(id).thenCompose(_ -> discard(id)).thenApply(_ -> true)
                        : done(false));
    }

    public CompletionStage<Integer> expire(Duration idle) {
        return ledger.expire(idle)
                .thenCompose(expired -> discardAll(expired)
                        .thenCompose(_ -> staged.idle(idle))
                        .thenCompose(left -> left.isEmpty() ? done(left) : ledger.unknown(left))
                        .thenCompose(this::discardAll)
                        .thenApply(_ -> expired.size()));
    }

    private CompletionStage<Void> discardAll(Collection<UploadId> uploads) {
        CompletionStage<Void> discarded = CompletableFuture.completedStage(null);
        for (UploadId upload : uploads) {
            discarded = discarded.thenCompose(_ -> discard(upload));
        }
        return discarded;
    }

    /** Never fails: what is left now is found again by expiry. */
    private CompletionStage<Void> discard(UploadId id) {
        recent.forget(id);
        return staged.discard(id).exceptionally(failure -> {
            LOG.warn("cannot discard upload {}, trying again when uploads expire: {}", id, failure.toString());
            return null;
        });
    }

    /** The hash of all that the session holds, which reads what the hash in memory does not cover. */
    private CompletionStage<RunningHash> hashed(
            Acquired.Held held, DigestAlgorithm algorithm, CompletionStage<Void> brokenOff) {
        RunningHash hash = recent.hash(held.hold().upload(), algorithm);
        return hash.length() == held.offset()
                ? done(hash)
                : staged.read(after(hash.length(), held.segments()), hash, brokenOff)
                        .thenApply(_ -> hash);
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
