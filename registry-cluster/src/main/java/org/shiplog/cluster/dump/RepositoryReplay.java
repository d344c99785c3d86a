package org.shiplog.cluster.dump;

import java.io.BufferedReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.serialization.EventText;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.projections.journal.EventDecoder;

/**
 * Puts the events of a dump into a journal that knows no such repository. All of it is one transaction: either all events are there in
 * the end, or none is.
 *
 * <p>Events keep their time, who caused them and, of the repository's own, their numbers. What the project did about the repository is
 * appended to the project that has the name here.
 */
public final class RepositoryReplay {
    // Pools of nodes by the names under which they connect.
    private static final String NODES = """
        SELECT DISTINCT application_name FROM pg_stat_activity
        WHERE datname = current_database() AND application_name IN ('shiplog-requests', 'shiplog-read-models')
        ORDER BY 1
        """;

    // The primary key.
    private static final String PROJECT_EVENTS = """
        SELECT sequence_number, event_ser_manifest, event_payload FROM event_journal
        WHERE persistence_id = ? ORDER BY sequence_number
        """;
    private static final String KNOWN = """
        SELECT EXISTS (SELECT 1 FROM event_journal WHERE persistence_id = ?)
        """;

    private final DataSource database;
    private final EventDecoder decoder;
    private final InstantSource clock;
    private final EventText text = new EventText();

    public RepositoryReplay(DataSource database, EventDecoder decoder, InstantSource clock) {
        this.database = database;
        this.decoder = decoder;
        this.clock = clock;
    }

    /** Blocks. @throws IOException when the file cannot be read */
    public Replayed replay(BufferedReader file) throws IOException, SQLException {
        try (Connection connection = database.getConnection()) {
            List<String> nodes = nodes(connection);
            if (!nodes.isEmpty()) {
                return new Replayed.NodesRun(nodes);
            }
            connection.setAutoCommit(false);
            try {
                Replayed result = replay(connection, file);
                if (result instanceof Replayed.Done) {
                    connection.commit();
                }
                return result;
            } catch (IllegalArgumentException e) {
                return new Replayed.Refused(String.valueOf(e.getMessage()));
            } finally {
                connection.rollback();
            }
        }
    }

    private static List<String> nodes(Connection connection) throws SQLException {
        List<String> nodes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NODES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                nodes.add(rows.getString(1));
            }
        }
        return nodes;
    }

    private Replayed replay(Connection connection, BufferedReader file) throws IOException, SQLException {
        String first = file.readLine();
        DumpHeader header = DumpHeader.read(first == null ? "" : first);
        RepositoryName name = header.repository();
        if (isKnown(connection, name)) {
            return new Replayed.Refused("there is, or was, a repository " + name + " here");
        }
        EntityState<Project> project = project(connection, name);
        if (!project.state().exists()) {
            return new Replayed.Refused("there is no project for " + name + " here: create it first");
        }
        if (project.state().repositories().containsKey(name)) {
            return new Replayed.Refused("the project has registered " + name + " already");
        }
        try (JournalWriter journal = new JournalWriter(connection, clock)) {
            return new Lines(header, journal, project).replay(file);
        }
    }

    /** What the lines read so far amount to. */
    private final class Lines {
        private final DumpHeader header;
        private final RepositoryName name;
        private final JournalWriter journal;
        private EntityState<Project> project;
        private EntityState<Repository> repository = EntityState.initial(EntityKind.REPOSITORY.aggregate());
        private long events;

        Lines(DumpHeader header, JournalWriter journal, EntityState<Project> project) {
            this.header = header;
            this.name = header.repository();
            this.journal = journal;
            this.project = project;
        }

        Replayed replay(BufferedReader file) throws IOException, SQLException {
            for (String line = file.readLine(); line != null; line = file.readLine()) {
                events++;
                try {
                    apply(text.read(line));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("line " + (events + 1) + ": " + e.getMessage(), e);
                }
            }
            if (events != header.events()) {
                return new Replayed.Refused("the dump should have " + header.events() + " events and has " + events);
            }
            journal.flush();
            return new Replayed.Done(name, events, repository.state());
        }

        private void apply(EventText.Line line) throws SQLException {
            switch (line.event().event()) {
                case RepositoryEvent _ -> {
                    if (line.sequence() != repository.position() + 1) {
                        throw new IllegalArgumentException(
                                "event " + (repository.position() + 1) + " of the repository should be here");
                    }
                    repository = with(repository, EntityKind.REPOSITORY.aggregate(), line.event());
                    journal.write(persistenceId(EntityKind.REPOSITORY, name.value()), repository.position(), line);
                }
                case RepositoryRegistered(RepositoryName about, long _) when about.equals(name) -> append(line);
                case RepositoryRemoved(RepositoryName about, long _) when about.equals(name) -> append(line);
                default -> throw new IllegalArgumentException("an event of something else than " + name);
            }
        }

        private void append(EventText.Line line) throws SQLException {
            project = with(project, EntityKind.PROJECT.aggregate(), line.event());
            String id = persistenceId(
                    EntityKind.PROJECT, name.project().orElseThrow().value());
            journal.write(id, project.position(), line);
        }
    }

    @SuppressWarnings("unchecked") // The caller has looked what kind of event it is.
    private static <S, E> EntityState<S> with(
            EntityState<S> state, Aggregate<S, ?, E, ?> aggregate, Recorded<?> event) {
        return state.with(aggregate, (Recorded<E>) event);
    }

    private boolean isKnown(Connection connection, RepositoryName name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            statement.setString(1, persistenceId(EntityKind.REPOSITORY, name.value()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    @SuppressWarnings("unchecked") // A project's events are of its kind.
    private EntityState<Project> project(Connection connection, RepositoryName name) throws SQLException {
        String id = persistenceId(
                EntityKind.PROJECT,
                name.project()
                        .orElseThrow(() -> new IllegalArgumentException("a repository of no project"))
                        .value());
        EntityState<Project> state = EntityState.initial(EntityKind.PROJECT.aggregate());
        try (PreparedStatement statement = connection.prepareStatement(PROJECT_EVENTS)) {
            statement.setFetchSize(500);
            statement.setString(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    state = state.with(EntityKind.PROJECT.aggregate(), (Recorded<ProjectEvent>)
                            decoder.decode(id, rows.getLong(1), rows.getString(2), rows.getBytes(3)));
                }
            }
        }
        return state;
    }

    private static String persistenceId(EntityKind<?, ?, ?, ?> kind, String name) {
        return kind.name() + "|" + name;
    }
}
