package org.shiplog.projections.quota;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/**
 * What pushes under way will use of a project's storage.
 *
 * <p>Reservations of one project are made one after the other. Each sees what is counted and what is reserved at one and the same
 * moment, so that a digest is in one of the two sums and not in both: the read model ends a reservation in the transaction in which
 * it counts the digest. A reservation that nobody ends expires after an hour.
 */
public final class QuotaReservations {
    /** Tells these locks apart from others by two numbers. */
    private static final int LOCKS = 0x51_55_4f_54;

    // Indexes: the primary keys. A project has as many reservations as it has pushes under way.
    private static final String TAKEN = """
        SELECT coalesce((SELECT bytes FROM project_usage WHERE project = ?), 0)
               + coalesce((SELECT sum(waiting.bytes) FROM (
                     SELECT max(held.bytes) AS bytes FROM quota_reservation AS held
                     WHERE held.project = ? AND held.digest <> ? AND held.expires_at > now()
                       AND NOT EXISTS (SELECT FROM project_blob AS counted
                                       WHERE counted.project = held.project AND counted.digest = held.digest)
                     GROUP BY held.digest) AS waiting), 0),
               EXISTS (SELECT FROM project_blob WHERE project = ? AND digest = ?)
        """;
    private static final String KEEP = """
        INSERT INTO quota_reservation (project, digest, holder, bytes, expires_at)
        VALUES (?, ?, ?, ?, now() + INTERVAL '1 hour')
        ON CONFLICT (project, digest, holder) DO UPDATE
        SET bytes = excluded.bytes, expires_at = excluded.expires_at
        """;
    private static final String CLEAN = """
        DELETE FROM quota_reservation WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM quota_reservation WHERE project = ? AND expires_at <= now() FOR UPDATE SKIP LOCKED))
        """;

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public QuotaReservations(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /**
     * What a push wants to add.
     *
     * @param holder the id of the request
     */
    public record Demand(ProjectName project, Digest digest, long bytes, String holder) {}

    /** @param taken what is used and reserved, in bytes, without the demand */
    public record Room(boolean granted, long taken) {}

    /**
     * Reserves room for the demand, unless it would make the project exceed its limit.
     *
     * @param limit in bytes
     */
    public CompletionStage<Room> reserve(Demand demand, long limit) {
        return queries.run(connection -> {
            connection.setAutoCommit(false);
            try {
                Room room = reserve(connection, demand, limit);
                connection.commit();
                return room;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private static Room reserve(Connection connection, Demand demand, long limit) throws SQLException {
        lock(connection, demand.project());
        Standing standing = standing(connection, demand);
        boolean fits = standing.isCounted() || standing.taken() + demand.bytes() <= limit;
        if (fits && !standing.isCounted()) {
            keep(connection, demand);
            clean(connection, demand.project());
        }
        return new Room(fits, standing.isCounted() ? standing.taken() - demand.bytes() : standing.taken());
    }

    /** Gives back what was reserved and will not be used. */
    public CompletionStage<Void> release(Demand demand) {
        return queries.run(connection -> {
                    try (PreparedStatement delete = connection.prepareStatement(
                            "DELETE FROM quota_reservation WHERE project = ? AND digest = ? AND holder = ?")) {
                        delete.setString(1, demand.project().value());
                        delete.setString(2, demand.digest().toString());
                        delete.setString(3, demand.holder());
                        return delete.executeUpdate();
                    }
                })
                .thenAccept(_ -> {});
    }

    /** What the project uses and has reserved, in bytes. */
    public CompletionStage<Long> taken(ProjectName project) {
        SqlText taken = SqlText.of(TAKEN, project.value(), project.value(), "", project.value(), "");
        return queries.run(connection ->
                BlockingQueries.rows(connection, taken, row -> row.getLong(1)).getFirst());
    }

    private record Standing(long taken, boolean isCounted) {}

    private static Standing standing(Connection connection, Demand demand) throws SQLException {
        String project = demand.project().value();
        String digest = demand.digest().toString();
        SqlText taken = SqlText.of(TAKEN, project, project, digest, project, digest);
        return BlockingQueries.rows(connection, taken, row -> new Standing(row.getLong(1), row.getBoolean(2)))
                .getFirst();
    }

    /** Until the transaction ends. Two projects whose names have one hash wait for each other, and that is all. */
    private static void lock(Connection connection, ProjectName project) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?, ?)")) {
            lock.setInt(1, LOCKS);
            lock.setInt(2, project.value().hashCode());
            try (ResultSet row = lock.executeQuery()) {
                row.next();
            }
        }
    }

    private static void keep(Connection connection, Demand demand) throws SQLException {
        try (PreparedStatement keep = connection.prepareStatement(KEEP)) {
            keep.setString(1, demand.project().value());
            keep.setString(2, demand.digest().toString());
            keep.setString(3, demand.holder());
            keep.setLong(4, demand.bytes());
            keep.executeUpdate();
        }
    }

    /** Last, and not waiting for anybody: the read model may be ending some of these. */
    private static void clean(Connection connection, ProjectName project) throws SQLException {
        try (PreparedStatement clean = connection.prepareStatement(CLEAN)) {
            clean.setString(1, project.value());
            clean.executeUpdate();
        }
    }
}
