package org.shiplog.projections.feed;

import java.util.List;
import org.shiplog.projections.journal.JournalOffset;

/**
 * Some of the events after a cursor, in commit order.
 *
 * @param next where to go on: every event up to there that the filter admits is among {@code events} or was before
 */
public record FeedPage(List<PublicEvent> events, JournalOffset next, Source source) {
    public FeedPage {
        events = List.copyOf(events);
    }

    /** The first of them, so that the others come next. */
    public FeedPage atMost(int limit) {
        if (events.size() <= limit) {
            return this;
        }
        List<PublicEvent> first = events.subList(0, limit);
        return new FeedPage(first, first.getLast().offset(), Source.JOURNAL);
    }

    /** Where a page is from, which tells whether there is more. */
    public enum Source {
        /** There may be more at once. */
        JOURNAL,
        /** There was no more. */
        END,
        /** From what came last and is still at hand; who follows now waits. */
        TAIL
    }
}
