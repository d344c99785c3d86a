package org.shiplog.cluster.entity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.projections.journal.EventDecoder;
import org.shiplog.projections.ledger.check.Finding;

/**
 * Holds every snapshot against what the entity's events up to it amount to. Reads the events of each entity that has snapshots once;
 * the others have nothing to be compared.
 */
public final class SnapshotsCheck {
    private static final String TABLE = "snapshot";
    private static final int PAGE = 200;
    private static final int FETCH = 500;
    private static final Map<String, EntityKind<?, ?, ?, ?>> KINDS = Stream.of(
                    EntityKind.PROJECT,
                    EntityKind.REPOSITORY,
                    EntityKind.USER,
                    EntityKind.ROBOT,
                    EntityKind.USER_GROUPS,
                    EntityKind.SYSTEM_SETTINGS,
                    EntityKind.LABELS)
            .collect(Collectors.toUnmodifiableMap(EntityKind::name, Function.identity()));

    // Both by the tables' primary keys.
    private static final String ENTITIES = """
        SELECT DISTINCT persistence_id FROM snapshot WHERE persistence_id > ? ORDER BY persistence_id LIMIT ?
        """;
    private static final String SNAPSHOTS = """
        SELECT sequence_number, snapshot_ser_manifest, snapshot_payload FROM snapshot
        WHERE persistence_id = ? ORDER BY sequence_number
        """;
    private static final String EVENTS = """
        SELECT sequence_number, event_ser_manifest, event_payload FROM event_journal
        WHERE persistence_id = ? AND sequence_number <= ? ORDER BY sequence_number
        """;

    private final DataSource database;
    private final EventDecoder events;
    private final JournalReplay.SnapshotDecoder decoder;

    public SnapshotsCheck(DataSource database, EventDecoder events, JournalReplay.SnapshotDecoder decoder) {
        this.database = database;
        this.events = events;
        this.decoder = decoder;
    }

    /** How many snapshots there are. Blocks for as long as it takes to read all events of their entities. */
    public long check(Consumer<Finding> findings) throws SQLException {
        long count = 0;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            List<String> page = entities(connection, "");
            while (!page.isEmpty()) {
                for (String entity : page) {
                    count += check(connection, entity, findings);
                }
                page = entities(connection, page.getLast());
            }
            connection.rollback();
        }
        return count;
    }

    private static List<String> entities(Connection connection, String after) throws SQLException {
        List<String> entities = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ENTITIES)) {
            statement.setString(1, after);
            statement.setInt(2, PAGE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entities.add(rows.getString(1));
                }
            }
        }
        return entities;
    }

    private int check(Connection connection, String entity, Consumer<Finding> findings) throws SQLException {
        TreeMap<Long, Optional<EntityState<?>>> snapshots = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SNAPSHOTS)) {
            statement.setString(1, entity);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    snapshots.put(rows.getLong(1), decode(rows));
                }
            }
        }
        int bar = entity.indexOf('|');
        EntityKind<?, ?, ?, ?> kind = KINDS.get(entity.substring(0, Math.max(0, bar)));
        if (kind == null) {
            findings.accept(new Finding(TABLE, entity, "there is no such kind of entity"));
        } else {
            replay(connection, kind, entity, new TreeMap<>(snapshots), findings);
        }
        return snapshots.size();
    }

    private Optional<EntityState<?>> decode(ResultSet row) throws SQLException {
        try {
            return Optional.of(decoder.decode(row.getBytes(3), row.getString(2)));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private <S, E> void replay(
            Connection connection,
            EntityKind<S, ?, E, ?> kind,
            String entity,
            TreeMap<Long, Optional<EntityState<?>>> left,
            Consumer<Finding> findings)
            throws SQLException {
        EntityState<S> state = EntityState.initial(kind.aggregate());
        try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
            statement.setFetchSize(FETCH);
            statement.setString(1, entity);
            statement.setLong(2, left.lastKey());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Optional<Recorded<E>> event = event(entity, rows, state.position() + 1);
                    if (event.isEmpty()) {
                        break;
                    }
                    state = state.with(kind.aggregate(), event.get());
                    compare(entity, state, Optional.ofNullable(left.remove(state.position())), findings);
                }
            }
        }
        left.keySet()
                .forEach(number -> findings.accept(new Finding(
                        TABLE,
                        entity + " " + number,
                        "the journal has not all events up to it, in a form that can be read")));
    }

    @SuppressWarnings("unchecked") // An entity's events are of its own kind.
    private <E> Optional<Recorded<E>> event(String entity, ResultSet row, long expected) throws SQLException {
        long number = row.getLong(1);
        try {
            return number == expected
                    ? Optional.of((Recorded<E>) events.decode(entity, number, row.getString(2), row.getBytes(3)))
                    : Optional.empty();
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static void compare(
            String entity,
            EntityState<?> state,
            Optional<Optional<EntityState<?>>> snapshot,
            Consumer<Finding> findings) {
        if (snapshot.isEmpty()) {
            return;
        }
        String key = entity + " " + state.position();
        if (snapshot.get().isEmpty()) {
            findings.accept(new Finding(TABLE, key, "cannot be read"));
        } else if (!snapshot.get().get().equals(state)) {
            findings.accept(new Finding(TABLE, key, "not the state that the entity's events up to it amount to"));
        }
    }
}
