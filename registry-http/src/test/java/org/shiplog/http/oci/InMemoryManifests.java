package org.shiplog.http.oci;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.manifest.ManifestStore;

/** Manifests in memory. Counts how often one is read. */
public final class InMemoryManifests implements ManifestStore {
    private final Map<Digest, ByteString> manifests = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public CompletionStage<Void> put(Digest digest, ByteString bytes) {
        manifests.putIfAbsent(digest, bytes);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<ByteString>> get(Digest digest) {
        reads.incrementAndGet();
        return CompletableFuture.completedStage(Optional.ofNullable(manifests.get(digest)));
    }

    void lose(Digest digest) {
        manifests.remove(digest);
    }

    int reads() {
        return reads.get();
    }
}
