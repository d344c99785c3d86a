package org.shiplog.http.api.event;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.api.event.EventReader.Told;
import org.shiplog.http.api.port.FeedPorts;
import org.shiplog.projections.feed.EventFilter;
import org.shiplog.projections.feed.FeedPage;
import org.shiplog.projections.journal.JournalOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed as Server-Sent Events (WHATWG HTML, "Server-sent events"). The next page is read when the reader has taken the one before.
 * Who calls, and what they may know, is looked at again before each. The stream ends, for the reader to come again, with the caller's
 * rights, after its lifetime, and when the node stops.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private static final int PAGE = 100;
    private static final ByteString OPENING = ByteString.fromString("retry: 2000\n\n");

    private final FeedPorts ports;
    private final Following following;
    private final CloudEvents form;
    private final Principal caller;
    private final EventFilter filter;

    EventStream(FeedPorts ports, CloudEvents form, Principal caller, EventFilter filter) {
        this.ports = ports;
        this.following = new Following(ports.events());
        this.form = form;
        this.caller = caller;
        this.filter = filter;
    }

    /** @param waits whether everything up to the place has been read, so that it is time to wait */
    private record State(EventReader reader, JournalOffset place, boolean waits) {}

    /** A part of the stream, and how to go on. */
    private record Part(State next, ByteString text) {}

    Source<ByteString, NotUsed> from(EventReader reader, JournalOffset place) {
        return Source.single(OPENING)
                .concat(Source.unfoldAsync(
                        new State(reader, place, false),
                        state ->
                                next(state).thenApply(part -> part.map(more -> Pair.create(more.next(), more.text())))))
                .takeWithin(ports.limits().lifetime())
                .backpressureTimeout(ports.limits().stalled());
    }

    private CompletionStage<Optional<Part>> next(State state) {
        long deadline = System.nanoTime() + ports.limits().heartbeat().toNanos();
        return next(state, deadline).exceptionally(failure -> {
            LOG.warn("a stream of events ends: {}", failure.toString());
            return Optional.empty();
        });
    }

    private CompletionStage<Optional<Part>> next(State state, long deadlineNanos) {
        if (!state.waits()) {
            return look(state, deadlineNanos);
        }
        Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
        return ports.events()
                .awaitMore(state.place(), left)
                .thenCompose(more -> more
                        ? look(state, deadlineNanos)
                        : stillThere(state)
                                .thenApply(there -> there.map(same -> new Part(same, progress(same.place())))));
    }

    private CompletionStage<Optional<Part>> look(State state, long deadlineNanos) {
        return stillThere(state)
                .thenCompose(there ->
                        there.isEmpty() ? completedFuture(Optional.empty()) : tell(there.get(), deadlineNanos));
    }

    private CompletionStage<Optional<Part>> tell(State state, long deadlineNanos) {
        return following.next(state.reader(), state.place(), filter, PAGE).thenCompose(page -> {
            boolean waits = page.source() != FeedPage.Source.JOURNAL;
            State next = new State(state.reader(), page.next(), waits);
            if (!page.events().isEmpty()) {
                return completedFuture(Optional.of(new Part(next, text(page))));
            }
            return waits && deadlineNanos - System.nanoTime() > 0
                    ? next(next, deadlineNanos)
                    : completedFuture(Optional.of(new Part(next, progress(page.next()))));
        });
    }

    /** Empty when the caller is not to be told of anything any more. */
    private CompletionStage<Optional<State>> stillThere(State state) {
        if (ports.events().isClosed()) {
            return completedFuture(Optional.empty());
        }
        return ports.presence().today(caller).thenCompose(today -> {
            if (today.isEmpty()) {
                return completedFuture(Optional.empty());
            }
            EventReader reader = state.reader().as(today.get());
            return reader.mayAskFor(filter.project())
                    .thenApply(may ->
                            may ? Optional.of(new State(reader, state.place(), state.waits())) : Optional.empty());
        });
    }

    private ByteString text(ToldPage page) {
        StringBuilder text = new StringBuilder();
        for (Told told : page.events()) {
            ObjectNode json = form.json(told);
            text.append("id: ")
                    .append(json.get("id").textValue())
                    .append("\nevent: ")
                    .append(told.event().type().wireName())
                    .append("\ndata: ")
                    .append(json)
                    .append("\n\n");
        }
        return ByteString.fromString(text.toString());
    }

    /** Nothing happened that the reader is told of; from here on is where they come again. */
    private ByteString progress(JournalOffset place) {
        return ByteString.fromString(":\nid: " + ports.cursors().text(place) + "\n\n");
    }
}
