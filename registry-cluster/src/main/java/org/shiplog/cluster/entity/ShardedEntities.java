package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.shiplog.cluster.entity.EntityMessage.Ask;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;

/** The entities of one kind, spread over the cluster's nodes. An entity's id is the text form of {@code I}. */
public final class ShardedEntities<I, S, C, F> implements Entities<I, S, C, F> {
    private final ActorSystem<?> system;
    private final EntityKind<S, C, ?, F> kind;
    private final Duration patience;
    private final JournalReplay journal;
    private final FallbackPatience fallbackPatience = new FallbackPatience();

    private ShardedEntities(
            ActorSystem<?> system, EntityKind<S, C, ?, F> kind, Duration patience, JournalReplay journal) {
        this.system = system;
        this.kind = kind;
        this.patience = patience;
        this.journal = journal;
    }

    /**
     * Lets this node run entities of the kind.
     *
     * @param patience how long an answer may take before the entity counts as unavailable
     * @param observer told of what this node's entities do
     * @param journal answers queries for entities that do not answer soon
     */
    public static <I, S, C, F> ShardedEntities<I, S, C, F> start(
            ActorSystem<?> system,
            EntityKind<S, C, ?, F> kind,
            Duration patience,
            EntityObserver observer,
            JournalReplay journal) {
        NodeStanding standing = NodeStanding.of(system);
        ClusterSharding.get(system)
                .init(Entity.of(
                                kind.typeKey(),
                                context -> Behaviors.intercept(
                                        () -> new DeliveryGate(standing::isSure, System::nanoTime),
                                        EntityShell.create(kind, context.getEntityId(), standing::isSure, observer)))
                        .withStopMessage(EntityMessage.Stop.INSTANCE)
                        .withAllocationStrategy(ShardDrain.of(system).allocation(kind.typeKey())));
        return new ShardedEntities<>(system, kind, patience, journal);
    }

    @Override
    @SuppressWarnings("unchecked") // An entity refuses with the refusals of its own kind.
    public CompletionStage<Outcome<F>> execute(I id, C command, Provenance provenance) {
        return orUnavailable(CommandDelivery.deliver(system, entity(id), command, provenance, patience))
                .thenApply(reply -> switch (reply) {
                    case EntityReply.Accepted accepted -> new Outcome.Accepted<F>(accepted.position());
                    case EntityReply.Refused refused -> new Outcome.Refused<>((F) refused.refusal());
                    case EntityReply.Unavailable unavailable ->
                        throw new EntityUnavailableException(unavailable.reason());
                    case EntityReply.Failed failed -> throw new IllegalStateException(failed.reason());
                    case EntityReply.Answer _, EntityReply.Located _ ->
                        throw new IllegalStateException("an answer to a command of " + kind.name());
                });
    }

    @Override
    public <R> CompletionStage<R> query(I id, Query<S, R> query) {
        CompletionStage<EntityReply> asked = entity(id).ask(replyTo -> new Ask(query, replyTo), patience);
        return QueryFallback.ask(
                system,
                orUnavailable(asked).thenApply(this::answer),
                () -> journal.read(kind, id.toString()).thenApply(state -> query.answer(state.state())),
                fallbackPatience);
    }

    @SuppressWarnings("unchecked") // A query's type says what it is answered with.
    private <R> R answer(EntityReply reply) {
        return switch (reply) {
            case EntityReply.Answer answer -> (R) Objects.requireNonNull(answer.value());
            case EntityReply.Unavailable unavailable -> throw new EntityUnavailableException(unavailable.reason());
            case EntityReply.Failed failed -> throw new IllegalStateException(failed.reason());
            case EntityReply.Accepted _, EntityReply.Refused _, EntityReply.Located _ ->
                throw new IllegalStateException("an outcome for a query of " + kind.name());
        };
    }

    private EntityRef<EntityMessage> entity(I id) {
        return ClusterSharding.get(system).entityRefFor(kind.typeKey(), id.toString());
    }

    private CompletionStage<EntityReply> orUnavailable(CompletionStage<EntityReply> asked) {
        return asked.exceptionally(failure -> {
            throw new CompletionException(
                    new EntityUnavailableException(kind.name() + " did not answer in time", failure));
        });
    }
}
