package org.shiplog.http.route;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Places in the journal, as text that clients keep and give back. */
public interface Positions {
    /** The place behind the last event of each of these entities, given by {@code Kind|id} and the event's number, if it is found. */
    CompletionStage<Optional<String>> after(Map<String, Long> lastEvents);

    /** Before an operation reads. */
    sealed interface Standing {
        /** @param position that the operation's answer reflects, or a later one; empty when it reads nothing that lags behind */
        record Ready(Optional<String> position) implements Standing {}

        /** What the operation would read has not come to the place in time. */
        record Late() implements Standing {}

        /** The text stands for no place in this journal. */
        record Unknown() implements Standing {}
    }

    /**
     * Waits until what the route reads has come to the place, as long as a client may be kept waiting. Without a place it waits a moment
     * for the journal's end, and is ready in any case.
     */
    CompletionStage<Standing> await(Route route, Optional<String> place);
}
