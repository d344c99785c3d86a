package org.shiplog.projections.readmodel;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.readmodel.Freshness.Standing;

/**
 * Those who wait for one projection. While there are any, one loop asks where it stands: whoever came before a question learns
 * from its answer what to wait for.
 */
final class FreshnessWatch {
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long LAST_PAUSE_MILLIS = 50;

    private final Question question;
    private final Executor blocking;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition joined = lock.newCondition();
    private List<Waiting> arrived = new ArrayList<>();
    private boolean running;

    interface Question {
        Map<String, Standing> ask() throws SQLException;
    }

    /**
     * @param wanted where ranges should come to; those that are absent, to their ends
     * @param target the same, as far as there are events; null until that is known
     */
    private record Waiting(
            CompletableFuture<Standings> fresh,
            long deadlineNanos,
            Map<String, JournalOffset> wanted,
            @Nullable Map<String, JournalOffset> target) {
        Waiting towards(Map<String, Standing> standing) {
            if (target != null) {
                return this;
            }
            Map<String, JournalOffset> heads = new HashMap<>();
            standing.forEach((range, where) -> {
                JournalOffset last = wanted.getOrDefault(range, JournalOffset.END);
                heads.put(range, last.compareTo(where.head()) < 0 ? last : where.head());
            });
            return new Waiting(fresh, deadlineNanos, wanted, heads);
        }

        boolean isReached(Map<String, Standing> standing) {
            return target != null
                    && standing.entrySet().stream()
                            .allMatch(range -> range.getValue()
                                            .stored()
                                            .compareTo(target.getOrDefault(range.getKey(), JournalOffset.ORIGIN))
                                    >= 0);
        }
    }

    FreshnessWatch(Question question, Executor blocking) {
        this.question = question;
        this.blocking = blocking;
    }

    void add(CompletableFuture<Standings> fresh, Map<String, JournalOffset> wanted, Duration atMost) {
        lock.lock();
        try {
            arrived.add(new Waiting(fresh, System.nanoTime() + atMost.toNanos(), wanted, null));
            joined.signal();
            if (!running) {
                running = true;
                blocking.execute(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        List<Waiting> waiting = new ArrayList<>();
        long pause = FIRST_PAUSE_MILLIS;
        while (takeArrived(waiting)) {
            try {
                Map<String, Standing> standing = question.ask();
                waiting.replaceAll(one -> one.towards(standing));
                waiting.removeIf(one -> completes(one, standing));
                pause = waiting.isEmpty() ? FIRST_PAUSE_MILLIS : pause(pause);
            } catch (SQLException | RuntimeException e) {
                waiting.forEach(one -> one.fresh().completeExceptionally(e));
                waiting.clear();
            }
        }
    }

    private static boolean completes(Waiting one, Map<String, Standing> standing) {
        if (one.isReached(standing)) {
            one.fresh().complete(standings(true, standing));
            return true;
        }
        if (System.nanoTime() - one.deadlineNanos() >= 0) {
            one.fresh().complete(standings(false, standing));
            return true;
        }
        return false;
    }

    private static Standings standings(boolean reached, Map<String, Standing> standing) {
        Map<String, JournalOffset> stored = new HashMap<>();
        standing.forEach((range, where) -> stored.put(range, where.stored()));
        return new Standings(reached, stored);
    }

    /** Whether anyone waits; if not, the loop is over. */
    private boolean takeArrived(List<Waiting> waiting) {
        lock.lock();
        try {
            waiting.addAll(arrived);
            arrived = new ArrayList<>();
            running = !waiting.isEmpty();
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is worth asking again, and returns how long to wait next time. */
    private long pause(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (arrived.isEmpty() && left > 0) {
                left = joined.awaitNanos(left);
            }
            return arrived.isEmpty() ? Math.min(millis * 2, LAST_PAUSE_MILLIS) : FIRST_PAUSE_MILLIS;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a projection", e);
        } finally {
            lock.unlock();
        }
    }
}
