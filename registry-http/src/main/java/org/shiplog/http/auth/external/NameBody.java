package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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

/** Reads {@code {"username": "..."}} from a request, of at most 4 KiB and within ten seconds. */
public final class NameBody {
    private static final int MAX_BYTES = 4 * 1024;
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Materializer materializer;

    public NameBody(Materializer materializer) {
        this.materializer = materializer;
    }

    /** Answers by the name, or refuses what is anything else. */
    CompletionStage<HttpResponse> read(HttpRequest request, Function<String, CompletionStage<HttpResponse>> answer) {
        boolean isJson = request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON);
        return request.entity()
                .withSizeLimit(MAX_BYTES)
                .getDataBytes()
                .completionTimeout(MAX_WAIT)
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
                .thenCompose(bytes -> {
                    if (!isJson) {
                        return completedFuture(ErrorResponse.of(ApiError.UNSUPPORTED_MEDIA_TYPE));
                    }
                    Optional<String> name = parse(bytes.toArrayUnsafe());
                    return name.isPresent()
                            ? answer.apply(name.get())
                            : completedFuture(ErrorResponse.of(
                                    ApiError.BAD_REQUEST, "the body must be an object with username alone"));
                });
    }

    private static Optional<String> parse(byte[] bytes) {
        try {
            return JSON.readTree(bytes) instanceof ObjectNode object && object.size() == 1
                    ? Optional.of(object.path(NameForm.NAME))
                            .filter(JsonNode::isTextual)
                            .map(JsonNode::asText)
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
