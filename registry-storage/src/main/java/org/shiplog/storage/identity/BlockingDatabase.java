package org.shiplog.storage.identity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Runs statements where blocking is allowed. */
record BlockingDatabase(DataSource database, Executor blocking) {
    /** What is done with a statement. */
    interface Use<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    /** The stage fails with a {@link SQLException} when the database refuses. */
    <T> CompletionStage<T> run(String sql, Use<T> use) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = database.getConnection();
                            PreparedStatement statement = connection.prepareStatement(sql)) {
                        return use.with(statement);
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
    }
}
