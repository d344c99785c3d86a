package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.LiveSession.SessionCancelledException;
import org.shiplog.storage.blob.LiveSessions.Taken;

/**
 * Upload sessions as folders of the {@link BlobDirectory} that the blobs end up in.
 *
 * <h2>What is true</h2>
 *
 * The files are: a session's offset is the length of its data file, whatever happened to the process that wrote it. In
 * memory there is only a {@link LiveSession} for each session that was used, with the hash so far; what that does not
 * cover (all of the bytes, after a restart) is read from the file when the hash is needed.
 *
 * <h2>Who may change it</h2>
 *
 * The holder of the live session: an append, a commit, a cancellation or an expiry. The others are told that it is
 * busy, except a cancellation, which breaks off the holder's streams and waits for it to let go.
 *
 * <h2>Where it runs</h2>
 *
 * All file operations run on the blob dispatcher. No thread waits for a stream.
 */
public final class FileUploadSessions implements UploadSessions {
    /** The longest text accepted as an owner, in characters. */
    public static final int MAX_OWNER_LENGTH = 1024;

    private final FileBlobStore blobs;
    private final InstantSource clock;
    private final Materializer materializer;
    private final LiveSessions sessions;

    public FileUploadSessions(FileBlobStore blobs, ClassicActorSystemProvider system, InstantSource clock) {
        this.blobs = blobs;
        this.clock = clock;
        this.materializer = SystemMaterializer.get(system).materializer();
        this.sessions = new LiveSessions(blobs.directory());
    }

    /** How many sessions were begun or used since the process started, and have not ended. */
    public int liveSessions() {
        return sessions.count();
    }

    @Override
    public CompletionStage<UploadId> begin(String owner, DigestAlgorithm algorithm) {
        if (owner.length() > MAX_OWNER_LENGTH) {
            throw new IllegalArgumentException("an owner of " + owner.length() + " characters");
        }
        SessionFolder.Facts facts = new SessionFolder.Facts(owner, algorithm, clock.instant());
        return onDisk("cannot begin an upload", () -> sessions.begin(facts));
    }

    @Override
    public CompletionStage<Optional<Long>> offset(UploadId id, String owner) {
        return onDisk("cannot look up upload " + id, () -> {
            Optional<LiveSession> session = sessions.find(id, owner);
            OptionalLong length = session.isPresent() ? session.get().folder().length() : OptionalLong.empty();
            return length.isPresent() ? Optional.of(length.getAsLong()) : Optional.empty();
        });
    }

    @Override
    public CompletionStage<AppendResult> append(
            UploadId id, String owner, OptionalLong from, OptionalLong length, Source<ByteString, ?> bytes) {
        return onDisk("cannot append to upload " + id, () -> sessions.take(id, owner))
                .thenCompose(taken -> switch (taken) {
                    case Taken.Unknown() -> done(new AppendResult.SessionUnknown());
                    case Taken.Busy(long offset) -> done(new AppendResult.SessionBusy(offset));
                    case Taken.Held held ->
                        releasing(held, new AppendResult.SessionUnknown(), () -> append(held, from, length, bytes));
                });
    }

    private CompletionStage<AppendResult> append(
            Taken.Held held, OptionalLong from, OptionalLong length, Source<ByteString, ?> bytes) {
        if (from.isPresent() && from.getAsLong() != held.offset()) {
            return done(new AppendResult.OffsetMismatch(held.offset()));
        }
        return hashed(held, held.session().algorithm()).thenCompose(hash -> {
            Path data = held.session().folder().data();
            AppendSink sink = new AppendSink(blobs.directory().disk(), data, hash, length);
            return bytes.via(held.hold().streams().flow())
                    .via(AppendSink.batches())
                    .runWith(Sink.fromGraph(sink), materializer)
                    .thenCompose(arrival -> received(held, hash, arrival));
        });
    }

    private CompletionStage<AppendResult> received(Taken.Held held, RunningHash hash, Arrival arrival) {
        return switch (arrival) {
            case Arrival.Complete(long offset) -> {
                held.hold().remember(hash, offset);
                yield done(new AppendResult.Appended(offset));
            }
            case Arrival.WrongLength() -> done(new AppendResult.LengthMismatch(held.offset()));
            case Arrival.Interrupted(Throwable cause, long offset) -> {
                held.hold().remember(hash, offset);
                yield CompletableFuture.failedStage(cause);
            }
            case Arrival.MediumFailed(IOException cause, boolean restored) -> {
                if (!restored) {
                    sessions.end(held.session(), held.hold());
                }
                yield CompletableFuture.failedStage(BlobStoreException.because(
                        "cannot write upload " + held.session().folder().id(), cause));
            }
        };
    }

