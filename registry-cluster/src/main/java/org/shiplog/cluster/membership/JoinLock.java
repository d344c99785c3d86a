package org.shiplog.cluster.membership;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The right to begin an incarnation, held by at most one session of the database. It is free again when its holder ends it, when
 * its holder dies, and when its holder is frozen for longer than {@link #FROZEN}.
 */
final class JoinLock {
    /** Longer than a holder ever waits between two statements. */
    static final Duration FROZEN = Duration.ofSeconds(15);

    private static final long KEY = 0x5348_4950_4a4f_494eL;

    private final Connection session;

    /** @param session used for nothing that may take long */
    JoinLock(Connection session) throws SQLException {
        this.session = session;
        try (Statement statement = session.createStatement()) {
            statement.execute("SET idle_session_timeout = " + FROZEN.toMillis());
        }
    }

    /** Takes the lock if it is free. @return whether it was */
    boolean tryAcquire() throws SQLException {
        return call("SELECT pg_try_advisory_lock(?)");
    }

    void release() throws SQLException {
        call("SELECT pg_advisory_unlock(?)");
    }

    private boolean call(String sql) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setLong(1, KEY);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }
}
