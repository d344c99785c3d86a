package org.shiplog.domain.aggregate;

import java.util.List;

/** What an aggregate decided about a command. Events of one decision become durable together or not at all. */
public sealed interface Decision<E, F> {
    record Accepted<E, F>(List<E> events) implements Decision<E, F> {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    record Refused<E, F>(F refusal) implements Decision<E, F> {}

    @SafeVarargs
    static <E, F> Decision<E, F> accept(E... events) {
        return new Accepted<>(List.of(events));
    }

    static <E, F> Decision<E, F> refuse(F refusal) {
        return new Refused<>(refusal);
    }
}
