package org.shiplog.projections.ledger.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.shiplog.projections.ledger.LedgerTree;
import org.shiplog.projections.ledger.note.Checkpoint;

/**
 * Whether the journal, the ledger's tables, its checkpoints and the manifests in a database go together. Reads one snapshot, in a
 * transaction that only reads, so that nodes may go on meanwhile.
 */
public final class TablesCheck {
    private final DataSource database;
    private final List<Checkpoint> known;
    private final LongConsumer progress;

    /**
     * @param known checkpoints of this ledger that were kept elsewhere, verified already
     * @param progress is told, now and then, how many events were gone through
     */
    public TablesCheck(DataSource database, List<Checkpoint> known, LongConsumer progress) {
        this.database = database;
        this.known = List.copyOf(known);
        this.progress = progress;
    }

    /** Blocks for as long as it takes to read everything once. */
    public Verdict check() throws SQLException {
        Findings findings = new Findings();
        try (Connection connection = database.getConnection()) {
            // Reading whole tables may take longer than any answer usually may.
            connection.setNetworkTimeout(Runnable::run, 0);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                long size = new LedgerTree(connection).size();
                CheckpointsCheck checkpoints = new CheckpointsCheck(connection, findings, known);
                new LeavesCheck(connection, findings, checkpoints, progress).check(size);
                checkpoints.end(size);
                long uncovered = new JournalCheck(connection, findings).check();
                long manifests = new ManifestsCheck(connection, findings).check();
                String checked = size + " events of the ledger, " + checkpoints.count() + " checkpoints, " + manifests
                        + " manifests" + (uncovered == 0 ? "" : "; " + uncovered + " events are newer than the ledger");
                return new Verdict(checked, findings.all());
            } finally {
                connection.rollback();
            }
        }
    }
}
