package org.shiplog.cluster.job;

import java.time.Duration;
import org.shiplog.projections.journal.JournalBell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again on a thread of its own, until it is closed. A turn that fails is logged and taken again. */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Turn turn;
    private final JournalBell bell;
    private final Thread thread;

    /** One turn. */
    public interface Turn {
        /** How long to wait at most, unless the bell rings. */
        Duration take();
    }

    private Loop(String name, Turn turn, JournalBell bell) {
        this.name = name;
        this.turn = turn;
        this.bell = bell;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Begins. @param bell wakes the loop where it waits between two turns */
    public static Loop start(String name, Turn turn, JournalBell bell) {
        Loop loop = new Loop(name, turn, bell);
        loop.thread.start();
        return loop;
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                long heard = bell.strokes();
                bell.await(heard, take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration take() {
        try {
            return turn.take();
        } catch (RuntimeException e) {
            LOG.warn("{} failed and will be tried again", name, e);
            return AFTER_FAILURE;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
