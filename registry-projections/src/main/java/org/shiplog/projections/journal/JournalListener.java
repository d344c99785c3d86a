package org.shiplog.projections.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings this node's bell when another node has written to the journal. One connection listens for all readers; when it dies it
 * is opened again, and the bell rung for what may have been missed meanwhile.
 */
public final class JournalListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalListener.class);

    /** A connection that was silent for so long is asked whether it still lives. */
    private static final int SILENCE_MILLIS = 10_000;

    private static final int ANSWER_MILLIS = 15_000;
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 5_000;

    private final DataSource unpooled;
    private final String node;
    private final JournalBell bell;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread listener;
    private volatile @Nullable Connection current;

    /**
     * @param unpooled its connection is kept for as long as the listener lives
     * @param node this node's own notifications, which its readers need not hear again
     */
    public JournalListener(DataSource unpooled, String node, JournalBell bell) {
        this.unpooled = unpooled;
        this.node = node;
        this.bell = bell;
        this.listener = Thread.ofVirtual().name("journal-listener").start(this::run);
    }

    private void run() {
        long retry = FIRST_RETRY_MILLIS;
        while (isOpen()) {
            try (Connection connection = unpooled.getConnection()) {
                current = connection;
                connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LISTEN " + JournalSignal.CHANNEL);
                }
                retry = FIRST_RETRY_MILLIS;
                bell.ring();
                listen(connection);
            } catch (SQLException e) {
                if (isOpen()) {
                    LOG.warn("journal listener lost its connection, opening another: {}", e.getMessage());
                }
            }
            retry = pause(retry);
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (isOpen()) {
            PGNotification @Nullable [] received = notifications.getNotifications(SILENCE_MILLIS);
            if (received == null || received.length == 0) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT 1");
                }
            } else if (fromElsewhere(received)) {
                bell.ring();
            }
        }
    }

    private boolean fromElsewhere(PGNotification[] received) {
        for (PGNotification notification : received) {
            if (!node.equals(notification.getParameter())) {
                return true;
            }
        }
        return false;
    }

    private long pause(long millis) {
        try {
            if (closing.await(millis, TimeUnit.MILLISECONDS)) {
                LOG.debug("journal listener ends");
            }
        } catch (InterruptedException _) {
            LOG.debug("journal listener ends");
        }
        return Math.min(millis * 2, LAST_RETRY_MILLIS);
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    @Override
    public void close() {
        closing.countDown();
        listener.interrupt();
        Connections.closeQuietly(current);
    }
}
