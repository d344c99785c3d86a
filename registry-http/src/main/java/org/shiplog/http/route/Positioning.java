package org.shiplog.http.route;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Says in answers where in the journal they are, and lets a request wait for a place that an answer named before.
 *
 * @param writes noted by the entities that the operations write to
 */
public record Positioning(RequestWrites writes, Positions positions) {
    /** In answers. */
    public static final String POSITION = "Shiplog-Position";

    /** In requests. */
    public static final String AFTER = "Shiplog-After";

    /** The same, for who cannot set headers, where no operation has a parameter of this name. */
    private static final String AFTER_PARAMETER = "after";

    private static final String HARBORS_API = "/api/v2.0/";

    private static final String RETRY_SECONDS = "1";

    CompletionStage<HttpResponse> handle(Route route, Call call) {
        return call.request().method().isSafe() ? read(route, call) : write(route, call);
    }

    private CompletionStage<HttpResponse> read(Route route, Call call) {
        Optional<String> place =
                call.request().getHeader(AFTER).map(HttpHeader::value).or(() -> parameter(route, call));
        return positions.await(route, place).thenCompose(standing -> switch (standing) {
            case Positions.Standing.Ready(Optional<String> position) ->
                route.handler()
                        .handle(call)
                        .thenApply(response ->
                                position.map(text -> with(response, text)).orElse(response));
            case Positions.Standing.Late _ ->
                CompletableFuture.completedStage(
                        ErrorResponse.of(ApiError.UNAVAILABLE, "not there yet: the list is behind this position")
                                .addHeader(RawHeader.create("Retry-After", RETRY_SECONDS)));
            case Positions.Standing.Unknown _ ->
                CompletableFuture.completedStage(ErrorResponse.of(
                        ApiError.BAD_REQUEST, AFTER + ": not a position that this registry has given"));
        });
    }

    private static Optional<String> parameter(Route route, Call call) {
        return route.path().template().startsWith(HARBORS_API)
                ? call.request().getUri().query().get(AFTER_PARAMETER)
                : Optional.empty();
    }

    private CompletionStage<HttpResponse> write(Route route, Call call) {
        String request = call.provenance().requestId();
        RequestWrites.Written written = writes.begin(request);
        try {
            return route.handler()
                    .handle(call)
                    .whenComplete((_, _) -> writes.end(request, written))
                    .thenCompose(response -> positioned(response, written.lastEvents()));
        } catch (RuntimeException e) {
            writes.end(request, written);
            throw e;
        }
    }

    private CompletionStage<HttpResponse> positioned(HttpResponse response, Map<String, Long> lastEvents) {
        if (lastEvents.isEmpty()) {
            return CompletableFuture.completedStage(response);
        }
        // What was done is done, whether or not it can be said where.
        return positions
                .after(lastEvents)
                .exceptionally(_ -> Optional.empty())
                .thenApply(
                        position -> position.map(text -> with(response, text)).orElse(response));
    }

    private static HttpResponse with(HttpResponse response, String position) {
        return response.addHeader(RawHeader.create(POSITION, position));
    }
}
