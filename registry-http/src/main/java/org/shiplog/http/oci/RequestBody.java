package org.shiplog.http.oci;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.StreamLimitReachedException;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.SettledBodyException;

/**
 * The body of one request. It is read once or discarded; {@link #answer} makes sure of it, because a body that nobody
 * reads blocks its connection. It is discarded before the answer goes out, also what a reader left of it when it gave up: an
 * answer that overtakes its request's body closes the connection, and many a client then loses this answer or the next.
 */
final class RequestBody {
    /** How many bytes are read only to be thrown away. Beyond that the connection is closed with the answer. */
    private static final long MAX_DISCARDED = 64L * 1024 * 1024;

    /** How long a refusal waits for the body that it is about. */
    private static final Duration MAX_DISCARDING = Duration.ofSeconds(10);

    private final RequestEntity entity;
    private final boolean encoded;
    private final boolean awaited;
    private final Duration stallTimeout;
    private final Materializer materializer;
    private final AtomicBoolean read = new AtomicBoolean();
    /** Whether the body came to its end, once it is out of the way. */
    private volatile CompletionStage<Boolean> settled = CompletableFuture.completedStage(true);

    RequestBody(HttpRequest request, Duration stallTimeout, Materializer materializer) {
        this.entity = request.entity();
        this.encoded = !entity.isKnownEmpty()
                && OciHeaders.value(request, "Content-Encoding")
                        .filter(coding -> !coding.equalsIgnoreCase("identity"))
                        .isPresent();
        this.awaited = request.getHeader("Expect").isPresent();
        this.stallTimeout = stallTimeout;
        this.materializer = materializer;
    }

    /**
     * Handles the request, and afterwards discards what was not read of its body. A body with a content coding is refused,
     * because no digest could be checked against it; one that stalled is answered with 408. Fails with {@link
     * SettledBodyException} only.
     */
    CompletionStage<HttpResponse> answer(Supplier<CompletionStage<HttpResponse>> handling) {
        CompletionStage<HttpResponse> answered = encoded
                ? Repositories.now(ApiError.UNSUPPORTED_ENCODING)
                : CompletableFuture.completedStage(handling)
                        .thenCompose(Supplier::get)
                        .exceptionallyCompose(failure -> isBecauseOf(failure, StallTimeout.StalledException.class)
                                ? Repositories.now(ApiError.REQUEST_TIMEOUT)
                                : CompletableFuture.failedStage(failure));
        return answered.handle((_, _) -> discardIfUnread())
                .thenCompose(Function.identity())
                .thenCompose(ended -> answered.handle((response, failure) -> {
                    if (failure != null) {
                        throw new SettledBodyException(failure, ended);
                    }
                    return ended ? response : closing(response);
                }));
    }

    /** Tells the client not to send the next request where the rest of this one is still to come. */
    private static HttpResponse closing(HttpResponse response) {
        return response.addHeader(Connection.create("close"));
    }

    private static boolean isBecauseOf(@Nullable Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    boolean isKnownEmpty() {
        return entity.isKnownEmpty();
    }

    /** The length that the client announced; empty with chunked transfer coding. */
    OptionalLong announcedLength() {
        return entity.getContentLengthOption();
    }

    /** The bytes as they come, without a limit. Fails with a timeout when none come for too long. */
    Source<ByteString, ?> bytes() {
        return entity.withoutSizeLimit()
                .getDataBytes()
                .via(new StallTimeout(stallTimeout))
                .viaMat(new RemainderDrain(MAX_DISCARDED, MAX_DISCARDING), (value, ended) -> {
                    settled = ended;
                    read.set(true);
                    return value;
                });
    }

    /** The whole body in memory; empty when it is longer than {@code limit}. */
    CompletionStage<Optional<ByteString>> upTo(int limit) {
        if (announcedLength().orElse(0) > limit) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return bytes().limitWeighted(limit + MAX_DISCARDED, bytes -> (long) bytes.size())
                .runWith(Sink.fold(new Collected(limit), Collected::add), materializer)
                .thenApply(Collected::result)
                .exceptionallyCompose(failure -> isBecauseOf(failure, StreamLimitReachedException.class)
                        ? CompletableFuture.completedStage(Optional.empty())
                        : CompletableFuture.failedStage(failure));
    }

    /** Completes when the body is out of the way, with whether the connection can go on after it. */
    private CompletionStage<Boolean> discardIfUnread() {
        if (!read.compareAndSet(false, true)) {
            return settled;
        }
        if (awaited) {
            // The client waits to be told whether to send it; reading would tell it to.
            entity.getDataBytes().runWith(Sink.cancelled(), materializer);
            return CompletableFuture.completedStage(false);
        }
        return entity.withSizeLimit(MAX_DISCARDED)
                .getDataBytes()
                .completionTimeout(MAX_DISCARDING)
                .runWith(Sink.ignore(), materializer)
                .handle((_, failure) -> failure == null);
    }

    /** Keeps bytes up to a limit, and only counts them beyond. */
    private static final class Collected {
        private final int limit;
        private final ByteStringBuilder kept = ByteString.createBuilder();
        private long total;

        Collected(int limit) {
            this.limit = limit;
        }

        Collected add(ByteString bytes) {
            total += bytes.size();
            if (total <= limit) {
                kept.append(bytes);
            }
            return this;
        }

        Optional<ByteString> result() {
            return total <= limit ? Optional.of(kept.result()) : Optional.empty();
        }
    }
}
