package org.shiplog.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.storage.blob.BlobDirectory;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.blob.FileBlobStore;
import org.shiplog.storage.blob.FileStagingArea;
import org.shiplog.storage.blob.LedgeredUploadSessions;
import org.shiplog.storage.blob.PostgresUploadLedger;
import org.shiplog.storage.blob.UploadSessions;
import org.shiplog.storage.manifest.CachedManifestStore;
import org.shiplog.storage.manifest.PostgresManifestStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a node keeps bytes. */
record NodeStores(BlobStore blobs, UploadSessions uploads, CachedManifestStore manifests) {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStores.class);

    /** An upload that nothing was sent to for so long is given up. */
    private static final Duration UPLOAD_IDLE = Duration.ofHours(24);

    private static final Duration CLEANING = Duration.ofMinutes(10);
    private static final long MANIFEST_CACHE_BYTES = 64L << 20;

    static NodeStores open(
            Path dataDirectory,
            ActorSystem<?> system,
            NodeDatabase database,
            InstantSource clock,
            NodeTelemetry telemetry) {
        FileBlobStore blobs = new FileBlobStore(BlobDirectory.open(dataDirectory), system);
        UploadSessions uploads = telemetry.watched(LedgeredUploadSessions.start(
                new PostgresUploadLedger(database.requests()), new FileStagingArea(blobs, system, clock), system));
        system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, CLEANING, () -> dropIdle(uploads), system.executionContext());
        return new NodeStores(
                telemetry.watched(blobs),
                uploads,
                telemetry.watched(new CachedManifestStore(
                        new PostgresManifestStore(database.requests()), MANIFEST_CACHE_BYTES)));
    }

    private static void dropIdle(UploadSessions uploads) {
        uploads.expire(UPLOAD_IDLE).whenComplete((dropped, failure) -> {
            if (failure != null) {
                LOG.warn("cannot clean up abandoned uploads, trying again in {}", CLEANING, failure);
            } else if (dropped > 0) {
                LOG.info("dropped {} uploads that were idle for {}", dropped, UPLOAD_IDLE);
            }
        });
    }
}
