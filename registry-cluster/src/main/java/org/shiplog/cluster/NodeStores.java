package org.shiplog.cluster;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.config.BlobsConfig;
import org.shiplog.storage.archive.Archive;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.blob.LedgeredUploadSessions;
import org.shiplog.storage.blob.PostgresUploadLedger;
import org.shiplog.storage.blob.UploadSessions;
import org.shiplog.storage.manifest.CachedManifestStore;
import org.shiplog.storage.manifest.PostgresManifestStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a node keeps bytes. */
record NodeStores(BlobStore blobs, UploadSessions uploads, CachedManifestStore manifests, Archive archive) {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStores.class);

    /** An upload that nothing was sent to for so long is given up. */
    private static final Duration UPLOAD_IDLE = Duration.ofHours(24);

    private static final Duration CLEANING = Duration.ofMinutes(10);
    private static final long MANIFEST_CACHE_BYTES = 64L << 20;

    /**
     * Opens what the settings choose. Blocks.
     *
     * @throws BlobStoreException when it cannot be used
     */
    static NodeStores open(
            BlobsConfig config,
            ActorSystem<?> system,
            NodeDatabase database,
            InstantSource clock,
            NodeTelemetry telemetry) {
        BlobMedium medium = BlobMedium.open(config, system, clock);
        UploadSessions uploads = telemetry.watched(
                LedgeredUploadSessions.start(new PostgresUploadLedger(database.requests()), medium.staging(), system));
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO, CLEANING, () -> clean(uploads, medium), system.executionContext());
        return new NodeStores(
                telemetry.watched(medium.blobs()),
                uploads,
                telemetry.watched(
                        new CachedManifestStore(new PostgresManifestStore(database.requests()), MANIFEST_CACHE_BYTES)),
                medium.archive());
    }

    private static void clean(UploadSessions uploads, BlobMedium medium) {
        told("uploads that were idle", uploads.expire(UPLOAD_IDLE));
        told("blobs that were never finished", medium.dropUnfinished(UPLOAD_IDLE));
    }

    private static void told(String what, CompletionStage<Integer> dropping) {
        dropping.whenComplete((dropped, failure) -> {
            if (failure != null) {
                LOG.warn("cannot drop {}, trying again in {}", what, CLEANING, failure);
            } else if (dropped > 0) {
                LOG.info("dropped {} {} for {}", dropped, what, UPLOAD_IDLE);
            }
        });
    }
}
