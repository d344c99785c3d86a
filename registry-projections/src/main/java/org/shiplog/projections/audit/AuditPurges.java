package org.shiplog.projections.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent.AuditLogPurged;
import org.shiplog.projections.journal.Change.AuditLogChange;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.query.SqlText;
import org.shiplog.projections.readmodel.BulkRows;

/**
 * The limits before which the log shows nothing, by kind of acts. A limit holds for acts that are there and for those that come
 * later, so that the order in which events of different entities are handled makes no difference.
 *
 * <p>Workers of different slices write at the same time. None must miss a limit that another one is just setting, nor add what that
 * one has just looked for: whoever adds rows holds a lock that all may share, and whoever sets a limit holds it alone.
 */
record AuditPurges(Map<String, Instant> limits) {
    /** Whether the row {@code purge} of the limits takes the row {@code act} of the log out of it. That it was purged stays. */
    static final String COVERS = """
            purge.before > act.op_time AND act.resource_type <> 'audit_log'
            AND (purge.event_type = act.operation || '_' || act.resource_type
                 OR purge.event_type = 'other'
                    AND act.operation || '_' || act.resource_type
                        NOT IN ('create_artifact', 'delete_artifact', 'pull_artifact'))
        """;

    private static final String SHARED =
            "SELECT pg_advisory_xact_lock_shared(hashtextextended('shiplog audit purge', 0))";
    private static final String ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('shiplog audit purge', 0))";

    private static final String SET_LIMITS = """
        INSERT INTO audit_purge AS known (event_type, before) SELECT * FROM unnest(?, ?)
        ON CONFLICT (event_type) DO UPDATE SET before = greatest(known.before, excluded.before)
        """;

    // Index: audit_log_time_idx, from the beginning of the log to the limit.
    private static final String DELETE = "DELETE FROM audit_log AS act USING audit_purge AS purge WHERE " + COVERS;

    static AuditPurges among(List<JournalRecord> events) {
        Map<String, Instant> limits = new TreeMap<>();
        for (JournalRecord record : events) {
            if (record.change() instanceof AuditLogChange(AuditLogPurged(Instant before, List<String> types))) {
                types.forEach(type -> limits.merge(type, before, (one, other) -> one.isAfter(other) ? one : other));
            }
        }
        return new AuditPurges(limits);
    }

    /** Before rows are added. */
    void begin(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(limits.isEmpty() ? SHARED : ALONE)) {
            lock.execute();
        }
        BulkRows rows = new BulkRows("text", "timestamptz");
        limits.forEach((type, before) -> rows.add(type, before.toString()));
        rows.update(connection, SET_LIMITS);
    }

    /** After rows were added. */
    void end(Connection connection) throws SQLException {
        if (!limits.isEmpty()) {
            AuditMonths.drop(connection);
            SqlText.of(DELETE).update(connection);
        }
    }
}
