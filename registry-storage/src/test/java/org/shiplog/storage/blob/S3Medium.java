package org.shiplog.storage.blob;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.ActorSystem;
import org.shiplog.storage.s3.S3BlobStore;
import org.shiplog.storage.s3.S3Bucket;
import org.shiplog.storage.s3.S3StagingArea;
import org.shiplog.storage.s3.SharedS3Server;

/** A part of a bucket that no other test uses. */
final class S3Medium implements StorageContract.Medium {
    private static final long MEMORY = 64 << 20;

    private final SharedS3Server server;
    private final String prefix;
    private final ActorSystem system;
    private Instant now = Instant.now();
    private S3Bucket bucket;
    private S3BlobStore blobs;
    private S3StagingArea staging;

    S3Medium(SharedS3Server server, ActorSystem system) {
        this.server = server;
        this.prefix = server.unusedPrefix();
        this.system = system;
        restart();
    }

    // What the killed process still had to send is not sent.
    @Override
    public void restart() {
        if (bucket != null) {
            bucket.close();
        }
        bucket = server.open(prefix);
        blobs = new S3BlobStore(bucket);
        staging = new S3StagingArea(bucket, system, () -> now, MEMORY);
    }

    @Override
    public void passTime(Duration time) {
        now = now.plus(time);
    }

    @Override
    public S3StagingArea staging() {
        return staging;
    }

    @Override
    public S3BlobStore blobs() {
        return blobs;
    }

    @Override
    public List<String> leftovers() {
        return StorageContract.resultOf(staging.idle(Duration.ofDays(-365))).stream()
                .map(UploadId::toString)
                .toList();
    }

    // An object appears when it is complete, whatever became of what it was meant for.
    @Override
    public boolean keepsLateSegments() {
        return true;
    }
}
