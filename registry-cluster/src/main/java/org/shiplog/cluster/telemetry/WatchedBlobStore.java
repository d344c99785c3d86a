package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.cluster.telemetry.WatchedOperation.Part;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.blob.BlobStoreException;

/** A blob store whose latency and errors are measured. A read lasts until its first byte: the rest goes at its reader's speed. */
public final class WatchedBlobStore implements BlobStore {
    private final BlobStore store;
    private final WatchedOperation size;
    private final WatchedOperation read;
    private final Counter bytes;

    public WatchedBlobStore(BlobStore store, MeterRegistry registry, Optional<Tracing> tracing) {
        this.store = store;
        Part part = part(registry, tracing);
        this.size = part.operation("size");
        this.read = part.operation("read");
        this.bytes = Counter.builder("shiplog.blob.store.read")
                .description("Bytes that were read from the blob store.")
                .baseUnit("bytes")
                .register(registry);
    }

    static Part part(MeterRegistry registry, Optional<Tracing> tracing) {
        return new Part(registry, "shiplog.blob.store", "blob store", BlobStoreException.class, tracing);
    }

    @Override
    public CompletionStage<Optional<Long>> size(Digest digest) {
        return size.run(() -> store.size(digest));
    }

    @Override
    public Source<ByteString, NotUsed> read(Digest digest, long offset, long length) {
        return store.read(digest, offset, length).via(new BodyMeter(Reading::new));
    }

    @Override
    public Optional<URI> presignedGet(Digest digest, Duration validity) {
        return store.presignedGet(digest, validity);
    }

    private final class Reading implements BodyMeter.Meter {
        private final long began = System.nanoTime();
        private boolean answered;

        @Override
        public void passed(int count) {
            if (!answered) {
                answered = true;
                read.took(System.nanoTime() - began);
            }
            bytes.increment(count);
        }

        @Override
        public void failed(Throwable failure) {
            read.failed(failure);
        }
    }
}
