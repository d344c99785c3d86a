package org.shiplog.cluster.cli;

import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.storage.blob.BlobStore;

/** A store of blobs, and the actor system that its streams run in, which ends with it. */
public record OpenBlobs(BlobStore store, ActorSystem<?> system) implements AutoCloseable {
    /** Waits for the end of the system. */
    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
