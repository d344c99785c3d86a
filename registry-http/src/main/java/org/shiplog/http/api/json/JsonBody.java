package org.shiplog.http.api.json;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;

/** Reads the JSON object that a request carries, of at most 64 KiB and within ten seconds. */
public final class JsonBody {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final Materializer materializer;

    public JsonBody(Materializer materializer) {
        this.materializer = materializer;
    }

    /**
     * Answers by the object, or refuses what is none. Demanding the media type keeps web pages of other origins from sending
     * what a browser's stored password would make good.
     */
    public CompletionStage<HttpResponse> read(
            HttpRequest request, Function<ObjectNode, CompletionStage<HttpResponse>> answer) {
        boolean isJson = request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON);
        boolean encoded = request.getHeader("Content-Encoding")
                .filter(header -> !header.value().equalsIgnoreCase("identity"))
                .isPresent();
        if (!isJson || encoded) {
            return discard(request).thenApply(_ -> ErrorResponse.of(ApiError.UNSUPPORTED_MEDIA_TYPE));
        }
        return request.entity()
                .withSizeLimit(MAX_BYTES)
                .getDataBytes()
                .completionTimeout(MAX_WAIT)
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
                .thenApply(Json::parseObject)
                .thenCompose(body -> body.isPresent()
                        ? answer.apply(body.get())
                        : completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "the body must be one JSON object")));
    }

    /** Answers by what the object is read as, or refuses what does not read. */
    public <T> CompletionStage<HttpResponse> read(
            HttpRequest request, Fields.Reading<T> reading, Function<T, CompletionStage<HttpResponse>> answer) {
        return read(request, object -> switch (Fields.read(object, reading)) {
            case Fields.Read.Value<T>(T value) -> answer.apply(value);
            case Fields.Read.Refused<T>(String message) ->
                completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
        });
    }

    /** For operations that expect no body: reads what comes nevertheless, up to the limit. */
    public CompletionStage<Void> discard(HttpRequest request) {
        return request.entity()
                .withSizeLimit(MAX_BYTES)
                .getDataBytes()
                .completionTimeout(MAX_WAIT)
                .runWith(Sink.ignore(), materializer)
                .thenAccept(_ -> {});
    }
}
