package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;

/**
 * Segments as files of the {@link BlobDirectory} that the blobs end up in. Several nodes may share it.
 *
 * <p>A single segment becomes a blob without being copied, by a second name for the same file: its first name stays until the
 * segment is discarded, so that publishing can be repeated. Several segments are joined into a new file, and so is a single one
 * where the file system has no hard links.
 */
public final class FileStagingArea implements StagingArea {
    private final FileBlobStore blobs;
    private final BlobDirectory directory;
    private final Materializer materializer;
    private final InstantSource clock;

    public FileStagingArea(FileBlobStore blobs, ClassicActorSystemProvider system, InstantSource clock) {
        this.blobs = blobs;
        this.directory = blobs.directory();
        this.materializer = SystemMaterializer.get(system).materializer();
        this.clock = clock;
    }

    @Override
    public CompletionStage<Stored> store(
            Segment.Key segment, RunningHash hash, OptionalLong length, Source<ByteString, ?> bytes) {
        SegmentSink sink = new SegmentSink(new SegmentFile(directory, segment), hash, length);
        return bytes.via(SegmentSink.batches()).runWith(Sink.fromGraph(sink), materializer);
    }

    @Override
    public Source<ByteString, NotUsed> read(Segment segment) {
        return blobs.read(directory.segment(segment.key()), 0, segment.length());
    }

    /**
     * Order: the data is durable before the blob's name exists, so that a name never stands for lost bytes; the directory is
     * synced before anyone is told. It is synced also when the blob was there, because the one who put it there may not have got
     * that far yet.
     */
    @Override
    public CompletionStage<Void> publish(List<Segment> segments, Digest digest) {
        BlobDirectory.requireStorable(digest);
        return change("cannot keep " + digest, () -> {
            long length = segments.stream().mapToLong(Segment::length).sum();
            if (!blobs.holds(digest, length)) {
                rename(segments, digest);
            }
            directory.syncNames(digest);
        });
    }

    private void rename(List<Segment> segments, Digest digest) throws IOException {
        Path whole = unused(segments);
        try {
            if (segments.size() != 1 || !link(segments.getFirst(), whole)) {
                join(segments, whole);
            }
            directory.moveTo(digest, whole);
        } finally {
            // Still there after a failure, or when the other name of the same file was the blob's already.
            Files.deleteIfExists(whole);
        }
        if (segments.isEmpty()) {
            Files.deleteIfExists(whole.getParent());
        }
    }

    private Path unused(List<Segment> segments) throws IOException {
        UploadId upload = segments.isEmpty()
                ? new UploadId(UUID.randomUUID())
                : segments.getFirst().key().upload();
        return Files.createDirectories(directory.upload(upload)).resolve("whole-" + UUID.randomUUID());
    }

    private boolean link(Segment segment, Path whole) throws IOException {
        Path file = directory.segment(segment.key());
        if (Files.size(file) != segment.length()) {
            throw new IOException(file + " is not of " + segment.length() + " bytes");
        }
        try {
            directory.disk().link(file, whole);
            return true;
        } catch (IOException | UnsupportedOperationException noHardLinks) {
            return false;
        }
    }

    private void join(List<Segment> segments, Path whole) throws IOException {
        try (FileChannel to = FileChannel.open(whole, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long length = 0;
            for (Segment segment : segments) {
                Path file = directory.segment(segment.key());
                try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
                    directory.disk().copy(from, to);
                }
                length += segment.length();
                if (to.size() != length) {
                    throw new IOException(file + " is not of " + segment.length() + " bytes");
                }
            }
            directory.disk().force(to);
        }
    }

    @Override
    public CompletionStage<Void> discard(UploadId upload) {
        return change("cannot discard upload " + upload, () -> {
            Path folder = directory.upload(upload);
            for (Path file : contents(folder)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        });
    }

    @Override
    public CompletionStage<Set<UploadId>> idle(Duration time) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return idleBefore(clock.instant().minus(time));
                    } catch (IOException e) {
                        throw BlobStoreException.because("cannot look for abandoned uploads", e);
                    }
                },
                blobs.executor());
    }

    private Set<UploadId> idleBefore(Instant before) throws IOException {
        Set<UploadId> idle = new HashSet<>();
        for (UploadId upload : directory.uploads()) {
            if (isOlder(directory.upload(upload), before)) {
                idle.add(upload);
            }
        }
        return idle;
    }

    private static boolean isOlder(Path folder, Instant before) throws IOException {
        try {
            for (Path file : contents(folder)) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    return false;
                }
            }
            return Files.getLastModifiedTime(folder).toInstant().isBefore(before);
        } catch (NoSuchFileException goneMeanwhile) {
            return false;
        }
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }

    private CompletionStage<Void> change(String failure, FileChange change) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        change.run();
                    } catch (IOException e) {
                        throw BlobStoreException.because(failure, e);
                    }
                },
                blobs.executor());
    }

    @FunctionalInterface
    private interface FileChange {
        void run() throws IOException;
    }
}
