package org.shiplog.storage.s3;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.shiplog.storage.blob.BlobStoreException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the store's refusals mean. */
final class S3Failures {
    private S3Failures() {}

    /** The request, failing as a store does that says what it could not do. */
    static <T> CompletionStage<T> explained(String what, CompletionStage<T> request) {
        return request.exceptionallyCompose(failure -> CompletableFuture.failedFuture(because(what, failure)));
    }

    static BlobStoreException because(String what, Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause instanceof BlobStoreException known
                ? known
                : new BlobStoreException(what + ": " + cause.getMessage(), cause, saysFull(cause));
    }

    static boolean isAbsent(Throwable failure) {
        return status(failure) == 404;
    }

    /** Whether the object that must not exist does, or someone else is just making it. */
    static boolean isRefusedCondition(Throwable failure) {
        int status = status(failure);
        return status == 412 || status == 409;
    }

    static boolean isUnknownFeature(Throwable failure) {
        return status(failure) == 501;
    }

    /** 0 when the store did not answer. */
    static int status(Throwable failure) {
        return refusal(failure).map(S3Exception::statusCode).orElse(0);
    }

    private static Optional<S3Exception> refusal(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof S3Exception)) {
            cause = cause.getCause();
        }
        return Optional.ofNullable((S3Exception) cause);
    }

    // 507 is WebDAV's status for it; the codes are those of MinIO and Ceph, for want of one of Amazon, whose disks have
    // no end.
    private static boolean saysFull(Throwable cause) {
        if (!(cause instanceof S3Exception refusal)) {
            return false;
        }
        String code = refusal.awsErrorDetails() == null
                ? ""
                : String.valueOf(refusal.awsErrorDetails().errorCode()).toLowerCase(Locale.ROOT);
        return refusal.statusCode() == 507 || code.contains("storagefull") || code.contains("quotaexceeded");
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
