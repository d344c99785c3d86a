package org.shiplog.http;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.shiplog.http.route.Arrival;
import org.shiplog.http.route.Router;
import org.shiplog.http.route.Router.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every request an id and every request an answer, whatever becomes of it inside. */
final class FrontDoor {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

    private final Router router;
    private final InstantSource clock;
    private final Materializer materializer;
    private volatile boolean endsConnections;

    FrontDoor(Router router, InstantSource clock, ClassicActorSystemProvider system) {
        this.router = router;
        this.clock = clock;
        this.materializer = SystemMaterializer.get(system).materializer();
    }

    void endConnections() {
        endsConnections = true;
    }

    CompletionStage<HttpResponse> answer(HttpRequest request) {
        Arrival arrival =
                new Arrival(RequestIds.of(request), rawPath(request), clientAddress(request), clock.instant());
        return route(request, arrival)
                .exceptionally(failure -> new Answer.Refused(Failures.answer(failure, arrival.requestId())))
                .thenCompose(answer -> switch (answer) {
                    // An operation that only reads expects no body, and leaves one that comes to us.
                    case Answer.Given(HttpResponse response) ->
                        request.method().isSafe()
                                ? UnreadBody.settle(request, response, materializer)
                                : CompletableFuture.completedFuture(response);
                    case Answer.Refused(HttpResponse response) -> UnreadBody.settle(request, response, materializer);
                })
                .thenApply(response -> finish(request, response, arrival));
    }

    private CompletionStage<Answer> route(HttpRequest request, Arrival arrival) {
        try {
            return router.route(request, arrival);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private HttpResponse finish(HttpRequest request, HttpResponse response, Arrival arrival) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} {} {} {} {} ms {}",
                    arrival.clientAddress(),
                    request.method().value(),
                    arrival.rawPath(),
                    response.status().intValue(),
                    clock.instant().toEpochMilli() - arrival.at().toEpochMilli(),
                    arrival.requestId());
        }
        HttpResponse identified = (endsConnections ? closing(response) : response)
                .addHeader(RawHeader.create(RequestIds.HEADER, arrival.requestId()));
        return Router.isDistributionApi(arrival.rawPath())
                ? identified.addHeader(RawHeader.create("Docker-Distribution-Api-Version", "registry/2.0"))
                : identified;
    }

    private static HttpResponse closing(HttpResponse response) {
        return response.getHeader(Connection.class).isPresent()
                ? response
                : response.addHeader(Connection.create("close"));
    }

    /** The path as it came over the wire: the parsed one has lost its dot segments and its encoded slashes. */
    private static String rawPath(HttpRequest request) {
        String target = request.getHeader(RawRequestURI.class)
                .map(RawRequestURI::uri)
                .filter(uri -> uri.startsWith("/"))
                .orElseGet(() -> request.getUri().getPathString());
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static String clientAddress(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(address -> address.getAddress())
                .map(InetAddress::getHostAddress)
                .orElse("unknown");
    }
}
