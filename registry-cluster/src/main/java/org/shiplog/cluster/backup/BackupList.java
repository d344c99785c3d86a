package org.shiplog.cluster.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.shiplog.projections.holding.Holding;
import org.shiplog.projections.holding.Holdings;
import org.shiplog.projections.holding.Scope;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.readmodel.Reach;

/**
 * Lists the blobs that the database needs as it is at one moment. A copy of the database can be made of that very moment, by whoever is
 * given the name of its snapshot.
 */
public final class BackupList {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration CATCHING_UP = Duration.ofSeconds(10);

    private final DataSource database;
    private final InstantSource clock;

    public BackupList(DataSource database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What is done while the snapshot lasts. */
    @FunctionalInterface
    public interface WithSnapshot {
        /** @param snapshot as {@code pg_dump --snapshot} takes it */
        void run(String snapshot) throws IOException, InterruptedException;
    }

    /** How the list came out. */
    public sealed interface Result {
        record Listed(Reach reach, long blobs, long bytes) implements Result {}

        /** Nothing was listed: the read model has not handled the events behind this place. */
        record Behind(Reach reach) implements Result {}
    }

    /**
     * Gives the list line by line: a head, and a line for each blob.
     *
     * @throws IOException when {@code meanwhile} fails
     */
    public Result write(WithSnapshot meanwhile, Consumer<String> lines)
            throws SQLException, IOException, InterruptedException {
        Reach reach = Reach.await(database, new QuotaReadModel(), CATCHING_UP);
        if (!reach.complete()) {
            return new Result.Behind(reach);
        }
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, 0);
            connection.setAutoCommit(false);
            meanwhile.run(snapshot(connection));
            try (Holdings holdings = Holdings.open(connection, Scope.ALL)) {
                lines.accept(MAPPER.createObjectNode()
                        .put("backup", "shiplog")
                        .put("form", 1)
                        .put("position", reach.position().toString())
                        .put("made", clock.instant().toString())
                        .toString());
                return list(holdings, reach, lines);
            }
        }
    }

    private static String snapshot(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            try (ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static Result list(Holdings holdings, Reach reach, Consumer<String> lines) throws SQLException {
        long blobs = 0;
        long bytes = 0;
        for (List<Holding> page = holdings.next(); !page.isEmpty(); page = holdings.next()) {
            for (Holding holding : page) {
                if (!holding.manifest()) {
                    blobs++;
                    bytes += holding.size();
                    lines.accept(MAPPER.createObjectNode()
                            .put("digest", holding.digest().toString())
                            .put("size", holding.size())
                            .toString());
                }
            }
        }
        return new Result.Listed(reach, blobs, bytes);
    }
}
