package org.shiplog.http.route;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Establishes from a request's credentials who calls. */
public interface Authentication {
    /**
     * @param arrival of the request
     * @param bearerAllowed whether registry tokens count here; elsewhere they are refused like wrong ones
     */
    CompletionStage<Outcome> authenticate(HttpRequest request, Arrival arrival, boolean bearerAllowed);

    sealed interface Outcome {
        /** Also for a request without credentials, whose caller is anonymous. */
        record Known(Caller caller) implements Outcome {}

        /** The presented credentials are worth nothing. Which part of them is wrong is not said. */
        record Rejected(boolean bearer) implements Outcome {}

        /** Too many attempts; nothing was checked. */
        record Throttled(Duration retryAfter) implements Outcome {}
    }
}
