package org.shiplog.http.api;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Takes project ids from a database sequence. */
public final class PostgresProjectIds implements ProjectIds {
    private final DataSource database;
    private final Executor blocking;

    public PostgresProjectIds(DataSource database, Executor blocking) {
        this.database = database;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Long> next() {
        return CompletableFuture.supplyAsync(this::read, blocking);
    }

    private long read() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT nextval('project_id')");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
