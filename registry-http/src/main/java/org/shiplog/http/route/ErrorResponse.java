package org.shiplog.http.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Renders {@code {"errors":[{code, message, detail}]}} (distribution-spec, "Error Codes"). */
public final class ErrorResponse {
    private static final JsonMapper JSON = new JsonMapper();

    private ErrorResponse() {}

    public static HttpResponse of(ApiError error) {
        return render(error, error.message(), JSON.createObjectNode());
    }

    /** @param message instead of the error's own; must hold nothing that the caller may not know */
    public static HttpResponse of(ApiError error, String message) {
        return render(error, message, JSON.createObjectNode());
    }

    /** @param detail left out when empty */
    public static HttpResponse of(ApiError error, ObjectNode detail) {
        return render(error, error.message(), detail);
    }

    /** For who tried too often: when to come again, in whole seconds. */
    public static HttpResponse throttled(Duration retryAfter) {
        return of(ApiError.TOOMANYREQUESTS)
                .addHeader(RawHeader.create("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds()))));
    }

    /** For failures of our own: says nothing but the id under which the log tells the rest. */
    public static HttpResponse withRequestId(ApiError error, String requestId) {
        return of(error, JSON.createObjectNode().put("requestId", requestId));
    }

    private static HttpResponse render(ApiError error, String message, ObjectNode detail) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode row = body.putArray("errors").addObject();
        row.put("code", error.code()).put("message", message);
        if (!detail.isEmpty()) {
            row.set("detail", detail);
        }
        try {
            return HttpResponse.create()
                    .withStatus(error.status())
                    .withEntity(HttpEntities.create(
                            ContentTypes.APPLICATION_JSON, ByteString.fromArrayUnsafe(JSON.writeValueAsBytes(body))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings is always JSON", e);
        }
    }
}
