package org.shiplog.storage.s3;

import java.util.List;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** An object that is written in parts and there only when completed. Parts are numbered from 1. */
final class S3Multipart {
    private final S3Bucket bucket;
    private final String key;
    private final String id;

    S3Multipart(S3Bucket bucket, String key, String id) {
        this.bucket = bucket;
        this.key = key;
        this.id = id;
    }

    CompletionStage<CompletedPart> upload(int number, Part part) {
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(bucket.name())
                .key(key)
                .uploadId(id)
                .partNumber(number)
                .contentMD5(part.md5())
                .build();
        return S3Failures.explained(
                "cannot write part " + number + " of " + key,
                bucket.transfers()
                        .uploadPart(request, part.body())
                        .thenApply(response -> completed(number, response.eTag())));
    }

    CompletionStage<CompletedPart> copy(int number, ObjectRange range) {
        UploadPartCopyRequest request = UploadPartCopyRequest.builder()
                .sourceBucket(bucket.name())
                .sourceKey(range.key())
                .copySourceRange("bytes=" + range.from() + "-" + (range.from() + range.length() - 1))
                .destinationBucket(bucket.name())
                .destinationKey(key)
                .uploadId(id)
                .partNumber(number)
                .build();
        return S3Failures.explained(
                "cannot copy " + range.key() + " to part " + number + " of " + key,
                bucket.transfers()
                        .uploadPartCopy(request)
                        .thenApply(response ->
                                completed(number, response.copyPartResult().eTag())));
    }

    /** @param parts all of them, in their order */
    CompletionStage<Void> complete(List<CompletedPart> parts, S3Bucket.Condition condition) {
        return S3Failures.explained(
                "cannot complete " + key, bucket.conditionally(S3Bucket.Write.COMPLETE, condition, none -> {
                    CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                            .bucket(bucket.name())
                            .key(key)
                            .uploadId(id)
                            .multipartUpload(upload -> upload.parts(parts));
                    none.ifPresent(request::ifNoneMatch);
                    return bucket.transfers()
                            .completeMultipartUpload(request.build())
                            .thenApply(_ -> null);
                }));
    }

    /** Drops what was uploaded. To be called when no part is on its way any more: the store would keep a late one. */
    CompletionStage<Void> abort() {
        AbortMultipartUploadRequest request = AbortMultipartUploadRequest.builder()
                .bucket(bucket.name())
                .key(key)
                .uploadId(id)
                .build();
        return S3Failures.explained(
                "cannot give up " + key,
                bucket.answers().abortMultipartUpload(request).thenApply(_ -> null));
    }

    private static CompletedPart completed(int number, String entityTag) {
        return CompletedPart.builder().partNumber(number).eTag(entityTag).build();
    }
}
