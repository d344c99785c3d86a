package org.shiplog.cluster.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.simulation.SimulatedDatabase.Row;
import org.shiplog.cluster.simulation.SimulatedDatabase.Saved;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Recorded;

/** An entity as the database has it: its newest snapshot and its events. */
record StoredEntity(Optional<Map.Entry<Long, Saved>> snapshot, List<Row> events) {
    static StoredEntity read(SimulatedDatabase database, EntityAddress entity) {
        return new StoredEntity(database.latest(entity), database.events(entity));
    }

    /** What it amounts to; from the first event on when the snapshot cannot be read. */
    @SuppressWarnings("unchecked") // The journal of an entity has events of its kind.
    <S, E> EntityState<S> replay(World world, Aggregate<S, ?, E, ?> aggregate) {
        EntityState<S> state = snapshot.flatMap(entry -> world.codec().<S>snapshot(entry.getValue()))
                .orElseGet(() -> EntityState.initial(aggregate));
        boolean skips = world.has(PlantedBug.RECOVERY_SKIPS_AN_EVENT) && state.position() > 0;
        for (Row row : events.subList((int) state.position(), events.size())) {
            if (skips) {
                skips = false;
                state = new EntityState<>(state.state(), state.position() + 1, state.recent());
            } else {
                state = state.with(aggregate, (Recorded<E>) world.codec().event(row));
            }
        }
        return state;
    }
}
