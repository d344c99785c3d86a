package org.shiplog.http.api.event;

import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** In which form a reader wants the feed. */
enum FeedForm {
    /** An object with events and a cursor. */
    PAGE,
    /** CloudEvents' batch: events and nothing else. */
    BATCH,
    /** Server-Sent Events. */
    STREAM;

    static FeedForm of(HttpRequest request) {
        String accepted =
                request.getHeader("Accept").map(HttpHeader::value).orElse("").toLowerCase(Locale.ROOT);
        if (accepted.contains("text/event-stream")) {
            return STREAM;
        }
        return accepted.contains("application/cloudevents-batch+json") ? BATCH : PAGE;
    }
}
