package org.shiplog.storage.s3;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.s3.PublishPlan.PlannedPart;
import org.shiplog.storage.s3.S3Bucket.Condition;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Makes an object of others in the same bucket. Two nodes may make the same blob at once: whoever comes second finds it there.
 *
 * <p>An answer may be lost after the store has acted on the request, and then the request, sent again, is refused. So what counts
 * after any failure is what is in the store.
 */
final class BlobAssembler {
    /** How many parts of one blob are copied or rewritten side by side. */
    private static final int PARALLEL = 4;

    private final S3Bucket bucket;
    private final PartMemory memory;
    private final Materializer materializer;

    BlobAssembler(S3Bucket bucket, PartMemory memory, Materializer materializer) {
        this.bucket = bucket;
        this.memory = memory;
        this.materializer = materializer;
    }

    /** @param found what is under the key already: an object of the wrong length is replaced */
    CompletionStage<Void> assemble(String target, List<ObjectRange> pieces, Optional<Long> found) {
        long length = PublishPlan.lengthOf(pieces);
        Condition condition = found.isEmpty() ? Condition.ABSENT : Condition.NONE;
        return execute(target, pieces, condition)
                .exceptionallyCompose(failure -> bucket.length(target).thenCompose(now -> {
                    if (now.equals(Optional.of(length))) {
                        return CompletableFuture.completedFuture(null);
                    }
                    boolean cameBetween = condition == Condition.ABSENT && S3Failures.isRefusedCondition(failure);
                    return cameBetween
                            ? execute(target, pieces, Condition.NONE)
                            : CompletableFuture.failedFuture(failure);
                }));
    }

    private CompletionStage<Void> execute(String target, List<ObjectRange> pieces, Condition condition) {
        return switch (PublishPlan.of(pieces, bucket.limits())) {
            case PublishPlan.Copy copy -> bucket.copy(copy.key(), target, condition);
            case PublishPlan.Rewrite rewrite ->
                loaded(rewrite.ranges())
                        .thenCompose(part -> bucket.put(target, part, condition)
                                .whenComplete((_, _) -> part.loan().giveBack()));
            case PublishPlan.Assemble plan ->
                bucket.beginMultipart(target)
                        .thenCompose(upload -> execute(upload, plan, condition)
                                .exceptionallyCompose(failure -> upload.abort()
                                        .handle((_, _) -> CompletableFuture.<Void>failedFuture(failure))
                                        .thenCompose(failed -> failed)))
                        .thenCompose(_ -> requireLength(target, PublishPlan.lengthOf(pieces)));
        };
    }

    private CompletionStage<Void> execute(S3Multipart upload, PublishPlan.Assemble plan, Condition condition) {
        return Source.from(plan.parts())
                .zipWithIndex()
                .mapAsync(
                        PARALLEL,
                        planned ->
                                send(upload, planned.first(), planned.second().intValue() + 1))
                .runWith(Sink.seq(), materializer)
                .thenCompose(parts -> upload.complete(parts, condition));
    }

    private CompletionStage<CompletedPart> send(S3Multipart upload, PlannedPart planned, int number) {
        return switch (planned) {
            case PlannedPart.Copied copied -> upload.copy(number, copied.range());
            case PlannedPart.Rewritten rewritten ->
                loaded(rewritten.ranges())
                        .thenCompose(part -> upload.upload(number, part)
                                .whenComplete((_, _) -> part.loan().giveBack()));
        };
    }

    /** The bytes in memory. Whoever gets the part gives the loan back; a failure has done so. */
    private CompletionStage<Part> loaded(List<ObjectRange> ranges) {
        long length = PublishPlan.lengthOf(ranges);
        if (length > memory.capacity()) {
            return CompletableFuture.failedFuture(new BlobStoreException(
                    "a blob of this size cannot be made of so small pieces: " + length
                            + " bytes would have to be in memory at once",
                    null,
                    false));
        }
        return memory.borrow((int) length).thenCompose(loan -> {
            Part part = new Part(loan);
            return read(ranges, part)
                    .handle((_, failure) -> {
                        if (failure == null) {
                            return CompletableFuture.completedFuture(part);
                        }
                        loan.giveBack();
                        return CompletableFuture.<Part>failedFuture(failure);
                    })
                    .thenCompose(result -> result);
        });
    }

    private CompletionStage<Done> read(List<ObjectRange> ranges, Part part) {
        return Source.from(ranges)
                .flatMapConcat(range -> Source.fromGraph(new ObjectSource(bucket, range)))
                .runWith(
                        Sink.foreach(
                                bytes -> bytes.getByteBuffers().forEach(buffer -> part.add(buffer, Part.UNOBSERVED))),
                        materializer);
    }

    private CompletionStage<Void> requireLength(String target, long length) {
        return bucket.length(target).thenCompose(now -> {
            if (now.equals(Optional.of(length))) {
                return CompletableFuture.completedFuture(null);
            }
            return CompletableFuture.failedFuture(new BlobStoreException(
                    target + " was made of " + length + " bytes and has " + now.orElse(0L), null, false));
        });
    }
}
