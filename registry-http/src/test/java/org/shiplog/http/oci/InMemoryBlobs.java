package org.shiplog.http.oci;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.blob.UploadChunk;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadSessions;

/** Blobs and uploads in memory, under the contracts of their ports. */
public final class InMemoryBlobs implements BlobStore, UploadSessions {
    private static final int CHUNK = 8 * 1024;

    private final Materializer materializer;
    private final Map<Digest, ByteString> blobs = new ConcurrentHashMap<>();
    private final Map<UploadId, Session> sessions = new HashMap<>();
    private volatile Optional<URI> elsewhere = Optional.empty();
    private volatile long room = Long.MAX_VALUE;

    private static final class Session {
        private final String owner;
        private ByteString bytes = ByteString.emptyByteString();
        private boolean busy;

        Session(String owner) {
            this.owner = owner;
        }
    }

    public InMemoryBlobs(Materializer materializer) {
        this.materializer = materializer;
    }

    /** From now on blobs are to be had under this URL. */
    void redirectTo(URI url) {
        elsewhere = Optional.of(url);
    }

    @Override
    public Optional<URI> presignedGet(Digest digest, Duration validity) {
        return elsewhere.map(url ->
                url.resolve(digest.encoded() + "?X-Amz-Expires=" + validity.toSeconds() + "&X-Amz-Signature=a%2Fb"));
    }

    /** From now on an upload fails in the middle when it has more bytes. */
    void haveRoomFor(long bytes) {
        room = bytes;
    }

    void lose(Digest digest) {
        blobs.remove(digest);
    }

    boolean holds(Digest digest) {
        return blobs.containsKey(digest);
    }

    synchronized int openSessions() {
        return sessions.size();
    }

    @Override
    public CompletionStage<Optional<Long>> size(Digest digest) {
        return CompletableFuture.completedStage(
                Optional.ofNullable(blobs.get(digest)).map(bytes -> (long) bytes.size()));
    }

    @Override
    public Source<ByteString, NotUsed> read(Digest digest, long offset, long length) {
        ByteString bytes = blobs.get(digest).drop((int) offset).take((int) length);
        return Source.range(0, Math.max(0, (bytes.size() - 1) / CHUNK))
                .map(chunk -> bytes.slice(chunk * CHUNK, (chunk + 1) * CHUNK));
    }

    @Override
    public synchronized CompletionStage<UploadId> begin(String owner, DigestAlgorithm algorithm) {
        UploadId id = new UploadId(UUID.randomUUID());
        sessions.put(id, new Session(owner));
        return CompletableFuture.completedStage(id);
    }

    @Override
    public synchronized CompletionStage<Optional<Long>> offset(UploadId id, String owner) {
        return CompletableFuture.completedStage(find(id, owner).map(session -> (long) session.bytes.size()));
    }

    @Override
    public synchronized CompletionStage<AppendResult> append(
            UploadId id, String owner, UploadChunk<Source<ByteString, ?>> chunk) {
        Optional<Session> found = find(id, owner);
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(new Refusal.SessionUnknown());
        }
        Session session = found.get();
        long offset = session.bytes.size();
        if (session.busy) {
            return CompletableFuture.completedStage(new Refusal.SessionBusy(offset));
        }
        if (chunk.from().orElse(offset) != offset) {
            return CompletableFuture.completedStage(new Refusal.OffsetMismatch(offset));
        }
        session.busy = true;
        return chunk.bytes()
                .limitWeighted(room, bytes -> (long) bytes.size())
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
                .handle((bytes, failure) -> {
                    synchronized (this) {
                        session.busy = false;
                        if (failure != null) {
                            throw new CompletionException(failure);
                        }
                        if (chunk.length().orElse(bytes.size()) != bytes.size()) {
                            return new Refusal.LengthMismatch(offset);
                        }
                        session.bytes = session.bytes.concat(bytes);
                        return new AppendResult.Appended(session.bytes.size());
                    }
                });
    }

    @Override
    public synchronized CompletionStage<CommitResult> commit(UploadId id, String owner, Digest digest) {
        Optional<Session> found = find(id, owner);
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(new Refusal.SessionUnknown());
        }
        ByteString bytes = found.get().bytes;
        if (found.get().busy) {
            return CompletableFuture.completedStage(new Refusal.SessionBusy(bytes.size()));
        }
        sessions.remove(id);
        Digest actual = digest.computable().orElseThrow().digestOf(bytes.toArray());
        if (!actual.equals(digest)) {
            return CompletableFuture.completedStage(new CommitResult.DigestMismatch(digest, actual));
        }
        blobs.put(digest, bytes);
        return CompletableFuture.completedStage(new CommitResult.Committed(digest, bytes.size()));
    }

    @Override
    public CompletionStage<CommitResult> complete(
            UploadId id, String owner, UploadChunk<Source<ByteString, ?>> chunk, Digest digest) {
        return append(id, owner, chunk)
                .thenCompose(result -> result instanceof Refusal refusal
                        ? CompletableFuture.completedStage(refusal)
                        : commit(id, owner, digest));
    }

    @Override
    public CompletionStage<CommitResult> upload(String owner, UploadChunk<Source<ByteString, ?>> chunk, Digest digest) {
        return begin(owner, digest.computable().orElseThrow())
                .thenCompose(id -> complete(id, owner, chunk, digest).whenComplete((_, _) -> cancel(id, owner)));
    }

    @Override
    public synchronized CompletionStage<Boolean> cancel(UploadId id, String owner) {
        boolean known = find(id, owner).isPresent();
        if (known) {
            sessions.remove(id);
        }
        return CompletableFuture.completedStage(known);
    }

    @Override
    public CompletionStage<Integer> expire(Duration idle) {
        throw new UnsupportedOperationException("not a matter of the API");
    }

    private Optional<Session> find(UploadId id, String owner) {
        return Optional.ofNullable(sessions.get(id)).filter(session -> session.owner.equals(owner));
    }
}
