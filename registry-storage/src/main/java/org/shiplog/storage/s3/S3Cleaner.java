package org.shiplog.storage.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.s3.S3Bucket.Listed;

/** Finds and removes objects and unfinished multipart uploads. */
final class S3Cleaner {
    /** How many are removed side by side; one by one, because stores differ in how they take a list of keys. */
    private static final int PARALLEL = 8;

    private final S3Bucket bucket;
    private final Materializer materializer;

    S3Cleaner(S3Bucket bucket, Materializer materializer) {
        this.bucket = bucket;
        this.materializer = materializer;
    }

    /** All objects whose keys begin so. */
    CompletionStage<List<Listed>> all(String prefix) {
        return allFrom(prefix, Optional.empty(), new ArrayList<>());
    }

    private CompletionStage<List<Listed>> allFrom(String prefix, Optional<String> token, List<Listed> found) {
        return bucket.list(prefix, token).thenCompose(page -> {
            found.addAll(page.objects());
            return page.next().isPresent()
                    ? allFrom(prefix, page.next(), found)
                    : CompletableFuture.completedFuture(found);
        });
    }

    private CompletionStage<List<UnfinishedUpload>> unfinished(String prefix) {
        return unfinishedFrom(prefix, Optional.empty(), new ArrayList<>());
    }

    private CompletionStage<List<UnfinishedUpload>> unfinishedFrom(
            String prefix, Optional<UnfinishedUpload> after, List<UnfinishedUpload> found) {
        return UnfinishedUpload.list(bucket, prefix, after).thenCompose(page -> {
            found.addAll(page.uploads());
            return page.next().isPresent()
                    ? unfinishedFrom(prefix, page.next(), found)
                    : CompletableFuture.completedFuture(found);
        });
    }

    /** Removes whatever there is under the prefix. */
    CompletionStage<Void> drop(String prefix) {
        return dropUnfinished(prefix, Instant.MAX)
                .thenCompose(_ -> all(prefix))
                .thenCompose(objects -> forEach(objects, object -> bucket.delete(object.key())))
                .thenApply(_ -> null);
    }

    /** Aborts the multipart uploads under the prefix that began before then, and returns how many they were. */
    CompletionStage<Integer> dropUnfinished(String prefix, Instant before) {
        return unfinished(prefix)
                .thenCompose(found -> forEach(
                        found.stream()
                                .filter(upload -> upload.begun().isBefore(before))
                                .toList(),
                        this::abort));
    }

    // Another node may have been quicker.
    private CompletionStage<Void> abort(UnfinishedUpload upload) {
        return new S3Multipart(bucket, upload.key(), upload.id())
                .abort()
                .exceptionallyCompose(failure -> S3Failures.isAbsent(failure)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure));
    }

    /** For each upload of which there is anything, when the youngest of it was written. */
    CompletionStage<Map<UploadId, Instant>> youngest() {
        String prefix = bucket.keys().uploads();
        return unfinished(prefix)
                .thenCompose(unfinished -> all(prefix).thenApply(objects -> {
                    Map<UploadId, Instant> youngest = new HashMap<>();
                    unfinished.forEach(upload -> note(upload.key(), upload.begun(), youngest));
                    objects.forEach(object -> note(object.key(), object.modified(), youngest));
                    return youngest;
                }));
    }

    private void note(String key, Instant written, Map<UploadId, Instant> youngest) {
        bucket.keys()
                .uploadOf(key)
                .ifPresent(upload -> youngest.merge(upload, written, (one, other) -> one.isAfter(other) ? one : other));
    }

    private <T> CompletionStage<Integer> forEach(List<T> all, Function<T, CompletionStage<Void>> task) {
        return Source.from(all)
                .mapAsyncUnordered(PARALLEL, one -> task.apply(one).thenApply(_ -> one))
                .runWith(Sink.fold(0, (count, _) -> count + 1), materializer);
    }
}
