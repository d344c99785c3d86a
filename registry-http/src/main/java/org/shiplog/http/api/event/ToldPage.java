package org.shiplog.http.api.event;

import java.util.List;
import org.shiplog.http.api.event.EventReader.Told;
import org.shiplog.projections.feed.FeedPage;
import org.shiplog.projections.journal.JournalOffset;

/**
 * A page of the feed, of which a reader is told a part.
 *
 * @param next where to go on: of all up to there the reader has been told
 */
record ToldPage(List<Told> events, JournalOffset next, FeedPage.Source source) {
    ToldPage {
        events = List.copyOf(events);
    }

    /** The first of them, so that the others come next. */
    ToldPage atMost(int limit) {
        if (events.size() <= limit) {
            return this;
        }
        List<Told> first = events.subList(0, limit);
        return new ToldPage(first, first.getLast().event().offset(), FeedPage.Source.JOURNAL);
    }
}