    @Override
    public CompletionStage<CommitResult> commit(UploadId id, String owner, Digest digest) {
        DigestAlgorithm algorithm = BlobDirectory.requireStorable(digest);
        return onDisk("cannot commit upload " + id, () -> sessions.take(id, owner))
                .thenCompose(taken -> switch (taken) {
                    case Taken.Unknown() -> done(new CommitResult.SessionUnknown());
                    case Taken.Busy(long offset) -> done(new CommitResult.SessionBusy(offset));
                    case Taken.Held held ->
                        releasing(
                                held,
                                new CommitResult.SessionUnknown(),
                                () -> hashed(held, algorithm).thenCompose(hash -> commit(held, digest, hash.digest())));
                });
    }

    private CompletionStage<CommitResult> commit(Taken.Held held, Digest expected, Digest actual) {
        return onDisk("cannot keep " + expected, () -> {
            try {
                if (!expected.equals(actual)) {
                    return new CommitResult.DigestMismatch(expected, actual);
                }
                blobs.keep(held.session().folder().data(), held.offset(), expected);
                return new CommitResult.Committed(expected, held.offset());
            } finally {
                // Also after a failure: bytes that could not be synced once must not be there for another attempt.
                sessions.end(held.session(), held.hold());
            }
        });
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return onDisk("cannot cancel upload " + id, () -> cancelOnDisk(id, owner))
                .thenCompose(Function.identity());
    }

    private CompletionStage<Boolean> cancelOnDisk(UploadId id, String owner) throws IOException {
        Optional<LiveSession> session = sessions.find(id, owner);
        if (session.isEmpty()) {
            return done(false);
        }
        return switch (sessions.take(id, owner)) {
            case Taken.Unknown() -> done(false);
            case Taken.Busy _ -> session.get().interruptHolder().thenCompose(_ -> cancel(id, owner));
            case Taken.Held held -> {
                sessions.end(held.session(), held.hold());
                yield done(true);
            }
        };
    }

    @Override
    public CompletionStage<Integer> expire(Duration idle) {
        Instant before = clock.instant().minus(idle);
        return onDisk("cannot expire uploads", () -> {
            int expired = 0;
            for (SessionFolder folder : blobs.directory().sessions()) {
                expired += sessions.expire(folder, before) ? 1 : 0;
            }
            return expired;
        });
    }

    /** The hash of all that the session holds, which reads what the hash in memory does not cover. */
    private CompletionStage<RunningHash> hashed(Taken.Held held, DigestAlgorithm algorithm) {
        RunningHash hash = held.hold().hash(algorithm, held.offset());
        long missing = held.offset() - hash.length();
        if (missing == 0) {
            return done(hash);
        }
        return blobs.read(held.session().folder().data(), hash.length(), missing)
                .via(held.hold().streams().flow())
                .toMat(Sink.<ByteString>foreach(bytes -> hash.update(bytes.toArrayUnsafe())), Keep.right())
                .withAttributes(ActorAttributes.dispatcher(FileBlobStore.DISPATCHER))
                .run(materializer)
                .thenApply(_ -> hash);
    }

    // The hold is released before anyone sees the result, so that the sender's next request does not find it busy.
    private static <T> CompletionStage<T> releasing(
            Taken.Held held, T whenCancelled, Supplier<CompletionStage<T>> work) {
        return CompletableFuture.completedStage(whenCancelled)
                .thenCompose(_ -> work.get())
                .exceptionally(failure -> switch (failure) {
                    case SessionCancelledException _ -> whenCancelled;
                    case CompletionException e when e.getCause() instanceof SessionCancelledException -> whenCancelled;
                    case CompletionException e -> throw e;
                    case Throwable e -> throw new CompletionException(e);
                })
                .whenComplete((_, _) -> held.hold().release());
    }

    private <T> CompletionStage<T> onDisk(String failure, FileOperation<T> operation) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return operation.run();
                    } catch (IOException e) {
                        throw BlobStoreException.because(failure, e);
                    }
                },
                blobs.executor());
    }

    private static <T> CompletionStage<T> done(T result) {
        return CompletableFuture.completedStage(result);
    }

    @FunctionalInterface
    private interface FileOperation<T> {
        T run() throws IOException;
    }
}
