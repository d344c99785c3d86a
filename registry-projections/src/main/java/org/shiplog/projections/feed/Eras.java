package org.shiplog.projections.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.query.BlockingQueries;

/**
 * Where in the journal projects begin. What is told of a name before that place is about an earlier project.
 *
 * <p>All events about a project and its repositories lie after the event of its creation: each of them was decided after that one had
 * been acknowledged. And those of an earlier project of the name lie before it, for a project is deleted only when its repositories
 * take no more writes.
 */
public final class Eras {
    // Index: the primary keys.
    private static final String BEGIN = """
        SELECT first.transaction_id, first.ordering
        FROM history_project AS project
        LEFT JOIN LATERAL (
            SELECT transaction_id, ordering FROM public.event_journal
            WHERE persistence_id = 'Project|' || project.name AND sequence_number = project.first_sequence
            LIMIT 1
        ) AS first ON true
        WHERE project.name = ? AND project.project_id = ?
        """;

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public Eras(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /**
     * The place of the project's first event; the origin when that event was removed from the journal, and with it all before it. Empty
     * when the history does not know of the project, or not yet.
     */
    public CompletionStage<Optional<JournalOffset>> begin(ProjectName name, long projectId) {
        return queries.run(connection -> begin(connection, name, projectId));
    }

    private static Optional<JournalOffset> begin(Connection connection, ProjectName name, long projectId)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setString(1, name.value());
            statement.setLong(2, projectId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                long ordering = row.getLong("ordering");
                return Optional.of(
                        row.wasNull()
                                ? JournalOffset.ORIGIN
                                : new JournalOffset(row.getLong("transaction_id"), ordering));
            }
        }
    }
}
