package org.shiplog.cluster.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Recorded;

/** What one entity's journal amounts to at every position, worked out apart from the shells, and what must be true of it. */
final class EntityHistory<S, C, E, F> {
    private final EntityAddress address;
    private final Aggregate<S, C, E, F> aggregate;
    private final List<EntityState<S>> states = new ArrayList<>();
    private final Map<String, Set<Object>> sent = new HashMap<>();
    private final Set<String> effective = new HashSet<>();
    private long observed;

    @SuppressWarnings("unchecked") // An address names an entity of its kind.
    EntityHistory(EntityAddress address) {
        this.address = address;
        this.aggregate = (Aggregate<S, C, E, F>) address.kind().aggregate();
        states.add(EntityState.initial(aggregate));
    }

    void sent(String commandId, Object command) {
        sent.computeIfAbsent(commandId, _ -> new LinkedHashSet<>()).add(command);
    }

    long head() {
        return states.size() - 1L;
    }

    EntityState<S> at(long position) {
        return states.get((int) position);
    }

    /** Takes in a write, which must follow what was there and be just what its commands decide. */
    @SuppressWarnings("unchecked") // The journal of an entity has events of its kind.
    void append(long first, List<? extends Recorded<?>> written) {
        Violation.unless(
                first == states.size(),
                address + ": event " + first + " was written where " + states.size() + " is next");
        for (int i = 0; i < written.size(); ) {
            String commandId = written.get(i).provenance().commandId();
            EntityState<S> before = states.getLast();
            List<E> events = new ArrayList<>();
            while (i < written.size() && written.get(i).provenance().commandId().equals(commandId)) {
                Recorded<E> event = (Recorded<E>) written.get(i++);
                events.add(event.event());
                states.add(states.getLast().with(aggregate, event));
            }
            Violation.unless(effective.add(commandId), address + ": command " + commandId + " had a second effect");
            Violation.unless(
                    isDecided(before, commandId, events),
                    address + ": " + events + " is not what " + sent.get(commandId) + " comes to at "
                            + before.position());
        }
    }

    @SuppressWarnings("unchecked") // An entity is sent commands of its kind.
    private boolean isDecided(EntityState<S> before, String commandId, List<E> events) {
        return sent.getOrDefault(commandId, Set.of()).stream()
                .anyMatch(command -> aggregate.decide(before.state(), (C) command)
                                instanceof Decision.Accepted<E, F>(List<E> decided)
                        && decided.equals(events));
    }

    /** The reply to a command has arrived: its effect must be in the journal by now. */
    @SuppressWarnings("unchecked") // An entity is sent commands of its kind.
    void acknowledged(String commandId, long position) {
        Violation.unless(
                position <= head(),
                address + ": " + commandId + " was acknowledged at " + position + " when the journal ends at "
                        + head());
        S after = at(position).state();
        boolean included = effective.contains(commandId)
                || sent.getOrDefault(commandId, Set.of()).stream()
                        .anyMatch(command ->
                                aggregate.decide(after, (C) command) instanceof Decision.Accepted<E, F>(List<E> left)
                                        && left.isEmpty());
        Violation.unless(included, address + ": " + commandId + " was acknowledged and had no effect");
    }

    /** A client saw a response that reflects the journal up to here. */
    void observed(long position) {
        Violation.unless(
                position <= head(),
                address + ": a client saw position " + position + " when the journal ends at " + head());
        observed = Math.max(observed, position);
    }

    /** What the next response must reflect at least. */
    long observed() {
        return observed;
    }

    void lostAfter(long position) {
        while (head() > position) {
            states.removeLast();
        }
        Violation.unless(
                observed <= position,
                address + ": a client saw position " + observed + ", of which " + position + " is left");
    }
}
