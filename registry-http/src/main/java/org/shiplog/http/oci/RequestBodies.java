package org.shiplog.http.oci;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Handler;

/** Makes handlers of operations whose requests may have a body. Those that only read leave theirs to the server. */
final class RequestBodies {
    private final Duration stallTimeout;
    private final Materializer materializer;

    RequestBodies(Duration stallTimeout, Materializer materializer) {
        this.stallTimeout = stallTimeout;
        this.materializer = materializer;
    }

    /** An operation that reads the body of its request. */
    interface Reading {
        CompletionStage<HttpResponse> handle(Call call, RequestBody body);
    }

    Handler reading(Reading operation) {
        return call -> {
            RequestBody body = new RequestBody(call.request(), stallTimeout, materializer);
            return body.answer(() -> operation.handle(call, body));
        };
    }

    /** An operation to which a body means nothing. */
    Handler ignoring(Handler operation) {
        return reading((call, _) -> operation.handle(call));
    }
}
