package org.shiplog.projections.feed;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.shiplog.projections.journal.JournalBell;
import org.shiplog.projections.journal.JournalBounds;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalReader.Reading;

/**
 * The public events of the journal in commit order, from any place on: gapless, each once, each entity's in their order.
 *
 * <p>Whoever reads does so page by page, at their own pace: nothing is kept for a reader, and no database connection is held between
 * two pages. Those who have come to the end wait together for the one who looks for more ({@link FeedTail}).
 */
public final class EventFeed implements AutoCloseable {
    /** How many pages are read from the database at a time: the feed must leave connections to requests. */
    private static final int READINGS = 3;

    private final JournalReader reader;
    private final Executor blocking;
    private final FeedTail tail;
    private final Semaphore readings = new Semaphore(READINGS, true);

    /**
     * @param reader of what is left of the journal
     * @param blocking runs one call for each page, and one for all who wait; virtual threads are right
     */
    public EventFeed(JournalReader reader, JournalBell bell, Executor blocking) {
        this.reader = reader;
        this.blocking = blocking;
        this.tail = new FeedTail(reader, bell, blocking);
    }

    /**
     * The next events after a place that the filter admits, at most {@link JournalReader#MAX_EVENTS}; there may be none among those
     * that were looked at. Fails with an {@link SQLException} when the database cannot answer, and with a
     * {@link org.shiplog.projections.journal.JournalDamagedException} at an event that must not be passed over.
     */
    public CompletionStage<FeedPage> read(JournalOffset after, EventFilter filter) {
        Optional<FeedPage> atHand = tail.after(after);
        return atHand.isPresent()
                ? CompletableFuture.completedStage(admitted(atHand.get(), filter))
                : blockingly(() -> fromJournal(after, filter));
    }

    private static FeedPage admitted(FeedPage page, EventFilter filter) {
        return new FeedPage(page.events().stream().filter(filter::admits).toList(), page.next(), page.source());
    }

    private FeedPage fromJournal(JournalOffset after, EventFilter filter) throws SQLException {
        Reading reading = reader.read(filter.slices(), after, JournalOffset.END);
        List<PublicEvent> events = reading.records().stream()
                .flatMap(record -> PublicForm.of(record).stream())
                .filter(filter::admits)
                .toList();
        if (!reading.records().isEmpty()) {
            return new FeedPage(events, reading.settled(), FeedPage.Source.JOURNAL);
        }
        // Before its first event a journal has no place that could later be told from one before those that were
        // removed.
        JournalOffset next = after.equals(JournalOffset.ORIGIN) ? after : reading.settled();
        return new FeedPage(List.of(), next, FeedPage.Source.END);
    }

    /** Where the journal begins and ends just now. */
    public CompletionStage<JournalBounds> bounds() {
        return blockingly(reader::bounds);
    }

    /**
     * Completes with true when there may be events after the place, and with false when there was none for so long or the feed is
     * closed. For who has read up to the place.
     */
    public CompletionStage<Boolean> awaitMore(JournalOffset after, Duration atMost) {
        return tail.awaitMore(after, atMost);
    }

    /** Whether nobody is to follow any more. */
    public boolean isClosed() {
        return tail.isClosed();
    }

    /** Sends away those who follow. */
    @Override
    public void close() {
        tail.close();
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    private <T> CompletionStage<T> blockingly(Question<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    readings.acquireUninterruptibly();
                    try {
                        return question.ask();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    } finally {
                        readings.release();
                    }
                },
                blocking);
    }
}
