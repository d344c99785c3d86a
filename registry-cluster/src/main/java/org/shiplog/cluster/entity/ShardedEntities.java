package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.shiplog.cluster.entity.EntityMessage.Ask;
import org.shiplog.cluster.entity.EntityMessage.Execute;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;

/** The entities of one kind, spread over the cluster's nodes. An entity's id is the text form of {@code I}. */
public final class ShardedEntities<I, S, C, F> implements Entities<I, S, C, F> {
    private final ClusterSharding sharding;
    private final EntityKind<S, C, ?, F> kind;
    private final Duration patience;

    private ShardedEntities(ClusterSharding sharding, EntityKind<S, C, ?, F> kind, Duration patience) {
        this.sharding = sharding;
        this.kind = kind;
        this.patience = patience;
    }

    /**
     * Lets this node run entities of the kind.
     *
     * @param patience how long an answer may take before the entity counts as unavailable
     * @param observer told of what this node's entities do
     */
    public static <I, S, C, F> ShardedEntities<I, S, C, F> start(
            ClusterSharding sharding, EntityKind<S, C, ?, F> kind, Duration patience, EntityObserver observer) {
        sharding.init(Entity.of(kind.typeKey(), context -> EntityShell.create(kind, context.getEntityId(), observer))
                .withStopMessage(EntityMessage.Stop.INSTANCE));
        return new ShardedEntities<>(sharding, kind, patience);
    }

    @Override
    @SuppressWarnings("unchecked") // An entity refuses with the refusals of its own kind.
    public CompletionStage<Outcome<F>> execute(I id, C command, Provenance provenance) {
        return ask(id, replyTo -> new Execute(command, provenance, replyTo)).thenApply(reply -> switch (reply) {
            case EntityReply.Accepted accepted -> new Outcome.Accepted<F>(accepted.position());
            case EntityReply.Refused refused -> new Outcome.Refused<>((F) refused.refusal());
            case EntityReply.Answer _ -> throw new IllegalStateException("an answer to a command of " + kind.name());
            case EntityReply.Unavailable unavailable -> throw new EntityUnavailableException(unavailable.reason());
            case EntityReply.Failed failed -> throw new IllegalStateException(failed.reason());
        });
    }

    @Override
    @SuppressWarnings("unchecked") // A query's type says what it is answered with.
    public <R> CompletionStage<R> query(I id, Query<S, R> query) {
        return ask(id, replyTo -> new Ask(query, replyTo)).thenApply(reply -> switch (reply) {
            case EntityReply.Answer answer -> (R) answer.value();
            case EntityReply.Unavailable unavailable -> throw new EntityUnavailableException(unavailable.reason());
            case EntityReply.Accepted _, EntityReply.Refused _ ->
                throw new IllegalStateException("an outcome for a query of " + kind.name());
            case EntityReply.Failed failed -> throw new IllegalStateException(failed.reason());
        });
    }

    private CompletionStage<EntityReply> ask(I id, AskMessage message) {
        return sharding.entityRefFor(kind.typeKey(), id.toString())
                .ask(message::replyingTo, patience)
                .exceptionally(failure -> {
                    throw new CompletionException(
                            new EntityUnavailableException(kind.name() + " did not answer in time", failure));
                });
    }

    @FunctionalInterface
    private interface AskMessage {
        EntityMessage replyingTo(ActorRef<EntityReply> replyTo);
    }
}
