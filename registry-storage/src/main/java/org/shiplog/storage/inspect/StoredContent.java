package org.shiplog.storage.inspect;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.javadsl.Sink;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.manifest.ManifestStore;

/**
 * Reads what is stored and hashes it. Nothing is kept of it but the hash.
 *
 * @param manifests must not remember what it read before
 */
public record StoredContent(BlobStore blobs, ManifestStore manifests, ClassicActorSystemProvider system) {
    /** What is wrong with a blob of that size; empty when it is all right. Never fails. */
    public CompletionStage<Optional<Fault>> faultOfBlob(Digest digest, long size) {
        return orUnreadable(CompletableFuture.completedStage(digest)
                .thenCompose(blobs::size)
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return CompletableFuture.completedStage(Optional.of(new Fault.Missing()));
                    }
                    if (found.get() != size) {
                        return CompletableFuture.completedStage(Optional.of(new Fault.WrongSize(found.get())));
                    }
                    return read(digest, size);
                }));
    }

    private CompletionStage<Optional<Fault>> read(Digest digest, long size) {
        return blobs.read(digest, 0, size)
                .runWith(
                        Sink.fold(hash(digest), (hash, bytes) -> {
                            hash.update(bytes.toArrayUnsafe());
                            return hash;
                        }),
                        system)
                .thenApply(hash -> fault(digest, hash));
    }

    /** The same of a manifest. */
    public CompletionStage<Optional<Fault>> faultOfManifest(Digest digest, long size) {
        return orUnreadable(manifests.get(digest).thenApply(found -> {
            if (found.isEmpty()) {
                return Optional.of(new Fault.Missing());
            }
            if (found.get().length() != size) {
                return Optional.of(new Fault.WrongSize(found.get().length()));
            }
            RunningHash hash = hash(digest);
            hash.update(found.get().toArrayUnsafe());
            return fault(digest, hash);
        }));
    }

    private static RunningHash hash(Digest digest) {
        return RunningHash.ofNothing(digest.computable()
                .orElseThrow(() -> new IllegalStateException("nothing can be stored under " + digest)));
    }

    private static Optional<Fault> fault(Digest expected, RunningHash hash) {
        Digest found = hash.digest();
        return found.equals(expected) ? Optional.empty() : Optional.of(new Fault.WrongDigest(found));
    }

    private static CompletionStage<Optional<Fault>> orUnreadable(CompletionStage<Optional<Fault>> look) {
        return look.exceptionally(failure -> Optional.of(new Fault.Unreadable(why(failure))));
    }

    private static String why(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }
}
