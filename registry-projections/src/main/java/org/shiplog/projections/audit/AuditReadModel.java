package org.shiplog.projections.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullEvent.ArtifactsPulled;
import org.shiplog.projections.journal.Change.PullChange;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.readmodel.BulkRows;
import org.shiplog.projections.readmodel.ReadModel;

/** Who did what, when, from where: one row for each event that is an act, and for each pull, unless the log was purged of it. */
public final class AuditReadModel implements ReadModel {
    public static final String NAME = "audit";

    /** Where the ids of pulls begin. */
    private static final long PULLS = 1L << 52;

    private static final String INSERT = """
        INSERT INTO audit_log
            (id, op_time, username, resource, resource_type, operation, project,
             client_address, user_agent, request_id, old_value, new_value, undoes, digest)
        SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            AS act (id, op_time, username, resource, resource_type, operation, project,
                    client_address, user_agent, request_id, old_value, new_value, undoes, digest)
        WHERE NOT EXISTS (SELECT FROM audit_purge AS purge WHERE
        """ + AuditPurges.COVERS + ")";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("audit_log", "audit_purge");
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        AuditPurges purges = AuditPurges.among(events);
        purges.begin(connection);
        BulkRows rows = new BulkRows(
                "int8",
                "timestamptz",
                "text",
                "text",
                "text",
                "text",
                "text",
                "text",
                "text",
                "text",
                "text",
                "text",
                "int8",
                "text");
        for (JournalRecord event : events) {
            if (event.change() instanceof PullChange(ArtifactsPulled(List<Pull> pulls))) {
                for (int part = 0; part < pulls.size(); part++) {
                    add(rows, idOfPull(event, part), pulls.get(part));
                }
            }
            Act.of(event.change()).ifPresent(act -> add(rows, event, act));
        }
        rows.update(connection, INSERT);
        purges.end(connection);
    }

    private static void add(BulkRows rows, JournalRecord event, Act act) {
        Provenance by = event.provenance();
        rows.add(
                event.offset().ordering(),
                by.at().toString(),
                storable(by.principal()),
                act.resource(),
                act.resourceType(),
                act.operation(),
                act.project().orElse(null),
                storable(by.clientAddress()),
                storable(by.userAgent()),
                storable(by.requestId()),
                act.before().orElse(null),
                act.after().orElse(null),
                by.undoes().orElse(null),
                Act.content(event.change()).map(Digest::toString).orElse(null));
    }

    /** Beyond the ids of all other acts, and within what a client can read as a number: an event holds many pulls. */
    private static long idOfPull(JournalRecord event, int part) {
        return PULLS + event.offset().ordering() * PullLog.MAX_BATCH + part;
    }

    /** The number of the event that the act of that id was or was part of. */
    public static long eventOf(long id) {
        return id < PULLS ? id : (id - PULLS) / PullLog.MAX_BATCH;
    }

    private static void add(BulkRows rows, long id, Pull pull) {
        Act act = Act.of(pull);
        rows.add(
                id,
                pull.at().toString(),
                storable(pull.principal()),
                act.resource(),
                act.resourceType(),
                act.operation(),
                act.project().orElse(null),
                storable(pull.clientAddress()),
                storable(pull.userAgent()),
                storable(pull.requestId()),
                null,
                null,
                null,
                pull.digest().toString());
    }

    /** Text of a client may hold what PostgreSQL cannot; that must not stop everybody's log. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
