package org.shiplog.cluster.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** The blob store that all nodes share. A blob appears in it whole, or not at all. */
final class SimulatedBlobs {
    private final World world;
    private final Map<Digest, byte[]> blobs = new TreeMap<>();

    SimulatedBlobs(World world) {
        this.world = world;
    }

    /** Stores the bytes under a digest which the caller has verified. */
    CompletableFuture<Void> put(SimulatedNode node, Digest digest, byte[] bytes) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        world.in(world.chance().between(100, 50 * Chance.MILLISECOND), () -> {
            put(digest, bytes);
            node.in(100, () -> stored.complete(null));
        });
        return stored;
    }

    /** Takes effect at once. */
    void put(Digest digest, byte[] bytes) {
        world.invariants()
                .holds(() -> Violation.unless(
                        DigestAlgorithm.SHA256.digestOf(bytes).equals(digest),
                        "bytes under another digest than theirs"));
        blobs.putIfAbsent(digest, bytes);
    }

    byte @Nullable [] get(Digest digest) {
        return blobs.get(digest);
    }
}
