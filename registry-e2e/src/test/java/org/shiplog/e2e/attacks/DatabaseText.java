package org.shiplog.e2e.attacks;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.shiplog.storage.postgres.DatabaseAddress;

/** Every row of every table as text, in which bytes are hexadecimal. */
record DatabaseText(List<Row> rows) {
    /** Where the values of secret settings are kept on purpose, which the threat model says. */
    private static final String SECRETS = "setting_secret";

    private static final String TABLES = """
        SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') AND table_name <> '%s'
        """.formatted(SECRETS);

    record Row(String table, String text) {}

    static DatabaseText of(DatabaseAddress database) {
        List<Row> rows = new ArrayList<>();
        try (var connection = DriverManager.getConnection(database.jdbcUrl())) {
            for (String table : column(connection, TABLES)) {
                column(connection, "SELECT row_to_json(t)::text FROM " + table + " t")
                        .forEach(text -> rows.add(new Row(table, text)));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return new DatabaseText(rows);
    }

    private static List<String> column(Connection connection, String question) throws SQLException {
        List<String> values = new ArrayList<>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(question)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }

    /** The tables with rows that have the text, as it is or among bytes. */
    List<String> tablesWith(String text) {
        String bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        return rows.stream()
                .filter(row -> row.text().contains(text) || row.text().contains(bytes))
                .map(Row::table)
                .distinct()
                .toList();
    }
}
