package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.shiplog.storage.identity.OperatorRequests;

/**
 * Believes a request to be the operator's when it was announced in the database. That counts on the management API only, for the one
 * method and target that were announced.
 */
final class OperatorWords {
    private static final String MANAGEMENT = "/api/";

    private final OperatorRequests announced;

    OperatorWords(OperatorRequests announced) {
        this.announced = announced;
    }

    /** Whether the token makes this request the operator's. It does so once. */
    CompletionStage<Boolean> isTaken(HttpRequest request, String token) {
        // As it came over the wire, which is what is routed by.
        Optional<String> target = request.getHeader(RawRequestURI.class)
                .map(RawRequestURI::uri)
                .filter(uri -> uri.startsWith(MANAGEMENT));
        return target.isEmpty() || !OperatorRequests.isToken(token)
                ? completedFuture(false)
                : announced.take(token, request.method().value(), target.get());
    }
}
