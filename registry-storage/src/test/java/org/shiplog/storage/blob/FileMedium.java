package org.shiplog.storage.blob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;

/** Files under a temporary directory, on a disk that can be told to fail. */
final class FileMedium implements StorageContract.Medium {
    final Path root;
    final FailingDisk disk = new FailingDisk();
    private final ActorSystem system;
    private Instant now = Instant.now();
    private FileBlobStore blobs;
    private FileStagingArea staging;

    FileMedium(Path root, ActorSystem system) {
        this.root = root;
        this.system = system;
        restart();
    }

    @Override
    public void restart() {
        blobs = new FileBlobStore(BlobDirectory.open(root, disk), system);
        staging = new FileStagingArea(blobs, system, () -> now, 1 << 20);
    }

    @Override
    public void passTime(Duration time) {
        now = now.plus(time);
    }

    @Override
    public FileStagingArea staging() {
        return staging;
    }

    @Override
    public FileBlobStore blobs() {
        return blobs;
    }

    @Override
    public List<String> leftovers() {
        try (Stream<Path> files = Files.list(root.resolve("uploads"))) {
            return files.map(Path::toString).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
