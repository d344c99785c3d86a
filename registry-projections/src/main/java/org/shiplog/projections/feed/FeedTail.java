package org.shiplog.projections.feed;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.shiplog.projections.journal.JournalBell;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalReader.Reading;
import org.shiplog.projections.journal.SliceRange;

/**
 * The end of the journal, watched for all who wait there. While there are any, one loop reads what comes, woken by the bell, and keeps
 * the last events at hand, so that an event costs one reading of the database however many follow. Whoever falls behind what is at hand
 * reads from the database as far as they have come.
 */
final class FeedTail implements AutoCloseable {
    private static final int AT_HAND = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration HELD_BACK = Duration.ofMillis(50);

    /** Under steady writing events come in groups. */
    private static final Duration GATHERING = Duration.ofMillis(30);

    private final JournalReader reader;
    private final JournalBell bell;
    private final Executor blocking;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<PublicEvent> atHand = new ArrayDeque<>();
    private List<Waiting> waiting = new ArrayList<>();
    /** What is at hand is all that came after {@code begin}, up to and including {@code end}. */
    private JournalOffset begin = JournalOffset.ORIGIN;

    private JournalOffset end = JournalOffset.ORIGIN;
    private boolean watching;

    private record Waiting(JournalOffset after, CompletableFuture<Boolean> more, long deadlineNanos) {}

    FeedTail(JournalReader reader, JournalBell bell, Executor blocking) {
        this.reader = reader;
        this.bell = bell;
        this.blocking = blocking;
    }

    /** What is at hand of the events after the place, if all of it is and there is any. */
    Optional<FeedPage> after(JournalOffset place) {
        lock.lock();
        try {
            if (place.compareTo(begin) < 0 || !hasAfter(place)) {
                return Optional.empty();
            }
            List<PublicEvent> events = atHand.stream()
                    .filter(event -> event.offset().compareTo(place) > 0)
                    .toList();
            return Optional.of(new FeedPage(events, end, FeedPage.Source.TAIL));
        } finally {
            lock.unlock();
        }
    }

    private boolean hasAfter(JournalOffset place) {
        return !atHand.isEmpty() && atHand.getLast().offset().compareTo(place) > 0;
    }

    CompletionStage<Boolean> awaitMore(JournalOffset after, Duration atMost) {
        lock.lock();
        try {
            if (isClosed()) {
                return CompletableFuture.completedStage(false);
            }
            if (watching && (after.compareTo(begin) < 0 || hasAfter(after))) {
                return CompletableFuture.completedStage(true);
            }
            CompletableFuture<Boolean> more = new CompletableFuture<>();
            waiting.add(new Waiting(after, more, System.nanoTime() + atMost.toNanos()));
            if (!watching) {
                watching = true;
                begin = after;
                end = after;
                atHand.clear();
                blocking.execute(this::watch);
            }
            return more;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        try {
            while (isWaitedFor()) {
                long heard = bell.strokes();
                Reading reading = reader.read(SliceRange.ALL, end, JournalOffset.END);
                if (add(reading)) {
                    closed.await(GATHERING.toNanos(), TimeUnit.NANOSECONDS);
                } else if (reading.waiting()) {
                    closed.await(HELD_BACK.toNanos(), TimeUnit.NANOSECONDS);
                } else {
                    bell.await(heard, IDLE);
                }
            }
        } catch (SQLException | RuntimeException e) {
            sendAway(List.of()).forEach(one -> one.more().completeExceptionally(e));
        } catch (InterruptedException _) {
            sendAway(List.of()).forEach(one -> one.more().complete(false));
        }
    }

    /** Whether anyone waits still; if not, the watch is over. */
    private boolean isWaitedFor() {
        List<Waiting> over = new ArrayList<>();
        lock.lock();
        try {
            long now = System.nanoTime();
            List<Waiting> staying = new ArrayList<>();
            for (Waiting one : waiting) {
                (isClosed() || now - one.deadlineNanos() >= 0 ? over : staying).add(one);
            }
            waiting = staying;
            watching = !waiting.isEmpty();
            return watching;
        } finally {
            lock.unlock();
            over.forEach(one -> one.more().complete(false));
        }
    }

    /** Whether there was anything. */
    private boolean add(Reading reading) {
        List<PublicEvent> events = reading.records().stream()
                .flatMap(record -> PublicForm.of(record).stream())
                .toList();
        List<Waiting> woken = new ArrayList<>();
        lock.lock();
        try {
            events.forEach(this::add);
            end = reading.settled();
            List<Waiting> staying = new ArrayList<>();
            waiting.forEach(one -> (hasAfter(one.after()) ? woken : staying).add(one));
            waiting = staying;
        } finally {
            lock.unlock();
        }
        woken.forEach(one -> one.more().complete(true));
        return !reading.records().isEmpty();
    }

    private void add(PublicEvent event) {
        atHand.addLast(event);
        if (atHand.size() > AT_HAND) {
            begin = atHand.removeFirst().offset();
        }
    }

    private List<Waiting> sendAway(List<Waiting> staying) {
        lock.lock();
        try {
            List<Waiting> gone = waiting;
            waiting = staying;
            watching = false;
            return gone;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        bell.ring();
    }
}
