package org.shiplog.domain.aggregate;

/** A question answered from an entity's durable state, without events. Answers are bounded in size. */
public interface Query<S, R> {
    R answer(S state);
}
