package org.shiplog.storage.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes one object of the staging area as its parts come: in one request when there is only a last part, otherwise as a
 * multipart upload whose parts are sent side by side. Used by one thread at a time.
 */
final class PieceWriter {
    private final S3Bucket bucket;
    private final String key;
    private final List<CompletionStage<CompletedPart>> parts = new ArrayList<>();
    private @Nullable CompletionStage<S3Multipart> multipart;
    private long length;

    PieceWriter(S3Bucket bucket, String key) {
        this.bucket = bucket;
        this.key = key;
    }

    boolean hasRoom() {
        return parts.size() < bucket.limits().parts() - 1;
    }

    /** Sends a part that others will follow. Its loan is given back in the end. */
    CompletionStage<?> add(Part part) {
        part.loan().settle();
        length += part.size();
        CompletionStage<S3Multipart> begun = multipart;
        if (begun == null) {
            begun = bucket.beginMultipart(key);
            multipart = begun;
        }
        int number = parts.size() + 1;
        CompletionStage<CompletedPart> sent = begun.thenCompose(upload -> upload.upload(number, part))
                .whenComplete((_, _) -> part.loan().giveBack());
        parts.add(sent);
        return sent;
    }

    /** Sends the last part; completes when the object is there. */
    CompletionStage<Void> finish(Part last) {
        if (multipart == null) {
            last.loan().settle();
            return bucket.put(key, last).whenComplete((_, _) -> last.loan().giveBack());
        }
        add(last);
        return complete();
    }

    /** Without a last part: the object ends with the parts that were added. */
    CompletionStage<Void> finish() {
        return multipart == null ? CompletableFuture.completedFuture(null) : complete();
    }

    private CompletionStage<Void> complete() {
        CompletionStage<S3Multipart> begun = multipart;
        if (begun == null) {
            throw new IllegalStateException("no part of " + key + " was sent");
        }
        return allOf(parts)
                .thenCompose(sent -> begun.thenCompose(upload ->
                        upload.complete(sent, S3Bucket.Condition.NONE).exceptionallyCompose(this::unlessItIsThere)));
    }

    // The answer to the first attempt may have been lost, and the second one been refused for coming second.
    private CompletionStage<Void> unlessItIsThere(Throwable failure) {
        return bucket.length(key)
                .thenCompose(found -> found.equals(Optional.of(length))
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Drops the object, whatever there is of it. */
    CompletionStage<Void> drop() {
        CompletionStage<S3Multipart> begun = multipart;
        CompletionStage<Void> aborted = begun == null
                ? CompletableFuture.completedFuture(null)
                : allOf(parts).handle((_, _) -> begun).thenCompose(upload -> upload.thenCompose(S3Multipart::abort));
        // A multipart upload that was completed cannot be aborted, and its object is there.
        return aborted.handle((_, _) -> bucket.delete(key)).thenCompose(deleted -> deleted);
    }

    /** Completes when all have, with their results, and fails when one has failed and the others are done. */
    static <T> CompletionStage<List<T>> allOf(List<CompletionStage<T>> stages) {
        List<CompletableFuture<T>> futures =
                stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .thenApply(_ -> futures.stream().map(CompletableFuture::join).toList());
    }
}
