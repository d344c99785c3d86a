package org.shiplog.http.api.event;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.FeedPorts;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.feed.FeedPage;
import org.shiplog.projections.journal.JournalOffset;

/** Answers with pages and streams. Whoever has them wait takes a seat, of which there are only so many. */
final class FeedAnswers {
    private static final ContentType BATCH =
            ContentTypes.create(MediaTypes.applicationBinary("cloudevents-batch+json", false));
    private static final ContentType STREAM = ContentTypes.parse("text/event-stream; charset=UTF-8");
    private static final String RETRY_SECONDS = "10";

    private final FeedPorts ports;
    private final Following following;

    FeedAnswers(FeedPorts ports) {
        this.ports = ports;
        this.following = new Following(ports.events());
    }

    record Asked(Call call, FeedRequest request, FeedForm form, CloudEvents events, EventReader reader) {}

    CompletionStage<HttpResponse> from(JournalOffset place, Asked asked, Followers followers) {
        boolean stream = asked.form() == FeedForm.STREAM;
        if (!stream && asked.request().patience().isZero()) {
            return following
                    .next(
                            asked.reader(),
                            place,
                            asked.request().filter(),
                            asked.request().limit())
                    .thenApply(page -> page(page, asked));
        }
        if (stream && asked.call().request().method().equals(HttpMethods.HEAD)) {
            return completedFuture(streaming(Source.empty()));
        }
        Optional<Followers.Seat> seat = ports.events().isClosed()
                ? Optional.empty()
                : followers.take(asked.call().principal().id());
        if (seat.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.UNAVAILABLE, "too many follow the events here")
                    .addHeader(RawHeader.create("Retry-After", RETRY_SECONDS)));
        }
        return stream ? completedFuture(stream(place, asked, seat.get())) : waiting(place, asked, seat.get());
    }

    private CompletionStage<HttpResponse> waiting(JournalOffset place, Asked asked, Followers.Seat seat) {
        FeedRequest request = asked.request();
        return following
                .await(asked.reader(), place, request.filter(), request.limit(), request.patience())
                .whenComplete((_, _) -> seat.giveBack())
                .thenApply(page -> page(page, asked));
    }

    private HttpResponse page(ToldPage page, Asked asked) {
        List<ObjectNode> events = new ArrayList<>();
        page.events().forEach(told -> events.add(asked.events().json(told)));
        String next = ports.cursors().text(page.next());
        ArrayNode array = Json.array().addAll(events);
        HttpResponse response = asked.form() == FeedForm.BATCH
                ? HttpResponse.create().withEntity(HttpEntities.create(BATCH, ByteString.fromString(array.toString())))
                : Json.ok(Json.object()
                        .put("next", next)
                        .put("more", page.source() != FeedPage.Source.END)
                        .set("events", array));
        return response.addHeader(RawHeader.create("Link", link(asked, next)));
    }

    /** The same request for what comes next; the other parameters stay as the client encoded them. */
    private static String link(Asked asked, String next) {
        List<String> parameters = new ArrayList<>(List.of("after=" + next));
        for (String parameter :
                asked.call().request().getUri().rawQueryString().orElse("").split("&")) {
            if (!parameter.isEmpty() && !parameter.startsWith("after=")) {
                parameters.add(parameter.replace("<", "%3C").replace(">", "%3E"));
            }
        }
        return "<" + CloudEvents.PATH + "?" + String.join("&", parameters) + ">; rel=\"next\"";
    }

    private HttpResponse stream(JournalOffset place, Asked asked, Followers.Seat seat) {
        EventStream stream = new EventStream(
                ports, asked.events(), asked.call().principal(), asked.request().filter());
        AtomicBoolean begun = new AtomicBoolean();
        // A client may be gone before its stream begins, which then nobody would end.
        CompletableFuture.delayedExecutor(ports.limits().stalled().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!begun.get()) {
                        seat.giveBack();
                    }
                });
        return streaming(Source.lazySource(() -> {
                    begun.set(true);
                    return stream.from(asked.reader(), place);
                })
                .watchTermination((_, ended) -> ended.whenComplete((_, _) -> seat.giveBack())));
    }

    private static HttpResponse streaming(Source<ByteString, ?> text) {
        return HttpResponse.create()
                .withEntity(HttpEntities.createChunked(STREAM, text))
                .addHeader(RawHeader.create("Cache-Control", "no-store"))
                // Proxies that gather answers would keep a stream to themselves.
                .addHeader(RawHeader.create("X-Accel-Buffering", "no"));
    }
}
