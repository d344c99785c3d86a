package org.shiplog.http.api.event;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.FeedPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.ProjectLookup;
import org.shiplog.http.route.Route;
import org.shiplog.projections.feed.EventType;
import org.shiplog.projections.journal.JournalOffset;

/**
 * Tells what happens: as pages, or for who accepts {@code text/event-stream} as a stream. Everybody who logs in may ask, and is told
 * what they may know ({@link EventReader}).
 */
public final class EventRoutes {
    private final FeedPorts ports;
    private final ProjectLookup lookup;
    private final ProjectEras eras;
    private final ExternalUrl externalUrl;
    private final Followers followers;
    private final FeedAnswers answers;

    public EventRoutes(ApiPorts ports, ExternalUrl externalUrl) {
        this.ports = ports.feed();
        this.lookup = ports.lookup();
        this.eras = new ProjectEras(ports.feed().eras(), ports.history().fresh());
        this.externalUrl = externalUrl;
        this.followers = new Followers(ports.feed().limits());
        this.answers = new FeedAnswers(ports.feed());
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "listEvents",
                        HttpMethods.GET,
                        PathTemplate.of(CloudEvents.PATH),
                        new Access.LoggedIn(),
                        this::events),
                new Route(
                        "describeEvents",
                        HttpMethods.GET,
                        PathTemplate.of(CloudEvents.PATH + "/schema"),
                        new Access.Anyone(),
                        call -> described(call, source -> Optional.of(AsyncApi.document(source)))),
                new Route(
                        "describeEvent",
                        HttpMethods.GET,
                        PathTemplate.of(CloudEvents.PATH + "/schema/{event_type}"),
                        new Access.Anyone(),
                        call -> described(
                                call,
                                source -> EventType.of(call.path().getOrDefault("event_type", ""))
                                        .map(type -> EventSchemas.ofData(source, type)))));
    }

    private CompletionStage<HttpResponse> described(Call call, Function<String, Optional<ObjectNode>> description) {
        return completedFuture(externalUrl
                .of(call.request())
                .map(source ->
                        description.apply(source).map(Json::ok).orElseGet(() -> ErrorResponse.of(ApiError.NOT_FOUND)))
                .orElseGet(EventRoutes::badHost));
    }

    private static HttpResponse badHost() {
        return ErrorResponse.of(ApiError.BAD_REQUEST, "invalid Host header");
    }

    private CompletionStage<HttpResponse> events(Call call) {
        Optional<CloudEvents> form =
                externalUrl.of(call.request()).map(source -> new CloudEvents(ports.cursors(), source));
        if (form.isEmpty()) {
            return completedFuture(badHost());
        }
        FeedForm asked = FeedForm.of(call.request());
        return switch (FeedRequest.parse(call.request(), asked == FeedForm.STREAM, ports.cursors())) {
            case FeedRequest.Parsed.Refused(String message) ->
                completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
            case FeedRequest.Parsed.Valid(FeedRequest request) -> events(call, request, asked, form.get());
        };
    }

    private CompletionStage<HttpResponse> events(Call call, FeedRequest request, FeedForm asked, CloudEvents form) {
        EventReader reader =
                new EventReader(call.principal(), lookup, eras, ports.limits().rights());
        return reader.mayAskFor(request.filter().project())
                .thenCompose(may -> may
                        ? ports.events().bounds().thenCompose(bounds -> switch (request.start()
                                .in(bounds)) {
                            case Start.Place.Beyond _ ->
                                completedFuture(
                                        ErrorResponse.of(ApiError.BAD_REQUEST, "after is no cursor of this registry"));
                            case Start.Place.Gone(JournalOffset oldest) -> completedFuture(gone(oldest));
                            case Start.Place.Found(JournalOffset place) ->
                                answers.from(
                                        place, new FeedAnswers.Asked(call, request, asked, form, reader), followers);
                        })
                        : completedFuture(ErrorResponse.of(ApiError.FORBIDDEN)));
    }

    private HttpResponse gone(JournalOffset oldest) {
        return ErrorResponse.of(
                ApiError.GONE, Json.object().put("oldest", ports.cursors().text(oldest)));
    }
}
