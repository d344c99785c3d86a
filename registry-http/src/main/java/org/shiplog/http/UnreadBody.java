package org.shiplog.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/**
 * Deals with the body of a request that was refused without reading it.
 *
 * <p>A short body is read away, so that the connection goes on. Of a long one nobody knows when it ends: its connection is
 * closed after the answer. A client that waits for permission to send ({@code Expect: 100-continue}) is not given it.
 */
final class UnreadBody {
    private static final long MAX_DRAINED = 256 * 1024;
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private UnreadBody() {}

    /** Completes with the answer to send once the body is out of the way. */
    static CompletionStage<HttpResponse> settle(HttpRequest request, HttpResponse response, Materializer materializer) {
        if (request.entity().isStrict()) {
            return CompletableFuture.completedFuture(response);
        }
        HttpResponse closing = response.addHeader(Connection.create("close"));
        long announced = request.entity().getContentLengthOption().orElse(0);
        if (announced > MAX_DRAINED || request.getHeader("Expect").isPresent()) {
            request.entity().getDataBytes().runWith(Sink.cancelled(), materializer);
            return CompletableFuture.completedFuture(closing);
        }
        return request.entity()
                .getDataBytes()
                .limitWeighted(MAX_DRAINED, (ByteString bytes) -> (long) bytes.size())
                .completionTimeout(MAX_WAIT)
                .runWith(Sink.ignore(), materializer)
                .handle((_, failure) -> failure == null ? response : closing);
    }
}
