package org.shiplog.http.route;

import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Watches requests on their way through the front door. It is called on the threads that serve them: it must be quick, must
 * not block and must not throw.
 */
@FunctionalInterface
public interface RequestObserver {
    /** Requests that nobody watches. */
    RequestObserver NONE = (_, _) -> Observation.BLIND;

    /** A request came in. */
    Observation begin(HttpRequest request, Arrival arrival);

    /** One request, watched. Its methods are called in the order in which they stand here, not all of them for every request. */
    interface Observation {
        Observation BLIND = new Observation() {};

        /** The request to go on with: the one that came, or that with a body which is counted while it is read. */
        default HttpRequest reading(HttpRequest request) {
            return request;
        }

        /** Does the work; what it asks of other parts of the node can be told to be this request's. */
        default <T> T within(Supplier<T> work) {
            return work.get();
        }

        /** The request found its operation. */
        default void routed(Route route) {}

        /** The request may be carried out. */
        default void passed(Call call) {}

        /** Called once, and last. @return the answer to send: the given one, or that with a body which is counted when sent */
        default HttpResponse answered(HttpResponse response) {
            return response;
        }
    }
}
