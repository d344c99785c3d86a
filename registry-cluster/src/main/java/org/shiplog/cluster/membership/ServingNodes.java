package org.shiplog.cluster.membership;

import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The nodes that answer clients, as the database lists them for people and tools. */
public final class ServingNodes {
    /** Whoever has been silent for longer is hardly there. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    private ServingNodes() {}

    /** Where clients reach them: those on this machine first, and then those that have run for longest. */
    public static List<URI> urls(DataSource database) throws SQLException {
        // The table has a row for each node.
        String sql = """
            SELECT http_address FROM cluster_member
            WHERE incarnation = (SELECT number FROM cluster_incarnation) AND state = 'up' AND http_address IS NOT NULL
              AND heartbeat_at > clock_timestamp() - make_interval(secs => ?)
            ORDER BY machine = ? DESC, started_at
            """;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setDouble(1, SILENT.toSeconds());
            statement.setString(2, NodeIdentity.machineName());
            List<URI> urls = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    urls.add(URI.create(rows.getString("http_address")));
                }
            }
            return List.copyOf(urls);
        }
    }
}
