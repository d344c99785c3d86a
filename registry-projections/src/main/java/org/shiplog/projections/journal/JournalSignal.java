package org.shiplog.projections.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all nodes that this one has written to the journal: its own readers at once, the others by {@code NOTIFY}, at most
 * once in 15 ms. No trigger does it, because notifying transactions commit one after the other. A signal that gets lost costs
 * a reader's poll, never an event.
 */
public final class JournalSignal implements AutoCloseable {
    /** The channel of {@code LISTEN} and {@code NOTIFY}; the payload is the sending node. */
    public static final String CHANNEL = "shiplog_journal";

    private static final Logger LOG = LoggerFactory.getLogger(JournalSignal.class);
    private static final long SPACING_MILLIS = 15;
    private static final long RETRY_MILLIS = 1_000;

    private final DataSource unpooled;
    private final String node;
    private final JournalBell bell;
    private final Semaphore due = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread sender;

    /**
     * @param unpooled its connection is kept for as long as the signal lives
     * @param node what tells this node's notifications from others'
     */
    public JournalSignal(DataSource unpooled, String node, JournalBell bell) {
        this.unpooled = unpooled;
        this.node = node;
        this.bell = bell;
        this.sender = Thread.ofVirtual().name("journal-signal").start(this::send);
    }

    /** To be called after a write to the journal has committed. Never waits. */
    public void advanced() {
        bell.ring();
        if (due.availablePermits() == 0) {
            due.release();
        }
    }

    private void send() {
        @Nullable Connection connection = null;
        try {
            do {
                due.acquire();
                due.drainPermits();
                connection = notifyOver(connection);
            } while (!closing.await(connection == null ? RETRY_MILLIS : SPACING_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            LOG.debug("journal signal ends");
        } finally {
            Connections.closeQuietly(connection);
        }
    }

    /** The connection to use next time; null when this one failed, and then the notification is due again. */
    private @Nullable Connection notifyOver(@Nullable Connection open) {
        @Nullable Connection connection = open;
        try {
            if (connection == null) {
                connection = unpooled.getConnection();
            }
            try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
                statement.setString(1, CHANNEL);
                statement.setString(2, node);
                statement.execute();
            }
            return connection;
        } catch (SQLException e) {
            LOG.warn("cannot notify other nodes of journal writes, trying again: {}", e.getMessage());
            Connections.closeQuietly(connection);
            due.release();
            return null;
        }
    }

    /** Ends the signal; notifications that are due may get lost. */
    @Override
    public void close() {
        closing.countDown();
        sender.interrupt();
    }
}
