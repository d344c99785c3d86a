package org.shiplog.http;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.storage.blob.BlobStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for operations that failed instead of answering. What failed goes to the log and never to the client. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** The field of structured logs that names a request. */
    private static final String REQUEST_ID = "requestId";

    private Failures() {}

    static HttpResponse answer(Throwable thrown, String requestId) {
        Throwable failure = unwrap(thrown);
        return switch (failure) {
            case EntityStreamSizeException _ -> ErrorResponse.of(ApiError.REQUEST_ENTITY_TOO_LARGE);
            // The client's stream broke off, so it will hardly read this.
            case EntityStreamException _ -> ErrorResponse.of(ApiError.SIZE_INVALID);
            case IllegalUriException _ -> ErrorResponse.of(ApiError.BAD_REQUEST, "malformed query string");
            case TimeoutException _ -> ErrorResponse.of(ApiError.REQUEST_TIMEOUT);
            case BlobStoreException store
            when store.isFull() -> logged(ApiError.STORAGE_FULL, "out of space", failure, requestId);
            case BlobStoreException _,
                    EntityUnavailableException _,
                    RejectedExecutionException _,
                    SQLTransientException _ -> retryLater(failure, requestId);
            case SQLException sql when isConnectionFailure(sql) -> retryLater(failure, requestId);
            default -> {
                LOG.atError()
                        .addKeyValue(REQUEST_ID, requestId)
                        .setCause(failure)
                        .log("request {} failed", requestId);
                yield ErrorResponse.withRequestId(ApiError.UNKNOWN, requestId);
            }
        };
    }

    private static HttpResponse retryLater(Throwable failure, String requestId) {
        return logged(ApiError.UNAVAILABLE, "temporarily unavailable", failure, requestId)
                .addHeader(RawHeader.create("Retry-After", "1"));
    }

    private static HttpResponse logged(ApiError error, String what, Throwable failure, String requestId) {
        LOG.atWarn().addKeyValue(REQUEST_ID, requestId).log("request {}: {}: {}", requestId, what, failure.toString());
        return ErrorResponse.withRequestId(error, requestId);
    }

    /** SQLSTATE classes 08 (connection), 53 (insufficient resources) and 57 (operator intervention, such as a restart). */
    private static boolean isConnectionFailure(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57"));
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        while ((failure instanceof CompletionException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        // Unchecked wrappers that our own database code puts around a checked exception.
        return failure instanceof RuntimeException && failure.getCause() instanceof SQLException sql ? sql : failure;
    }
}
