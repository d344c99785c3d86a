package org.shiplog.http.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.shiplog.http.route.ApiError;

/**
 * One error of an answer (distribution-spec, "Error Codes").
 *
 * @param detail what the error is about, by name; may be empty
 */
record OciError(ApiError error, String message, Map<String, String> detail) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    OciError {
        detail = Map.copyOf(detail);
    }

    static OciError of(ApiError error) {
        return new OciError(error, error.message(), Map.of());
    }

    static OciError of(ApiError error, String message) {
        return new OciError(error, message, Map.of());
    }

    HttpResponse response() {
        return response(List.of(this));
    }

    /** An answer with the status of the first error. */
    static HttpResponse response(List<OciError> errors) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode list = body.putArray("errors");
        for (OciError error : errors) {
            ObjectNode entry = list.addObject();
            entry.put("code", error.error().code());
            entry.put("message", error.message());
            if (!error.detail().isEmpty()) {
                error.detail().forEach(entry.putObject("detail")::put);
            }
        }
        try {
            return HttpResponse.create()
                    .withStatus(errors.getFirst().error().status())
                    .withEntity(
                            ContentTypes.APPLICATION_JSON, ByteString.fromArrayUnsafe(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }
}
