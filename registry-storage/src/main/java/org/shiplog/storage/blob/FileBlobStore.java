package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;

/**
 * Blobs as files of one {@link BlobDirectory}. A digest that cannot be computed is an {@link
 * IllegalArgumentException}.
 */
public final class FileBlobStore implements BlobStore {
    static final String DISPATCHER = "shiplog-blob-dispatcher";

    private final BlobDirectory directory;
    private final Executor executor;
    private final ReadAhead readAhead = new ReadAhead();

    public FileBlobStore(BlobDirectory directory, ClassicActorSystemProvider system) {
        this.directory = directory;
        this.executor = system.classicSystem().dispatchers().lookup(DISPATCHER);
    }

    @Override
    public CompletionStage<Optional<Long>> size(Digest digest) {
        Path file = directory.blob(digest);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return sizeOf(file);
                    } catch (IOException e) {
                        throw BlobStoreException.because("cannot look up " + file, e);
                    }
                },
                executor);
    }

    @Override
    public Source<ByteString, NotUsed> read(Digest digest, long offset, long length) {
        return read(directory.blob(digest), offset, length);
    }

    Source<ByteString, NotUsed> read(Path file, long offset, long length) {
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new IllegalArgumentException("not a range: " + length + " bytes from " + offset);
        }
        return Source.fromGraph(new FileSource(file, offset, length, readAhead, executor));
    }

    /** Whether the blob is there, and whole. A blob of another length was damaged after it was kept. Blocks. */
    boolean holds(Digest digest, long length) throws IOException {
        return sizeOf(directory.blob(digest)).equals(Optional.of(length));
    }

    private static Optional<Long> sizeOf(Path blob) throws IOException {
        try {
            return Optional.of(Files.size(blob));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    BlobDirectory directory() {
        return directory;
    }

    /** Where file operations may block. */
    Executor executor() {
        return executor;
    }
}
