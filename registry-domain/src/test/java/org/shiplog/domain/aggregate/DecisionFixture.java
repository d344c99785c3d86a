package org.shiplog.domain.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.shiplog.domain.aggregate.Decision.Accepted;
import org.shiplog.domain.aggregate.Decision.Refused;

/**
 * Given events or commands, when a command is decided, then events or a refusal.
 *
 * <p>Whatever the test asks for, each decision is also held to the laws of every aggregate: it is repeatable, its command
 * has no second effect, and the events so far replay to the same state however a snapshot splits them.
 */
public final class DecisionFixture<S, C, E, F> {
    private final Aggregate<S, C, E, F> aggregate;
    private final List<E> history = new ArrayList<>();
    private S state;

    private DecisionFixture(Aggregate<S, C, E, F> aggregate) {
        this.aggregate = aggregate;
        this.state = aggregate.initial();
    }

    public static <S, C, E, F> DecisionFixture<S, C, E, F> of(Aggregate<S, C, E, F> aggregate) {
        return new DecisionFixture<>(aggregate);
    }

    @SafeVarargs
    public final DecisionFixture<S, C, E, F> given(E... events) {
        for (E event : events) {
            apply(event);
        }
        return this;
    }

    /** Commands that must be accepted. */
    @SafeVarargs
    public final DecisionFixture<S, C, E, F> givenCommands(C... commands) {
        for (C command : commands) {
            assertThat(when(command).decision).as("%s", command).isInstanceOf(Accepted.class);
        }
        return this;
    }

    /** Decides the command and, when it is accepted, applies its events. */
    public Then when(C command) {
        S before = state;
        Decision<E, F> decision = aggregate.decide(before, command);
        assertThat(aggregate.decide(before, command)).as("deciding again").isEqualTo(decision);
        if (decision instanceof Accepted<E, F>(List<E> events)) {
            events.forEach(this::apply);
            assertHasNoSecondEffect(command);
            assertReplays(before, events);
        }
        return new Then(decision);
    }

    public S state() {
        return state;
    }

    public List<E> history() {
        return List.copyOf(history);
    }

    private void apply(E event) {
        history.add(event);
        state = aggregate.evolve(state, event);
    }

    private void assertHasNoSecondEffect(C command) {
        if (aggregate.decide(state, command) instanceof Accepted<E, F>(List<E> again)) {
            assertThat(again).as("events of repeating %s", command).isEmpty();
        }
    }

    private void assertReplays(S before, List<E> events) {
        S replayed = before;
        for (E event : events) {
            replayed = aggregate.evolve(replayed, event);
        }
        assertThat(replayed).as("state after %s", events).isEqualTo(state);
    }

    /** Replays the whole history; a snapshot at any point of it changes nothing. */
    public void assertReplaysFromTheBeginning() {
        S replayed = aggregate.initial();
        for (E event : history) {
            replayed = aggregate.evolve(replayed, event);
        }
        assertThat(replayed).as("replay of %s events", history.size()).isEqualTo(state);
    }

    /** What was decided. */
    public final class Then {
        private final Decision<E, F> decision;

        private Then(Decision<E, F> decision) {
            this.decision = decision;
        }

        @SafeVarargs
        @SuppressWarnings("varargs") // List.of reads the array only.
        public final Then thenEvents(E... events) {
            assertThat(decision).isEqualTo(new Accepted<E, F>(List.of(events)));
            return this;
        }

        public Then thenNothing() {
            return thenEvents();
        }

        public void thenRefused(F refusal) {
            assertThat(decision).isEqualTo(new Refused<E, F>(refusal));
        }

        public void thenState(Consumer<S> requirement) {
            requirement.accept(state);
        }
    }
}
