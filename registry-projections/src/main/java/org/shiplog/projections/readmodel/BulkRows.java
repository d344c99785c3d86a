package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.query.BlockingQueries.Row;

/**
 * Rows that go to the database in one statement, as one array per column for its {@code unnest(?, ?, …)}. Unlike a JDBC batch
 * it is a single statement whatever the driver's settings, so rows must not meet the same target row twice.
 */
public final class BulkRows {
    private final List<String> types;
    private final List<List<@Nullable Object>> columns;

    /** @param types of the columns, as PostgreSQL names them */
    public BulkRows(String... types) {
        this.types = List.of(types);
        this.columns = this.types.stream()
                .<List<@Nullable Object>>map(_ -> new ArrayList<>())
                .toList();
    }

    /** Adds a row; times are given as text. */
    public void add(@Nullable Object... row) {
        for (int column = 0; column < columns.size(); column++) {
            columns.get(column).add(row[column]);
        }
    }

    public boolean isEmpty() {
        return columns.getFirst().isEmpty();
    }

    /** Runs the statement if there are rows. */
    public void update(Connection connection, String sql) throws SQLException {
        if (isEmpty()) {
            return;
        }
        try (PreparedStatement statement = prepare(connection, sql)) {
            statement.executeUpdate();
        }
    }

    /** Runs the statement if there are rows; what it returns in its first column. */
    public List<String> returning(Connection connection, String sql) throws SQLException {
        return returning(connection, sql, row -> row.getString(1));
    }

    /** Runs the statement if there are rows; what it returns. */
    public <T> List<T> returning(Connection connection, String sql, Row<T> row) throws SQLException {
        List<T> returned = new ArrayList<>();
        if (isEmpty()) {
            return returned;
        }
        try (PreparedStatement statement = prepare(connection, sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                returned.add(row.read(rows));
            }
        }
        return returned;
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int column = 0; column < columns.size(); column++) {
            statement.setArray(
                    column + 1,
                    connection.createArrayOf(
                            types.get(column), columns.get(column).toArray()));
        }
        return statement;
    }
}
