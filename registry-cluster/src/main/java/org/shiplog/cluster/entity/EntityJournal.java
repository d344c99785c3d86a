package org.shiplog.cluster.entity;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.shiplog.cluster.entity.BatchDecision.Request;
import org.shiplog.cluster.entity.EntityJournal.Batch;
import org.shiplog.cluster.entity.EntityMessage.Committed;
import org.shiplog.cluster.entity.EntityMessage.Recovered;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Recorded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of an entity's journal. Its shell gives it one batch at a time; the commands of a batch are decided one
 * after the other, each against the state that the ones before it led to, and all their events are persisted in one atomic
 * write. Any journal failure stops it: what the journal holds then is found out by recovering.
 */
final class EntityJournal<S, C, E, F> extends EventSourcedBehavior<Batch, Recorded<E>, EntityState<S>> {
    private static final Logger LOG = LoggerFactory.getLogger(EntityJournal.class);
    private static final int EVENTS_PER_SNAPSHOT = 2_000;
    private static final int SNAPSHOTS_KEPT = 2;

    private final Aggregate<S, C, E, F> aggregate;
    private final ActorRef<EntityMessage> shell;

    record Batch(List<Request> requests) {}

    private EntityJournal(Aggregate<S, C, E, F> aggregate, PersistenceId id, ActorRef<EntityMessage> shell) {
        super(id);
        this.aggregate = aggregate;
        this.shell = shell;
    }

    static <S, C, E, F> Behavior<Batch> create(
            Aggregate<S, C, E, F> aggregate, PersistenceId id, ActorRef<EntityMessage> shell) {
        return Behaviors.setup(_ -> new EntityJournal<>(aggregate, id, shell));
    }

    @Override
    public EntityState<S> emptyState() {
        return EntityState.initial(aggregate);
    }

    @Override
    public CommandHandler<Batch, Recorded<E>, EntityState<S>> commandHandler() {
        return (state, batch) -> commit(state, batch.requests());
    }

    @Override
    public EventHandler<EntityState<S>, Recorded<E>> eventHandler() {
        return (state, recorded) -> state.with(aggregate, recorded);
    }

    @Override
    public SignalHandler<EntityState<S>> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (state, _) -> shell.tell(new Recovered(state)))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT);
    }

    private Effect<Recorded<E>, EntityState<S>> commit(EntityState<S> durable, List<Request> requests) {
        BatchDecision<E> decision = BatchDecision.decide(aggregate, durable, requests, this::logBug);
        return Effect()
                .persist(decision.events())
                .thenRun(state -> shell.tell(new Committed(state, decision.replies())));
    }

    private void logBug(Request request, RuntimeException bug) {
        // Not the command itself: it may hold a password's hash.
        LOG.atError()
                .addKeyValue("requestId", request.provenance().requestId())
                .setCause(bug)
                .log(
                        "{} failed on a {}",
                        persistenceId().id(),
                        request.command().getClass().getSimpleName());
    }
}
