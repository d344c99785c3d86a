package org.shiplog.domain.aggregate;

/**
 * The rules of one kind of entity, as pure functions. Deciding changes nothing and evolving refuses nothing, so replaying
 * the events that were decided yields the state they were decided for.
 *
 * @param <S> state, @param <C> command, @param <E> event, @param <F> refusal
 */
public interface Aggregate<S, C, E, F> {
    /** The state of an entity that has no events. */
    S initial();

    /** What follows from the command: events, or a refusal. A command that changes nothing is accepted with no events. */
    Decision<E, F> decide(S state, C command);

    /** The state after the event. Total: an event that was once decided can always be applied. */
    S evolve(S state, E event);
}
