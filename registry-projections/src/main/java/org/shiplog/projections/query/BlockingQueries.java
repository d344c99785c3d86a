package org.shiplog.projections.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.postgresql.PGStatement;

/** Runs queries where blocking is allowed. Stages fail with a {@link SQLException} when the database cannot answer. */
public final class BlockingQueries {
    private final DataSource database;
    private final Executor blocking;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public BlockingQueries(DataSource database, Executor blocking) {
        this.database = database;
        this.blocking = blocking;
    }

    /** What is done with a connection. */
    public interface Use<T> {
        T on(Connection connection) throws SQLException;
    }

    /** What one row becomes. */
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    public <T> CompletionStage<T> run(Use<T> use) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = database.getConnection()) {
                        return use.on(connection);
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
    }

    /** All rows of a query that is bounded by itself. */
    public static <T> List<T> rows(Connection connection, SqlText query, Row<T> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query.text())) {
            return read(statement, query, row);
        }
    }

    /**
     * The same, planned for these very values each time. Otherwise PostgreSQL makes one plan for all values after some times, which is
     * wrong where some of them stand for millions of rows and others for none.
     */
    public static <T> List<T> rowsPlannedAnew(Connection connection, SqlText query, Row<T> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query.text())) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            return read(statement, query, row);
        }
    }

    private static <T> List<T> read(PreparedStatement statement, SqlText query, Row<T> row) throws SQLException {
        query.bind(statement);
        try (ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(row.read(rows));
            }
            return read;
        }
    }
}
