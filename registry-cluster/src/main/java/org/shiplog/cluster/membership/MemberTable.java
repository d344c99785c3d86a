package org.shiplog.cluster.membership;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows about members and incarnations, on one connection with auto-commit. Not safe for several threads. */
final class MemberTable {
    private final Connection connection;

    MemberTable(Connection connection) {
        this.connection = connection;
    }

    enum State {
        JOINING("joining"),
        UP("up"),
        LEAVING("leaving");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    /** What a node learns when it gives a sign of life. */
    enum Beat {
        /** All is as it was. */
        NOTED,
        /** The node is not listed any more, and the incarnation is still its own. */
        UNLISTED,
        /** A later incarnation has begun. */
        OUTLIVED,
        /** A later start of the same node is listed. */
        REPLACED
    }

    long incarnation() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT number FROM cluster_incarnation");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Begins the next incarnation. The caller must hold the lock of those who join. */
    long beginIncarnation() throws SQLException {
        String sql = "UPDATE cluster_incarnation SET number = number + 1 RETURNING number";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The other members of the incarnation that can be joined or may still be alive, those that stay first. */
    List<ListedMember> others(NodeIdentity self, long incarnation) throws SQLException {
        String sql = """
            SELECT run_id, cluster_host, cluster_port, machine, process_id, heartbeat_at,
                   (extract(epoch FROM clock_timestamp() - heartbeat_at) * 1000)::bigint AS silent_ms
            FROM cluster_member
            WHERE incarnation = ? AND state IN ('up', 'leaving') AND node_id <> ?
            ORDER BY state DESC, started_at
            """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, incarnation);
            statement.setObject(2, self.node());
            List<ListedMember> members = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    members.add(new ListedMember(
                            rows.getObject("run_id", UUID.class),
                            rows.getString("cluster_host"),
                            rows.getInt("cluster_port"),
                            rows.getString("machine"),
                            rows.getLong("process_id"),
                            rows.getObject("heartbeat_at", OffsetDateTime.class).toInstant(),
                            Duration.ofMillis(rows.getLong("silent_ms"))));
                }
            }
            return List.copyOf(members);
        }
    }

    /** Lists this start of the node in place of earlier ones, and of whoever had its address before it. */
    void enter(NodeIdentity self, Address address, long incarnation, State state) throws SQLException {
        String sql = """
            WITH earlier AS (
                DELETE FROM cluster_member
                WHERE machine = ? AND cluster_host = ? AND cluster_port = ? AND node_id <> ?
            )
            INSERT INTO cluster_member
                (node_id, run_id, incarnation, state, cluster_host, cluster_port, machine, process_id, release)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (node_id) DO UPDATE SET
                run_id = excluded.run_id, incarnation = excluded.incarnation, state = excluded.state,
                cluster_host = excluded.cluster_host, cluster_port = excluded.cluster_port,
                machine = excluded.machine, process_id = excluded.process_id, release = excluded.release,
                started_at = excluded.started_at, heartbeat_at = excluded.heartbeat_at
            """;
        update(
                sql,
                self.machine(),
                address.host(),
                address.port(),
                self.node(),
                self.node(),
                self.run(),
                incarnation,
                state.text,
                address.host(),
                address.port(),
                self.machine(),
                self.processId(),
                self.release());
    }

    /** Where nodes reach a node. */
    record Address(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Changes the state while the incarnation is the current one; otherwise does nothing and returns false. */
    boolean change(NodeIdentity self, long incarnation, State state) throws SQLException {
        String sql = """
            UPDATE cluster_member SET state = ?, heartbeat_at = clock_timestamp()
            WHERE run_id = ? AND incarnation = ? AND incarnation = (SELECT number FROM cluster_incarnation)
            """;
        return update(sql, state.text, self.run(), incarnation) > 0;
    }

    Beat beat(NodeIdentity self, long incarnation) throws SQLException {
        String sql = """
            UPDATE cluster_member SET heartbeat_at = clock_timestamp()
            WHERE run_id = ? AND incarnation = ? AND incarnation = (SELECT number FROM cluster_incarnation)
            """;
        if (update(sql, self.run(), incarnation) > 0) {
            return Beat.NOTED;
        }
        if (incarnation() != incarnation) {
            return Beat.OUTLIVED;
        }
        boolean replaced =
                listedRun(self).filter(run -> !run.equals(self.run())).isPresent();
        return replaced ? Beat.REPLACED : Beat.UNLISTED;
    }

    void announce(NodeIdentity self, String http, String management) throws SQLException {
        update(
                "UPDATE cluster_member SET http_address = ?, management_address = ? WHERE run_id = ?",
                http,
                management,
                self.run());
    }

    void remove(NodeIdentity self) throws SQLException {
        update("DELETE FROM cluster_member WHERE run_id = ?", self.run());
    }

    int forget(Duration silent) throws SQLException {
        return update(
                "DELETE FROM cluster_member WHERE heartbeat_at < clock_timestamp() - make_interval(secs => ?)",
                (double) silent.toSeconds());
    }

    private Optional<UUID> listedRun(NodeIdentity self) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT run_id FROM cluster_member WHERE node_id = ?")) {
            statement.setObject(1, self.node());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
