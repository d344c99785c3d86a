package org.shiplog.projections.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.readmodel.BulkRows;
import org.shiplog.projections.readmodel.ReadModel;

/** Who did what, when, from where: one row for each event that is an act, and for each pull and login, unless the log was purged of it. */
public final class AuditReadModel implements ReadModel {
    public static final String NAME = "audit";

    private static final String INSERT = """
        INSERT INTO audit_log
            (id, op_time, username, resource, resource_type, operation, project,
             client_address, user_agent, request_id, old_value, new_value, undoes, digest, succeeded)
        SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            AS act (id, op_time, username, resource, resource_type, operation, project,
                    client_address, user_agent, request_id, old_value, new_value, undoes, digest, succeeded)
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
                "text",
                "bool");
        List<AuditRow> acts =
                events.stream().flatMap(event -> AuditRows.of(event).stream()).toList();
        AuditMonths.ensure(connection, acts);
        acts.forEach(act -> add(rows, act));
        rows.update(connection, INSERT);
        purges.end(connection);
    }

    private static void add(BulkRows rows, AuditRow row) {
        rows.add(
                row.id(),
                row.at().toString(),
                row.username(),
                row.resource(),
                row.resourceType(),
                row.operation(),
                row.project().orElse(null),
                row.clientAddress(),
                row.userAgent(),
                row.requestId(),
                row.oldValue().orElse(null),
                row.newValue().orElse(null),
                row.undoes().orElse(null),
                row.digest().orElse(null),
                row.succeeded());
    }
}
