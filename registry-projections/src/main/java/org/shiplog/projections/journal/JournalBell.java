package org.shiplog.projections.journal;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells the readers of this node that the journal may have grown. Ringing never waits; a stroke between two waits counts. */
public final class JournalBell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private long strokes;

    /** Wakes every reader that waits. */
    public void ring() {
        lock.lock();
        try {
            strokes++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it was rung, to be given to {@link #await}. */
    public long strokes() {
        lock.lock();
        try {
            return strokes;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the bell has been rung more than {@code heard} times, and after {@code atMost} in any case. */
    public void await(long heard, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (strokes == heard && left > 0) {
                left = rung.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
