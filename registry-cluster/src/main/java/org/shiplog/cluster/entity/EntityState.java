package org.shiplog.cluster.entity;

import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Recorded;

/**
 * What the journal amounts to for one entity: the aggregate's state and the commands that led to it lately.
 *
 * @param position the sequence number of the last event, 0 for none
 */
public record EntityState<S>(S state, long position, RecentCommands recent) {
    public static <S> EntityState<S> initial(Aggregate<S, ?, ?, ?> aggregate) {
        return new EntityState<>(aggregate.initial(), 0, RecentCommands.NONE);
    }

    /** The same with its state in another form. */
    public <T> EntityState<T> of(T form) {
        return new EntityState<>(form, position, recent);
    }

    public <E> EntityState<S> with(Aggregate<S, ?, E, ?> aggregate, Recorded<E> recorded) {
        long next = position + 1;
        return new EntityState<>(
                aggregate.evolve(state, recorded.event()),
                next,
                recent.with(recorded.provenance().commandId(), next));
    }
}
