package org.shiplog.projections.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** One short transaction that only one node at a time is in: whatever makes keys and checkpoints. */
final class LedgerTransaction {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('shiplog ledger', 0))";

    private LedgerTransaction() {}

    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    static <T> T locked(DataSource database, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(LOCK);
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }
}
