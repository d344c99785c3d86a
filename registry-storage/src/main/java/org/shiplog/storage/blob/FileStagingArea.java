package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
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
 * <p>How they become blobs: {@link FilePublisher}.
 */
public final class FileStagingArea implements StagingArea {
    private final FileBlobStore blobs;
    private final BlobDirectory directory;
    private final FilePublisher publisher;
    private final Materializer materializer;
    private final InstantSource clock;
    private final SegmentBatches.Waiting waiting;

    /** @param memory bytes that may wait to be written, of all uploads together; each of them may hold a piece beyond that */
    public FileStagingArea(FileBlobStore blobs, ClassicActorSystemProvider system, InstantSource clock, long memory) {
        this.blobs = blobs;
        this.directory = blobs.directory();
        this.publisher = new FilePublisher(blobs);
        this.materializer = SystemMaterializer.get(system).materializer();
        this.clock = clock;
        this.waiting = new SegmentBatches.Waiting(memory);
    }

    @Override
    public CompletionStage<Stored> store(
            Segment.Key segment,
            RunningHash hash,
            OptionalLong length,
            Source<ByteString, ?> bytes,
            Supplier<SegmentFate> fate) {
        SegmentFile file = new SegmentFile(directory, segment);
        SegmentSink sink = new SegmentSink(file, hash, length, () -> settle(file, fate.get()));
        return bytes.via(new SegmentBatches(waiting)).runWith(Sink.fromGraph(sink), materializer);
    }

    private void settle(SegmentFile file, SegmentFate fate) throws IOException {
        switch (fate) {
            case SegmentFate.Keep() -> file.keep();
            case SegmentFate.Publish(List<Segment> before, Digest digest) -> publisher.publish(before, file, digest);
            case SegmentFate.Drop() -> file.drop();
        }
    }

    @Override
    public Source<ByteString, NotUsed> read(Segment segment) {
        return blobs.read(directory.segment(segment.key()), 0, segment.length())
                .mapError(
                        BlobStoreException.class,
                        failure -> failure.getCause() instanceof NoSuchFileException
                                ? new SegmentMissingException("there is no " + segment, failure)
                                : failure);
    }

    @Override
    public CompletionStage<Void> publish(List<Segment> segments, Digest digest) {
        BlobDirectory.requireStorable(digest);
        return change("cannot keep " + digest, () -> publisher.publish(segments, digest));
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
