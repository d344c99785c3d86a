package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** The forms of answers about the past. */
final class PastAnswer {
    private PastAnswer() {}

    /** @param body with the rows in it, of which the answer's headers tell how many there are and where the others are */
    static HttpResponse linked(Call call, ListQuery page, Listing.Page<?> rows, ObjectNode body) {
        return ListRequest.of(call.request()).linked(page, rows.total(), Json.ok(body));
    }

    static CompletionStage<HttpResponse> badRequest(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
