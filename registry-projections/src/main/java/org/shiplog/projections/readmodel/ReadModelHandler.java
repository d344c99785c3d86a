package org.shiplog.projections.readmodel;

import org.apache.pekko.Done;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;
import org.shiplog.projections.journal.JournalBatch;
import org.shiplog.projections.journal.SliceRange;

/** Applies batches in the transaction in which the library then stores their offset: each takes effect exactly once. */
final class ReadModelHandler extends JdbcHandler<JournalBatch, DatabaseSession> {
    private final ReadModel model;
    private final ProjectionOffsets offsets;
    private final SliceRange range;

    ReadModelHandler(ReadModel model, SliceRange range) {
        this.model = model;
        this.offsets = new ProjectionOffsets(model.name());
        this.range = range;
    }

    @Override
    public void process(DatabaseSession session, JournalBatch batch) throws Exception {
        session.withConnection(connection -> {
            offsets.claim(connection, range, batch);
            if (!batch.records().isEmpty()) {
                model.apply(connection, batch.records());
            }
            return Done.getInstance();
        });
    }
}
