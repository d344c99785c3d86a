package org.shiplog.projections.audit;

import static org.shiplog.projections.query.BlockingQueries.rowsPlannedAnew;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.shiplog.projections.query.SqlText;

/**
 * Where acts are searched.
 *
 * @param from the rows, named {@code act}
 * @param condition what they must fulfil, whatever is searched among them
 */
record AuditRange(SqlText from, SqlText condition) {
    private static final int FEW = 20_000;
    private static final SqlText LOG = SqlText.of("audit_log AS act");

    static AuditRange where(SqlText condition) {
        return new AuditRange(LOG, condition);
    }

    /** The acts within these projects. */
    static AuditRange within(Connection connection, List<String> projects) throws SQLException {
        return switch (projects.size()) {
            case 0 -> where(SqlText.of("false"));
            // Unlike several, one has its acts in the order of time in an index.
            case 1 -> where(SqlText.of("act.project = ?", projects.getFirst()));
            default -> within(connection, projects.toArray(String[]::new));
        };
    }

    /**
     * Of several projects with few acts these are read first. The planner does not know that they are few, and would look for them
     * among everybody's, backwards through the log.
     */
    private static AuditRange within(Connection connection, String[] projects) throws SQLException {
        // Index: audit_log_project_idx.
        SqlText count = SqlText.of(
                "SELECT count(*) FROM (SELECT FROM audit_log WHERE project = ANY (?) LIMIT ?) AS counted",
                projects,
                FEW);
        long acts = rowsPlannedAnew(connection, count, row -> row.getLong(1)).getFirst();
        return acts < FEW
                ? new AuditRange(
                        SqlText.of(
                                "(SELECT * FROM audit_log WHERE project = ANY (?) OFFSET 0) AS act", (Object) projects),
                        SqlText.of("true"))
                : where(SqlText.of("act.project = ANY (?)", (Object) projects));
    }

    AuditRange and(SqlText terms) {
        return new AuditRange(from, condition.and(terms));
    }

    /** Columns of the acts; what follows may order and limit them. */
    SqlText select(String columns) {
        return SqlText.of("SELECT " + columns + " FROM ")
                .then(from)
                .then(" WHERE ")
                .then(condition);
    }
}
