package org.shiplog.http.route;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;

/**
 * What requests that are under way have written, so that their answers can say where in the journal it is. Requests are told apart by
 * their ids; of two that a client has given the same id, each counts the other's writes too, which only makes readers wait for more.
 */
public final class RequestWrites {
    private final Map<String, List<Written>> running = new ConcurrentHashMap<>();

    /** Of one request: the number of the last event of each entity, by the entity's kind and id. */
    public static final class Written {
        private final Map<String, Long> lastEvents = new ConcurrentHashMap<>();

        /** By {@code Kind|id}; empty when nothing was written. */
        public Map<String, Long> lastEvents() {
            return Map.copyOf(lastEvents);
        }
    }

    Written begin(String requestId) {
        Written written = new Written();
        running.computeIfAbsent(requestId, _ -> new CopyOnWriteArrayList<>()).add(written);
        return written;
    }

    void end(String requestId, Written written) {
        running.computeIfPresent(requestId, (_, all) -> {
            all.remove(written);
            return all.isEmpty() ? null : all;
        });
    }

    private void note(String requestId, String entity, long position) {
        running.getOrDefault(requestId, List.of())
                .forEach(written -> written.lastEvents.merge(entity, position, Math::max));
    }

    /** The same entities, which note here what is written to them. @param kind the first part of their persistence ids */
    public <I, S, C, F> Entities<I, S, C, F> noting(String kind, Entities<I, S, C, F> entities) {
        return new Entities<>() {
            @Override
            public CompletionStage<Outcome<F>> execute(I id, C command, Provenance provenance) {
                return entities.execute(id, command, provenance).thenApply(outcome -> {
                    // An entity without events has nothing that could be waited for.
                    if (outcome instanceof Outcome.Accepted<F>(long position) && position > 0) {
                        note(provenance.requestId(), kind + "|" + id, position);
                    }
                    return outcome;
                });
            }

            @Override
            public <R> CompletionStage<R> query(I id, Query<S, R> query) {
                return entities.query(id, query);
            }
        };
    }
}
