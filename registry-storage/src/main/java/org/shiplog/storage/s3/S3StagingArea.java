package org.shiplog.storage.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.SegmentFate;
import org.shiplog.storage.blob.SegmentMissingException;
import org.shiplog.storage.blob.StagingArea;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.s3.S3Bucket.Listed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments of uploads as objects of the bucket that the blobs are in, so that the store itself can make a blob of them. The
 * memory for bytes on their way is bounded for all uploads together; when it is lent out, streams wait.
 */
public final class S3StagingArea implements StagingArea {
    private static final Logger LOG = LoggerFactory.getLogger(S3StagingArea.class);
    private static final String DISPATCHER = "shiplog-s3-dispatcher";
    /** How many bytes, about, of each upload may wait outside of the bounded memory. */
    private static final long BATCH = 64 << 10;

    private final S3Bucket bucket;
    private final InstantSource clock;
    private final PartMemory memory;
    private final Executor executor;
    private final Materializer materializer;
    private final BlobAssembler assembler;
    private final S3Cleaner cleaner;

    /** @param memoryBytes for bytes on their way, at least 16 MiB; each upload that is sending holds 8 MiB of it */
    public S3StagingArea(S3Bucket bucket, ClassicActorSystemProvider provider, InstantSource clock, long memoryBytes) {
        if (memoryBytes < 2L * bucket.limits().part()) {
            throw new IllegalArgumentException(memoryBytes + " bytes hold fewer than two parts");
        }
        ActorSystem system = provider.classicSystem();
        this.bucket = bucket;
        this.clock = clock;
        this.executor = system.dispatchers().lookup(DISPATCHER);
        this.memory = new PartMemory(
                memoryBytes,
                bucket.limits().patience(),
                (delay, task) -> system.scheduler().scheduleOnce(delay, task, system.dispatcher()));
        this.materializer = Materializer.matFromSystem(system);
        this.assembler = new BlobAssembler(bucket, memory, materializer);
        this.cleaner = new S3Cleaner(bucket, materializer);
    }

    /** How many bytes of the memory for parts are in use; never more than there are. */
    public long memoryInUse() {
        return memory.lent();
    }

    @Override
    public CompletionStage<Stored> store(
            Segment.Key segment,
            RunningHash hash,
            OptionalLong length,
            Source<ByteString, ?> bytes,
            Supplier<SegmentFate> fate) {
        SegmentWriter writer =
                new SegmentWriter(bucket, memory, executor, segment, new SegmentWriter.Bytes(hash, length));
        return bytes.batchWeighted(BATCH, chunk -> (long) chunk.size(), chunk -> chunk, ByteString::concat)
                .runWith(
                        Sink.<SegmentWriter, ByteString>foldAsync(writer, SegmentWriter::write)
                                .addAttributes(
                                        ActorAttributes.dispatcher(DISPATCHER).and(Attributes.inputBuffer(1, 1))),
                        materializer)
                .handle((_, ended) -> settle(writer, length, ended, () -> follow(fate.get(), segment, writer)))
                .thenCompose(stored -> stored);
    }

    private CompletionStage<Void> follow(SegmentFate fate, Segment.Key key, SegmentWriter writer) {
        return switch (fate) {
            case SegmentFate.Keep() -> writer.finish().thenApply(_ -> null);
            case SegmentFate.Drop() -> writer.drop().exceptionally(failure -> leftBehind(writer, failure));
            // What was the segment is found and dropped with its upload.
            case SegmentFate.Publish(List<Segment> before, Digest digest) ->
                writer.finish().thenCompose(length -> {
                    List<Segment> all = new ArrayList<>(before);
                    if (length > 0) {
                        all.add(new Segment(key, length));
                    }
                    return publish(all, digest);
                });
        };
    }

    private CompletionStage<Stored> settle(
            SegmentWriter writer,
            OptionalLong announced,
            @Nullable Throwable ended,
            Supplier<CompletionStage<Void>> complete) {
        Throwable cause = ended instanceof CompletionException && ended.getCause() != null ? ended.getCause() : ended;
        Throwable medium = writer.failure();
        boolean tooFew = cause == null && announced.isPresent() && announced.getAsLong() != writer.length();
        if (tooFew || cause instanceof SegmentWriter.TooManyBytesException) {
            return writer.drop()
                    .exceptionally(failure -> leftBehind(writer, failure))
                    .thenApply(_ -> new Stored.WrongLength());
        }
        if (medium != null) {
            return failed(writer, medium);
        }
        CompletionStage<Stored> settled = cause == null
                ? complete.get().thenApply(_ -> new Stored.Complete(writer.length()))
                : writer.finish().thenApply(length -> new Stored.Interrupted(cause, length));
        return settled.exceptionallyCompose(failure -> failed(writer, failure));
    }

