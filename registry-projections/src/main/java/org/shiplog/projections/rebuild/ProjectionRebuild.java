package org.shiplog.projections.rebuild;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.shiplog.projections.journal.EventDecoder;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.readmodel.ProjectionOffsets;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.rebuild.RebuildResult.AlreadyRunning;
import org.shiplog.projections.rebuild.RebuildResult.Compared;
import org.shiplog.projections.rebuild.RebuildResult.Replaced;
import org.shiplog.projections.rebuild.RebuildResult.UnknownProjection;

/**
 * Builds a read model anew beside the live one, while nodes run or when none does.
 *
 * <h2>How it meets the live projection</h2>
 *
 * The shadow follows the live offsets until little is left. Then the projection is paused, by an advisory lock, for the few
 * events between; at that moment both stand on exactly the same events. To compare, a snapshot is taken and the projection goes
 * on at once: the comparison may take its time, and as a transaction that only reads it holds nobody back. To replace, the
 * tables change places in one short transaction, and readers wait no longer than for that.
 */
public final class ProjectionRebuild {
    private static final long LITTLE = 200;
    private static final int MAX_ROUNDS = 1_000;
    private static final int MAX_ATTEMPTS = 10;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final DataSource database;
    private final JournalReader reader;
    private final List<ReadModel> models;
    private final LongConsumer progress;

    /**
     * @param database may make schemas and owns the tables; three connections are used at a time
     * @param progress is told, now and then, how many events have been applied
     */
    public ProjectionRebuild(DataSource database, EventDecoder decoder, List<ReadModel> models, LongConsumer progress) {
        this.database = database;
        this.reader = new JournalReader(database, decoder);
        this.models = List.copyOf(models);
        this.progress = progress;
    }

    /** Builds, compares every table both ways, and drops what was built. */
    public RebuildResult compare(String projection) throws SQLException {
        return rebuild(projection, this::compareWithLive);
    }

    /** Builds, and puts what was built in the live tables' place. */
    public RebuildResult replace(String projection) throws SQLException {
        return rebuild(projection, this::replaceLive);
    }

    /** One rebuild under way. {@code control} holds the locks of its session and runs no long transaction. */
    private record Rebuild(Connection control, ReadModel model, ShadowTables tables, ShadowBuild build) {
        ProjectionOffsets offsets() {
            return new ProjectionOffsets(model.name());
        }
    }

    private interface Ending {
        RebuildResult end(Rebuild rebuild) throws SQLException;
    }

    private RebuildResult rebuild(String projection, Ending ending) throws SQLException {
        Optional<ReadModel> found =
                models.stream().filter(model -> model.name().equals(projection)).findFirst();
        if (found.isEmpty()) {
            return new UnknownProjection(
                    projection, models.stream().map(ReadModel::name).toList());
        }
        ReadModel model = found.get();
        reader.requireOwnTransactions();
        try (Connection control = database.getConnection()) {
            if (!isOnlyRebuild(control, model)) {
                return new AlreadyRunning(projection);
            }
            try {
                return build(control, model, ending);
            } finally {
                // The connection may go back to a pool, where session locks would outlive this rebuild.
                execute(control, "SELECT pg_advisory_unlock_all()");
            }
        }
    }

    private RebuildResult build(Connection control, ReadModel model, Ending ending) throws SQLException {
        ShadowTables tables = new ShadowTables(model);
        tables.create(control);
        try {
            ShadowBuild build = new ShadowBuild(database, reader, model, tables, progress);
            follow(build);
            tables.analyze(control);
            return ending.end(new Rebuild(control, model, tables, build));
        } finally {
            tables.drop(control);
        }
    }

    private static void follow(ShadowBuild build) throws SQLException {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            if (build.catchUp() <= LITTLE) {
                return;
            }
        }
        throw new IllegalStateException("the live projection advances faster than it can be rebuilt");
    }

    private RebuildResult compareWithLive(Rebuild rebuild) throws SQLException {
        try (Connection snapshot = database.getConnection()) {
            rebuild.offsets().pause(rebuild.control());
            try {
                rebuild.build().catchUp();
                // Comparing large tables may take longer than any answer usually may.
                snapshot.setNetworkTimeout(Runnable::run, 0);
                snapshot.setAutoCommit(false);
                // The first query takes the snapshot; SET itself does not.
                execute(snapshot, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                execute(snapshot, "SELECT 1");
            } finally {
                rebuild.offsets().resume(rebuild.control());
            }
            Compared compared = new Compared(
                    rebuild.model().name(),
                    rebuild.build().events(),
                    rebuild.tables().compare(snapshot));
            snapshot.commit();
            return compared;
        }
    }

    private RebuildResult replaceLive(Rebuild rebuild) throws SQLException {
        rebuild.offsets().pause(rebuild.control());
        try {
            rebuild.build().catchUp();
            takeOver(rebuild);
            return new Replaced(rebuild.model().name(), rebuild.build().events());
        } finally {
            rebuild.offsets().resume(rebuild.control());
        }
    }

    private void takeOver(Rebuild rebuild) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    // A waiting exclusive lock makes every reader wait behind it, so it gives up soon and tries again.
                    execute(connection, "SET LOCAL lock_timeout = '1s'");
                    rebuild.tables().takeOver(connection);
                    connection.commit();
                    return;
                } catch (SQLException e) {
                    connection.rollback();
                    if (attempt == MAX_ATTEMPTS || !LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        }
    }

    private static boolean isOnlyRebuild(Connection control, ReadModel model) throws SQLException {
        String query = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";
        try (PreparedStatement statement = control.prepareStatement(query)) {
            statement.setString(1, "shiplog rebuild " + model.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
