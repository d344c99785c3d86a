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

    /** Accepted, and there is nothing to change. */
    static <E, F> Decision<E, F> accept() {
        return new Accepted<>(List.of());
    }

    static <E, F> Decision<E, F> accept(E event) {
        return new Accepted<>(List.of(event));
    }

    static <E, F> Decision<E, F> refuse(F refusal) {
        return new Refused<>(refusal);
    }
}
