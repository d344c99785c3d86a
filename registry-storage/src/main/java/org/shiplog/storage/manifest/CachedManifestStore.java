package org.shiplog.storage.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * Keeps the manifests that are asked for most in memory. What belongs to a digest never changes, so nothing is ever
 * invalidated; and nothing gets in that does not hash to its digest, so that damage is found when it is loaded and
 * fails the request instead of being served.
 *
 * <p>Calls for a digest that is just being loaded wait for that one load. Absence is not remembered.
 */
public final class CachedManifestStore implements ManifestStore {
    // What an entry costs beyond its bytes: key, node, array and string headers.
    private static final int OVERHEAD = 512;

    private final ManifestStore store;
    private final Cache<Digest, ByteString> cache;
    private final ConcurrentMap<Digest, CompletableFuture<Optional<ByteString>>> loading = new ConcurrentHashMap<>();

    /** @param capacity of the cache, in bytes */
    public CachedManifestStore(ManifestStore store, long capacity) {
        this.store = store;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(capacity)
                .<Digest, ByteString>weigher((_, bytes) -> OVERHEAD + bytes.length())
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    /** How many manifests were in memory when they were asked for. */
    public long hits() {
        return cache.stats().hitCount();
    }

    /** How many were not. */
    public long misses() {
        return cache.stats().missCount();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also when the bytes do not hash to the digest
     */
    @Override
    public CompletionStage<Void> put(Digest digest, ByteString bytes) {
        byte[] content = bytes.toArray();
        if (!hashesTo(digest, content)) {
            throw new IllegalArgumentException("the bytes to store do not hash to " + digest);
        }
        ByteString own = ByteString.fromArrayUnsafe(content);
        return store.put(digest, own).thenRun(() -> {
            cache.put(digest, own);
            // A load that began before may still say that there is nothing; no one asking from now on may join it.
            loading.remove(digest);
        });
    }

    @Override
    public CompletionStage<Optional<ByteString>> get(Digest digest) {
        ByteString cached = cache.getIfPresent(digest);
        if (cached != null) {
            return CompletableFuture.completedStage(Optional.of(cached));
        }
        CompletableFuture<Optional<ByteString>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<ByteString>> running = loading.putIfAbsent(digest, mine);
        if (running != null) {
            return running.minimalCompletionStage();
        }
        load(digest).whenComplete((found, failure) -> {
            loading.remove(digest, mine);
            if (failure != null) {
                mine.completeExceptionally(failure);
            } else {
                mine.complete(found);
            }
        });
        return mine.minimalCompletionStage();
    }

    private CompletionStage<Optional<ByteString>> load(Digest digest) {
        return CompletableFuture.completedStage(digest).thenCompose(store::get).thenApply(found -> {
            found.ifPresent(bytes -> cache.put(digest, verified(digest, bytes)));
            return found;
        });
    }

    private static ByteString verified(Digest digest, ByteString bytes) {
        if (!hashesTo(digest, bytes.toArrayUnsafe())) {
            throw new ManifestStoreException("manifest " + digest + " is damaged: its bytes have another digest", null);
        }
        return bytes;
    }

    private static boolean hashesTo(Digest digest, byte[] content) {
        Optional<DigestAlgorithm> algorithm = digest.computable();
        return algorithm.isPresent() && algorithm.get().digestOf(content).equals(digest);
    }
}
