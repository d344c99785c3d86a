package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.projection.jdbc.JdbcSession;

/** One transaction of a projection, on one connection that goes back to its pool at the end. */
final class DatabaseSession implements JdbcSession {
    private final Connection connection;

    private DatabaseSession(Connection connection) {
        this.connection = connection;
    }

    static DatabaseSession open(DataSource database) {
        try {
            Connection connection = database.getConnection();
            connection.setAutoCommit(false);
            return new DatabaseSession(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("no database connection for a projection", e);
        }
    }

    @Override
    public <T> T withConnection(Function<Connection, T> use) throws Exception {
        return use.apply(connection);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
