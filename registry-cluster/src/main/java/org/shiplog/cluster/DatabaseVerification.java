package org.shiplog.cluster;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.shiplog.cluster.entity.SnapshotsCheck;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.projections.journal.JournalDamagedException;
import org.shiplog.projections.ledger.LedgerReadModel;
import org.shiplog.projections.ledger.check.Finding;
import org.shiplog.projections.ledger.check.TablesCheck;
import org.shiplog.projections.ledger.check.Verdict;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.rebuild.ProjectionRebuild;
import org.shiplog.projections.rebuild.RebuildResult;

/** Everything in the database that follows from something else there, held against it. */
final class DatabaseVerification {
    private DatabaseVerification() {}

    /** @param known checkpoints that were kept elsewhere, verified already */
    static Verdict verify(DataSource database, List<Checkpoint> known, LongConsumer progress) throws SQLException {
        Verdict tables = new TablesCheck(database, known, progress).check();
        List<Finding> findings = new ArrayList<>(tables.findings());
        List<ReadModel> models = NodeReadSide.ALL.stream()
                .filter(model -> !model.name().equals(LedgerReadModel.NAME))
                .toList();
        ProjectionRebuild rebuild = new ProjectionRebuild(database, new JournalEvents(), models, _ -> {});
        for (ReadModel model : models) {
            findings.addAll(compare(rebuild, model));
        }
        SnapshotsCheck snapshots =
                new SnapshotsCheck(database, new JournalEvents(), new SnapshotSerializer()::fromBinary);
        long checked = snapshots.check(findings::add);
        return new Verdict(
                tables.checked() + ", " + models.size() + " read models and " + checked + " snapshots", findings);
    }

    private static List<Finding> compare(ProjectionRebuild rebuild, ReadModel model) throws SQLException {
        try {
            return switch (rebuild.compare(model.name())) {
                case RebuildResult.Compared compared -> differences(compared);
                case RebuildResult.AlreadyRunning _ ->
                    List.of(new Finding(model.name(), "all", "not checked, because it is being rebuilt"));
                case RebuildResult.Replaced _, RebuildResult.UnknownProjection _ ->
                    throw new IllegalStateException("only compared");
            };
        } catch (JournalDamagedException e) {
            return List.of(new Finding(model.name(), "all", "cannot be made from the journal: " + e.getMessage()));
        }
    }

    private static List<Finding> differences(RebuildResult.Compared compared) {
        List<Finding> findings = new ArrayList<>();
        for (RebuildResult.TableDifference table : compared.tables()) {
            table.examples()
                    .forEach(row -> findings.add(
                            new Finding(table.table(), "row", row + " (rebuilt: as expected; live: as found)")));
            if (table.examples().size() < table.onlyLive() + table.onlyRebuilt()) {
                findings.add(new Finding(
                        table.table(),
                        "rows",
                        table.onlyLive() + " are there that the events do not make, and " + table.onlyRebuilt()
                                + " that they make are not"));
            }
        }
        return findings;
    }
}
