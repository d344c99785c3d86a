package org.shiplog.storage.s3;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;

/** A multipart upload that was neither completed nor aborted. */
record UnfinishedUpload(String key, String id, Instant begun) {

    /** Some of the uploads; those that follow come after {@code next}. */
    record Page(List<UnfinishedUpload> uploads, Optional<UnfinishedUpload> next) {}

    /** Those of objects whose keys begin with the prefix. Some stores, like MinIO, list them by whole keys only. */
    static CompletionStage<Page> list(S3Bucket bucket, String prefix, Optional<UnfinishedUpload> after) {
        ListMultipartUploadsRequest.Builder request =
                ListMultipartUploadsRequest.builder().bucket(bucket.name()).prefix(prefix);
        after.ifPresent(last -> request.keyMarker(last.key()).uploadIdMarker(last.id()));
        return S3Failures.explained(
                "cannot list the unfinished uploads of " + prefix,
                bucket.answers().listMultipartUploads(request.build()).thenApply(UnfinishedUpload::page));
    }

    private static Page page(ListMultipartUploadsResponse response) {
        List<UnfinishedUpload> uploads = response.uploads().stream()
                .map(found -> new UnfinishedUpload(found.key(), found.uploadId(), found.initiated()))
                .toList();
        boolean more = Boolean.TRUE.equals(response.isTruncated()) && !uploads.isEmpty();
        return new Page(uploads, more ? Optional.of(uploads.getLast()) : Optional.empty());
    }
}
