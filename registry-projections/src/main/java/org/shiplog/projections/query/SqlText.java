package org.shiplog.projections.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of SQL and the values of its {@code ?} in order. The text is always made of constants of the program; whatever a
 * request brought is among the values.
 */
public record SqlText(String text, List<Object> values) {
    public SqlText {
        values = List.copyOf(values);
    }

    public static SqlText of(String text, Object... values) {
        return new SqlText(text, List.of(values));
    }

    /** This piece followed by the other. */
    public SqlText then(SqlText other) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(other.values);
        return new SqlText(text + other.text, all);
    }

    public SqlText then(String more, Object... moreValues) {
        return then(of(more, moreValues));
    }

    public SqlText and(SqlText other) {
        return of("(").then(this).then(" AND ").then(other).then(")");
    }

    public SqlText or(SqlText other) {
        return of("(").then(this).then(" OR ").then(other).then(")");
    }

    /** Binds the values, from the first parameter on. */
    public void bind(PreparedStatement statement) throws SQLException {
        for (int index = 0; index < values.size(); index++) {
            statement.setObject(index + 1, values.get(index));
        }
    }

    /** Runs the piece, a whole statement, that changes rows. */
    public void update(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            bind(statement);
            statement.executeUpdate();
        }
    }
}
