package org.shiplog.cluster.cli;

import java.sql.SQLException;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.shiplog.projections.rebuild.RebuildResult;

/** Rebuilds a projection from the journal, beside the live one. */
@FunctionalInterface
public interface ProjectionRebuilder {
    /** What was asked for: {@code compare} leaves the live tables as they are. */
    record Request(String projection, boolean compare) {}

    /** @param progress told how many events were applied so far */
    RebuildResult rebuild(DataSource database, Request request, LongConsumer progress) throws SQLException;
}
