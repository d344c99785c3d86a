package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

/** Reads the form that a request carries, {@code application/x-www-form-urlencoded}, of at most 8 KiB and within ten seconds. */
public final class FormBody {
    private static final int MAX_BYTES = 8 * 1024;
    private static final int MAX_FIELDS = 16;
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final Materializer materializer;

    public FormBody(Materializer materializer) {
        this.materializer = materializer;
    }

    /** Answers by the form's fields, or refuses what is no form, or one that has a field twice. */
    public CompletionStage<HttpResponse> read(
            HttpRequest request, Function<Map<String, String>, CompletionStage<HttpResponse>> answer) {
        boolean isForm =
                request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_X_WWW_FORM_URLENCODED);
        return request.entity()
                .withSizeLimit(MAX_BYTES)
                .getDataBytes()
                .completionTimeout(MAX_WAIT)
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
                .thenCompose(bytes -> {
                    if (!isForm) {
                        return completedFuture(ErrorResponse.of(ApiError.UNSUPPORTED_MEDIA_TYPE));
                    }
                    Optional<Map<String, String>> fields = parse(bytes.utf8String());
                    return fields.isPresent()
                            ? answer.apply(fields.get())
                            : completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "the body must be a form"));
                });
    }

    private static Optional<Map<String, String>> parse(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : text.split("&", MAX_FIELDS + 1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                continue;
            }
            try {
                String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (fields.put(name, value) != null || fields.size() > MAX_FIELDS) {
                    return Optional.empty();
                }
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
        return Optional.of(fields);
    }
}
