package org.shiplog.cluster.dump;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.serialization.EventText;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.projections.journal.EventDecoder;

/**
 * Writes all events of one repository, and those by which its project registered and removed it, in the order in which they happened.
 * What is written is as it was at one moment; nodes may go on meanwhile.
 */
public final class RepositoryDump {
    private static final int FETCH = 500;

    // The primary key, for each of the two.
    private static final String EVENTS = """
        SELECT persistence_id, sequence_number, ordering, event_ser_manifest, event_payload
        FROM event_journal WHERE persistence_id IN (?, ?)
        ORDER BY ordering
        """;

    private final DataSource database;
    private final EventDecoder decoder;
    private final EventText text = new EventText();

    public RepositoryDump(DataSource database, EventDecoder decoder) {
        this.database = database;
        this.decoder = decoder;
    }

    /**
     * Gives the lines one by one. Reads the events twice, to count them first.
     *
     * @return how many events there are; with none, no line is given
     */
    public long write(RepositoryName repository, Consumer<String> lines) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                long events = read(connection, repository, _ -> {});
                if (events > 0) {
                    lines.accept(new DumpHeader(repository, events).text());
                    read(connection, repository, line -> lines.accept(text.write(line)));
                }
                return events;
            } finally {
                connection.rollback();
            }
        }
    }

    private long read(Connection connection, RepositoryName repository, Consumer<EventText.Line> lines)
            throws SQLException {
        String own = EntityKind.REPOSITORY.name() + "|" + repository;
        String project = EntityKind.PROJECT.name() + "|"
                + repository.project().map(ProjectName::value).orElse("");
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
            statement.setFetchSize(FETCH);
            statement.setString(1, own);
            statement.setString(2, project);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String entity = rows.getString(1);
                    long sequence = rows.getLong(2);
                    Recorded<?> event = decoder.decode(entity, sequence, rows.getString(4), rows.getBytes(5));
                    if (entity.equals(own) || isAbout(repository, event.event())) {
                        lines.accept(new EventText.Line(kind(entity), sequence, rows.getLong(3), event));
                        count++;
                    }
                }
            }
        }
        return count;
    }

    private static String kind(String entity) {
        return entity.substring(0, entity.indexOf('|'));
    }

    private static boolean isAbout(RepositoryName repository, Object event) {
        return switch (event) {
            case RepositoryRegistered registered -> registered.repository().equals(repository);
            case RepositoryRemoved removed -> removed.repository().equals(repository);
            default -> false;
        };
    }
}
