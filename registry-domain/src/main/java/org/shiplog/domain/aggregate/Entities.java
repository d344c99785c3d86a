package org.shiplog.domain.aggregate;

import java.util.concurrent.CompletionStage;

/**
 * The port through which the entities of one kind are reached, wherever they live.
 *
 * <p>Both methods fail with {@link EntityUnavailableException} when the entity cannot answer now; a command's effect is then
 * unknown, and repeating it with the same provenance is safe.
 *
 * @param <I> id, @param <S> state, @param <C> command, @param <F> refusal
 */
public interface Entities<I, S, C, F> {
    /** Completes when the command's events are durable, or it was refused. */
    CompletionStage<Outcome<F>> execute(I id, C command, Provenance provenance);

    /** Answers from a state that includes every command acknowledged before the call. */
    <R> CompletionStage<R> query(I id, Query<S, R> query);
}
