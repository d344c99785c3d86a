package org.shiplog.cluster;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.cli.OpenBlobs;
import org.shiplog.cluster.config.BlobsConfig;
import org.shiplog.storage.archive.Archive;
import org.shiplog.storage.archive.FileArchive;
import org.shiplog.storage.blob.BlobDirectory;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.blob.FileBlobStore;
import org.shiplog.storage.blob.FileStagingArea;
import org.shiplog.storage.blob.StagingArea;
import org.shiplog.storage.s3.S3Archive;
import org.shiplog.storage.s3.S3BlobStore;
import org.shiplog.storage.s3.S3Bucket;
import org.shiplog.storage.s3.S3Settings;
import org.shiplog.storage.s3.S3StagingArea;

/** What the settings choose for blobs: files or a bucket. */
record BlobMedium(
        BlobStore blobs, StagingArea staging, Archive archive, Function<Duration, CompletionStage<Integer>> cleaning) {
    private static final long LEAST_MEMORY = 32L << 20;
    private static final long MOST_MEMORY = 1L << 30;

    static BlobMedium open(BlobsConfig config, ActorSystem<?> system, InstantSource clock) {
        return switch (config) {
            case BlobsConfig.Files files -> inFiles(files, system, clock);
            case BlobsConfig.S3 s3 -> inBucket(s3, system, clock);
        };
    }

    /** For a command beside the node, which writes nothing. */
    static OpenBlobs openForReading(BlobsConfig config) {
        ActorSystem<?> system = NodeSystem.startForStreams();
        try {
            return new OpenBlobs(
                    switch (config) {
                        case BlobsConfig.Files files ->
                            new FileBlobStore(BlobDirectory.existing(files.directory()), system);
                        case BlobsConfig.S3 s3 -> new S3BlobStore(bucket(s3, system));
                    },
                    system);
        } catch (RuntimeException e) {
            system.terminate();
            throw e;
        }
    }

    private static BlobMedium inFiles(BlobsConfig.Files files, ActorSystem<?> system, InstantSource clock) {
        FileBlobStore blobs = new FileBlobStore(BlobDirectory.open(files.directory()), system);
        return new BlobMedium(
                blobs,
                new FileStagingArea(blobs, system, clock, uploadMemory() / 2),
                new FileArchive(files.directory(), task -> Thread.ofVirtual().start(task)),
                _ -> CompletableFuture.completedStage(0));
    }

    private static BlobMedium inBucket(BlobsConfig.S3 s3, ActorSystem<?> system, InstantSource clock) {
        S3Bucket bucket = bucket(s3, system);
        S3StagingArea staging = new S3StagingArea(bucket, system, clock, uploadMemory());
        return new BlobMedium(new S3BlobStore(bucket), staging, new S3Archive(bucket), staging::dropUnfinishedBlobs);
    }

    private static S3Bucket bucket(BlobsConfig.S3 s3, ActorSystem<?> system) {
        S3Bucket bucket = S3Bucket.open(settings(s3));
        // Streams use it until the system has stopped.
        system.getWhenTerminated().thenRun(bucket::close);
        return bucket;
    }

    /** A quarter of the heap: what uploads may keep waiting. */
    private static long uploadMemory() {
        return Math.clamp(Runtime.getRuntime().maxMemory() / 4, LEAST_MEMORY, MOST_MEMORY);
    }

    private static S3Settings settings(BlobsConfig.S3 s3) {
        return new S3Settings(
                s3.endpoint(),
                s3.region(),
                s3.bucket(),
                s3.prefix(),
                s3.credentials()
                        .map(known -> new S3Settings.Credentials(
                                known.accessKey(), known.secretKey().reveal())),
                s3.pathStyle(),
                switch (s3.encryption()) {
                    case BlobsConfig.Encryption.None _ -> new S3Settings.Encryption.None();
                    case BlobsConfig.Encryption.Aes256 _ -> new S3Settings.Encryption.Aes256();
                    case BlobsConfig.Encryption.Kms kms -> new S3Settings.Encryption.Kms(kms.key());
                },
                s3.authority(),
                s3.redirect());
    }

    /** Drops what a node that died has left of blobs that it was making, and returns how many there were. */
    CompletionStage<Integer> dropUnfinished(Duration age) {
        return cleaning.apply(age);
    }
}
