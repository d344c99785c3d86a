package org.shiplog.http.oci;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;

/** Entities without a journal, deciding by the real rules. Remembers the commands' ids, and can be made unavailable. */
public final class InMemoryEntities<I, S, C, E, F> implements Entities<I, S, C, F> {
    private final Aggregate<S, C, E, F> aggregate;
    private final Map<I, S> states = new HashMap<>();
    private final Set<String> commandIds = new HashSet<>();
    private final List<Executed<I, C>> executed = new ArrayList<>();
    private final List<Happened<I, E>> happened = new ArrayList<>();
    private boolean available = true;
    private long events;

    public record Executed<I, C>(I id, C command, Provenance provenance) {}

    public record Happened<I, E>(I id, E event, Provenance provenance) {}

    public InMemoryEntities(Aggregate<S, C, E, F> aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    public synchronized CompletionStage<Outcome<F>> execute(I id, C command, Provenance provenance) {
        if (!available) {
            return CompletableFuture.failedStage(new EntityUnavailableException("switched off by the test"));
        }
        if (!commandIds.add(id + " " + provenance.commandId())) {
            return CompletableFuture.failedStage(
                    new AssertionError("command id used twice: " + provenance.commandId()));
        }
        executed.add(new Executed<>(id, command, provenance));
        S state = state(id);
        return switch (aggregate.decide(state, command)) {
            case Decision.Accepted<E, F>(List<E> events) -> {
                for (E event : events) {
                    state = aggregate.evolve(state, event);
                    happened.add(new Happened<>(id, event, provenance));
                }
                states.put(id, state);
                this.events += events.size();
                yield CompletableFuture.completedStage(new Outcome.Accepted<>(events.size()));
            }
            case Decision.Refused<E, F>(F refusal) -> CompletableFuture.completedStage(new Outcome.Refused<>(refusal));
        };
    }

    @Override
    public synchronized <R> CompletionStage<R> query(I id, Query<S, R> query) {
        return available
                ? CompletableFuture.completedStage(query.answer(state(id)))
                : CompletableFuture.failedStage(new EntityUnavailableException("switched off by the test"));
    }

    /** Those that have events. */
    public synchronized Set<I> known() {
        return Set.copyOf(states.keySet());
    }

    /** How many were written, whatever they say. */
    public synchronized long events() {
        return events;
    }

    public synchronized void setAvailable(boolean available) {
        this.available = available;
    }

    /** Every event so far. */
    public synchronized List<Happened<I, E>> happened() {
        return List.copyOf(happened);
    }

    public synchronized List<Executed<I, C>> executed() {
        return List.copyOf(executed);
    }

    /** The state after the commands that were sent until then. */
    public synchronized CompletionStage<S> stateAt(I id, Instant time) {
        S state = aggregate.initial();
        for (Executed<I, C> each : executed) {
            if (each.id().equals(id)
                    && !each.provenance().at().isAfter(time)
                    && aggregate.decide(state, each.command()) instanceof Decision.Accepted<E, F>(List<E> events)) {
                for (E event : events) {
                    state = aggregate.evolve(state, event);
                }
            }
        }
        return CompletableFuture.completedStage(state);
    }

    private S state(I id) {
        return states.getOrDefault(id, aggregate.initial());
    }
}
