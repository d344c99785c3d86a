package org.shiplog.projections.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.shiplog.projections.journal.JournalReader.Reading;

/**
 * One reader's way through the events of a slice range. {@link #next} blocks and is called by one thread at a time;
 * {@link #close} may come from any.
 *
 * <h2>Waiting</h2>
 *
 * With nothing to read the cursor waits for the bell, or a second. While committed events are held back by an older
 * transaction no bell will tell when that one ends, so it asks again soon, then ever less often. And after a reading that found
 * little the next one is some time away, so that the first event after a silence is read at once, but under steady writing events come
 * in groups: each reading costs the database as much as a write.
 */
final class JournalCursor implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration HELD_BACK_FIRST = Duration.ofMillis(20);
    private static final Duration HELD_BACK_LAST = Duration.ofMillis(160);
    private static final Duration GATHERING = Duration.ofMillis(30);
    private static final int FEW_EVENTS = 100;

    /** After so many transactions without an event of this range its offset is stored anew, to keep looking back cheap. */
    private static final long QUIET_TRANSACTIONS = 10_000;

    private final JournalReader reader;
    private final JournalBell bell;
    private final SliceRange range;
    private final EntitySequences sequences = new EntitySequences();
    private final CountDownLatch closed = new CountDownLatch(1);
    private JournalOffset delivered;
    private JournalOffset settled;
    private Duration pause = HELD_BACK_FIRST;
    private long nextReading = System.nanoTime();

    JournalCursor(JournalReader reader, JournalBell bell, SliceRange range, JournalOffset after) {
        this.reader = reader;
        this.bell = bell;
        this.range = range;
        this.delivered = after;
        this.settled = after;
    }

    /** The next batch; empty once the cursor is closed. */
    Optional<JournalBatch> next() throws SQLException, InterruptedException {
        while (!closed.await(nextReading - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            long heard = bell.strokes();
            Reading reading = reader.read(range, settled, JournalOffset.END);
            settled = reading.settled();
            boolean few = reading.records().size() < FEW_EVENTS;
            nextReading = System.nanoTime() + (few ? GATHERING.toNanos() : 0);
            if (!reading.records().isEmpty()) {
                reading.records().forEach(sequences::follow);
                pause = HELD_BACK_FIRST;
                return Optional.of(deliver(reading));
            }
            if (settled.transactionId() - delivered.transactionId() > QUIET_TRANSACTIONS) {
                return Optional.of(deliver(reading));
            }
            awaitMore(heard, reading.waiting());
        }
        return Optional.empty();
    }

    private JournalBatch deliver(Reading reading) {
        JournalBatch batch = new JournalBatch(delivered, reading.settled(), reading.records());
        delivered = batch.upTo();
        return batch;
    }

    private void awaitMore(long heard, boolean heldBack) throws InterruptedException {
        if (heldBack) {
            await(pause);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(HELD_BACK_LAST) < 0 ? longer : HELD_BACK_LAST;
        } else {
            pause = HELD_BACK_FIRST;
            bell.await(heard, IDLE);
        }
    }

    private void await(Duration atMost) throws InterruptedException {
        closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        bell.ring();
    }
}
