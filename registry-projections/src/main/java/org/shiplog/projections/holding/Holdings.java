package org.shiplog.projections.holding;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;

/**
 * What live repositories hold, each digest once, in pages and in the order of digests.
 *
 * <p>All of it is as it was at one moment. PostgreSQL keeps the list in a file of its own until this is closed, so that going through it
 * may take hours without holding a transaction open.
 */
public final class Holdings implements AutoCloseable {
    private static final int PAGE = 1_000;

    // Goes through project_link once.
    private static final String DECLARE = """
        DECLARE holdings NO SCROLL CURSOR WITH HOLD FOR
        SELECT digest, is_manifest, size, count(*) OVER (), sum(size) OVER ()
        FROM project_link
        WHERE (? = '' OR project = ?) AND (? = '' OR repository ~ ?)
          AND mod(mod(hashtextextended(digest, ?), 10000) + 10000, 10000) < ?
        GROUP BY digest, is_manifest, size
        ORDER BY digest, is_manifest, size
        """;

    private final Connection connection;
    private List<Holding> next = List.of();
    private long count;
    private long bytes;

    private Holdings(Connection connection) {
        this.connection = connection;
    }

    /** Lists what the open transaction of the connection sees, and ends that transaction. The connection must serve nothing else. */
    public static Holdings open(Connection connection, Scope scope) throws SQLException {
        // Sorting millions of rows may take longer than any answer usually may.
        connection.setNetworkTimeout(Runnable::run, 0);
        String project = scope.project().map(ProjectName::value).orElse("");
        String expression = scope.expression();
        try (PreparedStatement declare = connection.prepareStatement(DECLARE)) {
            declare.setString(1, project);
            declare.setString(2, project);
            declare.setString(3, expression);
            declare.setString(4, expression);
            declare.setLong(5, scope.seed());
            declare.setInt(6, scope.share());
            declare.execute();
        }
        connection.commit();
        Holdings holdings = new Holdings(connection);
        holdings.fetch();
        return holdings;
    }

    /** How many there are in all. */
    public long count() {
        return count;
    }

    /** How many bytes they have together. */
    public long bytes() {
        return bytes;
    }

    /** The next page; empty at the end. */
    public List<Holding> next() throws SQLException {
        List<Holding> page = next;
        if (!page.isEmpty()) {
            fetch();
        }
        return page;
    }

    private void fetch() throws SQLException {
        List<Holding> page = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("FETCH " + PAGE + " FROM holdings")) {
            while (rows.next()) {
                page.add(new Holding(Digest.of(rows.getString(1)), rows.getBoolean(2), rows.getLong(3)));
                count = rows.getLong(4);
                bytes = rows.getLong(5);
            }
        }
        connection.commit();
        next = List.copyOf(page);
    }

    @Override
    public void close() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CLOSE holdings");
        }
        connection.commit();
    }
}