    // What was written is dropped while the caller is told.
    private static <T> CompletionStage<T> failed(SegmentWriter writer, Throwable failure) {
        writer.drop().exceptionally(dropping -> leftBehind(writer, dropping));
        return CompletableFuture.failedFuture(S3Failures.because("cannot store an upload", failure));
    }

    private static @Nullable Void leftBehind(SegmentWriter writer, Throwable failure) {
        LOG.warn("cannot drop {}, which is left to the cleaning: {}", writer, failure.toString());
        return null;
    }

    @Override
    public Source<ByteString, NotUsed> read(Segment segment) {
        if (segment.length() == 0) {
            return Source.empty();
        }
        return Source.lazyCompletionStage(
                        () -> cleaner.all(bucket.keys().segment(segment.key())).thenApply(this::byPiece))
                .mapConcat(found -> rangesOf(segment, found))
                .flatMapConcat(piece -> Source.fromGraph(new ObjectSource(bucket, piece)))
                .mapMaterializedValue(_ -> NotUsed.getInstance());
    }

    @Override
    public CompletionStage<Void> publish(List<Segment> segments, Digest digest) {
        String target = bucket.keys().blob(digest);
        long length = segments.stream().mapToLong(Segment::length).sum();
        return bucket.length(target)
                .thenCompose(found -> found.equals(Optional.of(length))
                        ? CompletableFuture.completedFuture(null)
                        : rangesOf(segments).thenCompose(pieces -> assembler.assemble(target, pieces, found)));
    }

    private CompletionStage<List<ObjectRange>> rangesOf(List<Segment> segments) {
        List<CompletionStage<List<Listed>>> listed = segments.stream()
                .map(segment -> segment.key().upload())
                .distinct()
                .map(upload -> cleaner.all(bucket.keys().upload(upload)))
                .toList();
        return PieceWriter.allOf(listed)
                .thenApply(lists -> byPiece(lists.stream().flatMap(List::stream).toList()))
                .thenApply(found -> segments.stream()
                        .flatMap(segment -> rangesOf(segment, found).stream())
                        .toList());
    }

    private Map<S3Keys.Piece, ObjectRange> byPiece(List<Listed> objects) {
        Map<S3Keys.Piece, ObjectRange> pieces = new HashMap<>();
        objects.forEach(object -> bucket.keys()
                .pieceOf(object.key())
                .ifPresent(piece -> pieces.put(piece, new ObjectRange(object.key(), 0, object.length()))));
        return pieces;
    }

    /** The objects that hold the segment's bytes, in their order. Fails unless they hold just these. */
    private static List<ObjectRange> rangesOf(Segment segment, Map<S3Keys.Piece, ObjectRange> found) {
        List<ObjectRange> ranges = new ArrayList<>();
        long missing = segment.length();
        while (missing > 0) {
            ObjectRange next = found.get(new S3Keys.Piece(segment.key(), ranges.size()));
            if (next == null) {
                throw new SegmentMissingException("the store does not hold " + segment, null);
            }
            if (next.length() > missing) {
                throw new BlobStoreException("the store does not hold the bytes of " + segment, null, false);
            }
            ranges.add(next);
            missing -= next.length();
        }
        return ranges;
    }

    @Override
    public CompletionStage<Void> discard(UploadId upload) {
        return cleaner.drop(bucket.keys().upload(upload));
    }

    @Override
    public CompletionStage<Set<UploadId>> idle(Duration time) {
        Instant before = clock.instant().minus(time);
        return cleaner.youngest()
                .thenApply(uploads -> uploads.entrySet().stream()
                        .filter(upload -> upload.getValue().isBefore(before))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    /**
     * Drops blobs that were begun so long ago and never finished, because a node died over them. Nobody can see them, but the
     * store keeps them, and bills them.
     *
     * @return how many there were
     */
    public CompletionStage<Integer> dropUnfinishedBlobs(Duration time) {
        return cleaner.dropUnfinished(bucket.keys().blobs(), clock.instant().minus(time));
    }
}
