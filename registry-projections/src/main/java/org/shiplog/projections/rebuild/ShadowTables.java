package org.shiplog.projections.rebuild;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.rebuild.RebuildResult.TableDifference;

/**
 * A read model's tables once more, empty, in a schema of their own, with keys and indexes of the same names, so that they can
 * take the live ones' place.
 *
 * <p>Names of schemas and tables cannot be bound as parameters: they come from the program only, and are checked.
 */
final class ShadowTables {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z_]{0,39}");
    private static final int EXAMPLES = 3;

    private final ReadModel model;
    private final String schema;
    private final String retired;

    ShadowTables(ReadModel model) {
        this.model = model;
        this.schema = "rebuild_" + requireName(model.name());
        this.retired = "retired_" + model.name();
        model.tables().forEach(ShadowTables::requireName);
    }

    private static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a read model or its table: " + name);
        }
        return name;
    }

    /** Makes the tables, in place of any that a rebuild left behind when it was killed. */
    void create(Connection connection) throws SQLException {
        drop(connection);
        execute(connection, "CREATE SCHEMA " + schema);
        for (String table : model.tables()) {
            execute(
                    connection,
                    "CREATE TABLE %s.%s (LIKE public.%s INCLUDING ALL EXCLUDING INDEXES)%s"
                            .formatted(schema, table, table, partitioning(connection, table)));
            for (String definition : keysAndIndexes(connection, table)) {
                execute(connection, definition);
            }
        }
    }

    void drop(Connection connection) throws SQLException {
        execute(connection, "DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    }

    /** Makes unqualified names mean these tables until the transaction ends, and never the live ones. */
    void use(Connection connection) throws SQLException {
        execute(connection, "SET LOCAL search_path = " + schema);
        // Nobody is told of what is in these tables before they take over, and that commit waits for all before it.
        execute(connection, "SET LOCAL synchronous_commit = off");
    }

    void analyze(Connection connection) throws SQLException {
        for (String table : model.tables()) {
            execute(connection, "ANALYZE %s.%s".formatted(schema, table));
        }
    }

    /** Puts these tables in the live ones' place, within the connection's open transaction. */
    void takeOver(Connection connection) throws SQLException {
        execute(connection, "CREATE SCHEMA " + retired);
        for (String table : model.tables()) {
            move(connection, "public", table, retired);
            move(connection, schema, table, "public");
        }
        execute(connection, "DROP SCHEMA " + retired + " CASCADE");
        execute(connection, "DROP SCHEMA " + schema);
    }

    /** With its partitions, which do not follow by themselves. */
    private static void move(Connection connection, String from, String table, String to) throws SQLException {
        String query = """
            SELECT format('ALTER TABLE %I.%I SET SCHEMA %I', ?, part.relname, ?)
            FROM pg_inherits AS inherits JOIN pg_class AS part ON part.oid = inherits.inhrelid
            WHERE inherits.inhparent = to_regclass(?)
            """;
        List<String> moves = new ArrayList<>();
        moves.add("ALTER TABLE %s.%s SET SCHEMA %s".formatted(from, table, to));
        moves.addAll(texts(connection, query, from, to, from + "." + table));
        for (String each : moves) {
            execute(connection, each);
        }
    }

    /** How a table is divided into partitions, of which none are made yet. */
    private static String partitioning(Connection connection, String table) throws SQLException {
        String query = """
            SELECT ' PARTITION BY ' || pg_get_partkeydef(oid) FROM pg_class
            WHERE oid = to_regclass(?) AND relkind = 'p'
            """;
        return String.join("", texts(connection, query, "public." + table));
    }

    /** How the live tables and these differ, as the connection's snapshot shows them. */
    List<TableDifference> compare(Connection connection) throws SQLException {
        List<TableDifference> differences = new ArrayList<>();
        for (String table : model.tables()) {
            differences.add(compare(connection, table));
        }
        return differences;
    }

    private TableDifference compare(Connection connection, String table) throws SQLException {
        String query = """
            WITH only_live AS MATERIALIZED (
                SELECT * FROM public.%2$s EXCEPT SELECT * FROM %1$s.%2$s
            ), only_rebuilt AS MATERIALIZED (
                SELECT * FROM %1$s.%2$s EXCEPT SELECT * FROM public.%2$s
            )
            SELECT (SELECT count(*) FROM only_live), (SELECT count(*) FROM only_rebuilt),
                   array(SELECT 'live: ' || CAST(to_jsonb(only_live) AS text) FROM only_live LIMIT %3$d)
                   || array(SELECT 'rebuilt: ' || CAST(to_jsonb(only_rebuilt) AS text) FROM only_rebuilt LIMIT %3$d)
            """.formatted(schema, table, EXAMPLES);
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            row.next();
            String[] examples = (String[]) row.getArray(3).getArray();
            return new TableDifference(table, row.getLong(1), row.getLong(2), List.of(examples));
        }
    }

    private List<String> keysAndIndexes(Connection connection, String table) throws SQLException {
        String query = """
            SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', ?, t.relname, c.conname,
                          pg_get_constraintdef(c.oid))
            FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
            WHERE t.oid = to_regclass('public.' || ?) AND c.contype IN ('p', 'u')
            UNION ALL
            SELECT regexp_replace(pg_get_indexdef(i.indexrelid), ' ON (ONLY )?public\\.', format(' ON %I.', ?))
            FROM pg_index AS i
            WHERE i.indrelid = to_regclass('public.' || ?)
              AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)
            """;
        return texts(connection, query, schema, table, schema, table);
    }

    private static List<String> texts(Connection connection, String query, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int index = 0; index < values.length; index++) {
                statement.setString(index + 1, values[index]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
