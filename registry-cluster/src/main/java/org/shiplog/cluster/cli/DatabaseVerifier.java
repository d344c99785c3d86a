package org.shiplog.cluster.cli;

import java.sql.SQLException;
import java.util.List;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.shiplog.projections.ledger.check.Verdict;
import org.shiplog.projections.ledger.note.Checkpoint;

/** Holds everything in a database that follows from something else there against it. */
@FunctionalInterface
public interface DatabaseVerifier {
    /**
     * @param known checkpoints that were kept elsewhere, verified already
     * @param progress told how many events were gone through so far
     */
    Verdict verify(DataSource database, List<Checkpoint> known, LongConsumer progress) throws SQLException;
}
