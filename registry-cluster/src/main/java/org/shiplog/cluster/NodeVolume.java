package org.shiplog.cluster;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.shiplog.cluster.config.BlobsConfig;
import org.shiplog.http.api.port.StorageVolume;

/** How large the medium of the blobs is, and how much of it is free. */
final class NodeVolume {
    private NodeVolume() {}

    /** @param blocking where the file system is asked, which may take its time */
    static StorageVolume of(BlobsConfig config, Executor blocking) {
        return switch (config) {
            case BlobsConfig.Files files -> new FileSystem(files, blocking);
            case BlobsConfig.S3 _ -> new Bucket();
        };
    }

    private record FileSystem(BlobsConfig.Files files, Executor blocking) implements StorageVolume {
        @Override
        public String provider() {
            return "filesystem";
        }

        @Override
        public CompletionStage<Space> space() {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            FileStore store = Files.getFileStore(files.directory());
                            return new Space(store.getTotalSpace(), store.getUsableSpace());
                        } catch (IOException e) {
                            throw new CompletionException(e);
                        }
                    },
                    blocking);
        }
    }

    private record Bucket() implements StorageVolume {
        @Override
        public String provider() {
            return "s3";
        }

        @Override
        public CompletionStage<Space> space() {
            return CompletableFuture.completedFuture(Space.UNLIMITED);
        }
    }
}
