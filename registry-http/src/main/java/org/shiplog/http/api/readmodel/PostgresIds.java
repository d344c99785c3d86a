package org.shiplog.http.api.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.http.api.port.Ids;

/** Takes numbers from sequences of the database. */
public final class PostgresIds implements Ids {
    private final DataSource database;
    private final Executor blocking;

    public PostgresIds(DataSource database, Executor blocking) {
        this.database = database;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Long> next(Sequence sequence) {
        return CompletableFuture.supplyAsync(() -> read(name(sequence)), blocking);
    }

    private static String name(Sequence sequence) {
        return switch (sequence) {
            case PROJECT -> "project_id";
            case USER -> "user_id";
            case ROBOT -> "robot_id";
            case MEMBER -> "member_id";
            case GROUP -> "group_id";
            case LABEL -> "label_id";
            case EXECUTION -> "execution_id";
            case TASK -> "task_id";
            case SCHEDULE -> "schedule_id";
            case WEBHOOK_POLICY -> "webhook_policy_id";
        };
    }

    private long read(String name) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT nextval(?::regclass)")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
