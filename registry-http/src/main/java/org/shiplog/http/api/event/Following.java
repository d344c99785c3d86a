package org.shiplog.http.api.event;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.shiplog.projections.feed.EventFeed;
import org.shiplog.projections.feed.EventFilter;
import org.shiplog.projections.feed.FeedPage;
import org.shiplog.projections.journal.JournalOffset;

/** Looks for events that a reader may be told of, and waits for them. */
final class Following {
    /** How many pages of the journal are looked through before a reader who may be told of nothing in them is told how far it was. */
    private static final int MOST_PAGES = 20;

    private final EventFeed feed;

    Following(EventFeed feed) {
        this.feed = feed;
    }

    /** The next events, without waiting for any. There may be none although there are more. */
    CompletionStage<ToldPage> next(EventReader reader, JournalOffset after, EventFilter filter, int limit) {
        return next(reader, after, filter, limit, MOST_PAGES);
    }

    private CompletionStage<ToldPage> next(
            EventReader reader, JournalOffset after, EventFilter filter, int limit, int pages) {
        return feed.read(after, filter)
                .thenCompose(page -> reader.mayBeTold(page.events())
                        .thenApply(told -> new ToldPage(told, page.next(), page.source()).atMost(limit)))
                .thenCompose(page -> {
                    boolean goOn = page.events().isEmpty() && page.source() == FeedPage.Source.JOURNAL && pages > 1;
                    return goOn ? next(reader, page.next(), filter, limit, pages - 1) : completedFuture(page);
                });
    }

    /** The next events, or none after so long. */
    CompletionStage<ToldPage> await(
            EventReader reader, JournalOffset after, EventFilter filter, int limit, Duration patience) {
        return await(reader, after, filter, limit, System.nanoTime() + patience.toNanos());
    }

    private CompletionStage<ToldPage> await(
            EventReader reader, JournalOffset after, EventFilter filter, int limit, long deadlineNanos) {
        return next(reader, after, filter, limit).thenCompose(page -> {
            long left = deadlineNanos - System.nanoTime();
            if (!page.events().isEmpty() || page.source() == FeedPage.Source.JOURNAL || left <= 0) {
                return completedFuture(page);
            }
            return feed.awaitMore(page.next(), Duration.ofNanos(left))
                    .thenCompose(more ->
                            more ? await(reader, page.next(), filter, limit, deadlineNanos) : completedFuture(page));
        });
    }
}
