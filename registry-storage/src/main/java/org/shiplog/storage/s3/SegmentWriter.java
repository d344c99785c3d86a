package org.shiplog.storage.s3;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.blob.Segment;

/**
 * Writes one segment as its bytes come, as one object or, rarely, several: a new one is begun when the last has all the parts
 * that S3 allows, or when memory is wanted back while a part is half full, because only the last part of an object may be small.
 *
 * <p>Bytes are written by one stream; parts finish and memory is recalled on other threads.
 */
final class SegmentWriter {
    private final S3Bucket bucket;
    private final PartMemory memory;
    private final Executor executor;
    private final Segment.Key segment;
    private final RunningHash hash;
    private final OptionalLong announced;
    private final List<CompletionStage<Void>> finished = new ArrayList<>();
    private final List<PieceWriter> pieces = new ArrayList<>();
    private @Nullable PieceWriter piece;
    private @Nullable Part filling;
    private long length;
    private volatile @Nullable Throwable failure;
    private CompletionStage<?> writing = CompletableFuture.completedFuture(null);

    SegmentWriter(S3Bucket bucket, PartMemory memory, Executor executor, Segment.Key segment, Bytes bytes) {
        this.bucket = bucket;
        this.memory = memory;
        this.executor = executor;
        this.segment = segment;
        this.hash = bytes.hash();
        this.announced = bytes.announced();
    }

    /**
     * What is to be written.
     *
     * @param hash updated with what is written
     * @param announced how many bytes are to come
     */
    record Bytes(RunningHash hash, OptionalLong announced) {}

    /** Tells the stream that more bytes came than announced. */
    static final class TooManyBytesException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Completes when more bytes may come. */
    synchronized CompletionStage<SegmentWriter> write(ByteString bytes) {
        if (announced.isPresent() && bytes.size() > announced.getAsLong() - length) {
            return CompletableFuture.failedFuture(new TooManyBytesException());
        }
        Deque<ByteBuffer> left = new ArrayDeque<>();
        bytes.getByteBuffers().forEach(left::add);
        CompletionStage<SegmentWriter> written = fill(left);
        writing = written;
        return written;
    }

    private synchronized CompletionStage<SegmentWriter> fill(Deque<ByteBuffer> left) {
        while (true) {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            while (!left.isEmpty() && !left.getFirst().hasRemaining()) {
                left.removeFirst();
            }
            if (left.isEmpty()) {
                return CompletableFuture.completedFuture(this);
            }
            Part part = filling;
            if (part == null) {
                return borrow().thenCompose(_ -> fill(left));
            }
            part.add(left.getFirst(), this::count);
            if (part.isFull()) {
                filling = null;
                send(part);
            }
        }
    }

    private void count(byte[] block, int offset, int count) {
        hash.update(block, offset, count);
        length += count;
    }

    private CompletionStage<?> borrow() {
        int most = bucket.limits().part();
        int wanted = announced.isPresent() ? (int) Math.min(most, announced.getAsLong() - length) : most;
        CompletionStage<PartMemory.Loan> loan = memory.borrow(wanted);
        boolean waits = !loan.toCompletableFuture().isDone();
        return waits ? loan.thenAcceptAsync(this::begin, executor) : loan.thenAccept(this::begin);
    }

    private synchronized void begin(PartMemory.Loan loan) {
        Part part = new Part(loan);
        filling = part;
        loan.whenRecalled(() -> executor.execute(() -> giveBack(part)));
    }

    private synchronized void giveBack(Part part) {
        if (part == filling) {
            filling = null;
            finishPiece(part);
        }
    }

    private void send(Part part) {
        boolean isAll = announced.isPresent() && announced.getAsLong() == length;
        PieceWriter current = current();
        if (isAll || !current.hasRoom()) {
            finishPiece(part);
        } else {
            note(current.add(part));
        }
    }

    private void finishPiece(Part part) {
        if (part.size() == 0) {
            part.loan().giveBack();
            return;
        }
        CompletionStage<Void> done = current().finish(part);
        piece = null;
        note(done);
        finished.add(done);
    }

    private PieceWriter current() {
        PieceWriter current = piece;
        if (current == null) {
            current = new PieceWriter(bucket, bucket.keys().piece(new S3Keys.Piece(segment, pieces.size())));
            pieces.add(current);
            piece = current;
        }
        return current;
    }

    private void note(CompletionStage<?> sent) {
        sent.whenComplete((_, failed) -> {
            if (failed != null) {
                failure = failed;
            }
        });
    }

    /** Why the store did not take the bytes. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** How many bytes have come. */
    synchronized long length() {
        return length;
    }

    @Override
    public String toString() {
        return bucket.keys().segment(segment) + "*";
    }

    /** Completes with the number of bytes in the store. No bytes may come any more. */
    CompletionStage<Long> finish() {
        return whenWritten(this::finishAll);
    }

    private synchronized CompletionStage<Long> finishAll() {
        Part last = filling;
        filling = null;
        if (last != null) {
            finishPiece(last);
        }
        if (piece != null) {
            finished.add(piece.finish());
        }
        return PieceWriter.allOf(finished).thenApply(_ -> length);
    }

    /** Drops everything that was written. */
    CompletionStage<Void> drop() {
        return whenWritten(this::dropAll);
    }

    private synchronized CompletionStage<Void> dropAll() {
        Part last = filling;
        filling = null;
        if (last != null) {
            last.loan().giveBack();
        }
        return PieceWriter.allOf(finished)
                .handle((_, _) -> pieces.stream().map(PieceWriter::drop).toList())
                .thenCompose(PieceWriter::allOf)
                .thenApply(_ -> null);
    }

    // The stream may have failed while its last bytes wait for memory.
    private synchronized <T> CompletionStage<T> whenWritten(Supplier<CompletionStage<T>> next) {
        return writing.handle((_, _) -> next.get()).thenCompose(result -> result);
    }
}
