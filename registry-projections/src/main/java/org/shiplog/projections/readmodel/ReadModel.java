package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;

/**
 * Tables derived from the journal, and how events change them.
 *
 * <p>Two laws make a read model rebuildable. However the events are cut into groups, the tables come out the same. And events
 * of different entities may come in any order, so what one entity's event does must not depend on another entity's. A read model that
 * cannot keep the second law has one worker, which gives it all events in the journal's order.
 */
public interface ReadModel {
    /** Its name on the command line and in the offset store: lower-case letters. */
    String name();

    /**
     * All its tables, which events alone make and by which they are verified; no other read model writes to them. Lower-case letters
     * and underscores.
     */
    List<String> tables();

    /** What its workers share out among them, each range to one; the ranges are the keys of stored offsets and never change. */
    default List<SliceRange> ranges() {
        return ReadModels.RANGES;
    }

    /**
     * Applies the events within the connection's open transaction. Tables are named without a schema, so that the search path
     * decides whether the live ones are meant.
     */
    void apply(Connection connection, List<JournalRecord> events) throws SQLException;
}
