package org.shiplog.cluster.simulation;

import java.util.Optional;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.serialization.EventSerializer;
import org.shiplog.cluster.serialization.SnapshotSerializer;
import org.shiplog.cluster.simulation.SimulatedDatabase.Row;
import org.shiplog.cluster.simulation.SimulatedDatabase.Saved;
import org.shiplog.domain.aggregate.Recorded;

/** The real wire form of events and snapshots, there and back. */
final class Codec {
    private final EventSerializer events = new EventSerializer();
    private final SnapshotSerializer snapshots = new SnapshotSerializer();

    Row row(Recorded<?> event) {
        return new Row(events.manifest(event), events.toBinary(event));
    }

    Recorded<?> event(Row row) {
        return events.fromBinary(row.payload(), row.manifest());
    }

    Saved snapshot(EntityState<?> state) {
        return new Saved(snapshots.manifest(state), snapshots.toBinary(state));
    }

    /** Empty for one that cannot be read, in place of which the whole journal is. */
    @SuppressWarnings("unchecked") // An entity's snapshots are of its kind.
    <S> Optional<EntityState<S>> snapshot(Saved saved) {
        try {
            return Optional.of((EntityState<S>) snapshots.fromBinary(saved.payload(), saved.manifest()));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }
}
