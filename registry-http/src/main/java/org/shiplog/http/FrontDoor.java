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
import org.shiplog.http.route.RequestObserver;
import org.shiplog.http.route.RequestObserver.Observation;
import org.shiplog.http.route.Router;
import org.shiplog.http.route.Router.Answer;
import org.shiplog.http.route.SettledBodyException;

/** Gives every request an id and every request an answer, whatever becomes of it inside. */
final class FrontDoor {
    private final Router router;
    private final RequestObserver observer;
    private final InstantSource clock;
    private final Materializer materializer;
    private volatile boolean endsConnections;

    FrontDoor(Router router, RequestObserver observer, InstantSource clock, ClassicActorSystemProvider system) {
        this.router = router;
        this.observer = observer;
        this.clock = clock;
        this.materializer = SystemMaterializer.get(system).materializer();
    }

    void endConnections() {
        endsConnections = true;
    }

    CompletionStage<HttpResponse> answer(HttpRequest received) {
        Arrival arrival =
                new Arrival(RequestIds.of(received), rawPath(received), clientAddress(received), clock.instant());
        Observation observation = observer.begin(received, arrival);
        HttpRequest request = observation.reading(received);
        return observation
                .within(() -> route(request, arrival, observation))
                .exceptionally(failure -> failed(failure, arrival.requestId()))
                .thenCompose(answer -> switch (answer) {
                    // An operation that only reads expects no body, and leaves one that comes to us.
                    case Answer.Given(HttpResponse response) ->
                        request.method().isSafe()
                                ? UnreadBody.settle(request, response, materializer)
                                : CompletableFuture.completedFuture(response);
                    case Answer.Refused(HttpResponse response) -> UnreadBody.settle(request, response, materializer);
                })
                .thenApply(response -> observation.answered(identified(response, arrival)));
    }

    private CompletionStage<Answer> route(HttpRequest request, Arrival arrival, Observation observation) {
        try {
            return router.route(request, arrival, observation);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Answer failed(Throwable failure, String requestId) {
        HttpResponse response = Failures.answer(failure, requestId);
        return failure instanceof SettledBodyException settled
                ? new Answer.Given(settled.ended() ? response : closing(response))
                : new Answer.Refused(response);
    }

    private HttpResponse identified(HttpResponse response, Arrival arrival) {
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
