package org.shiplog.cluster.simulation;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.entity.EntityReply;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.cluster.simulation.PendingAsk.Answered;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Query;

/**
 * What QueryFallback does: a question goes to the entity's journal when the entity does not answer soon or cannot. An answer from
 * there is held back until the entity knows of its last write, or knows that it is overdue.
 */
final class SimulatedFallback {
    private static final long PATIENCE = 300 * Chance.MILLISECOND;
    private static final long SETTLING = 300 * Chance.MILLISECOND;

    private final World world;
    private final SimulatedNode node;
    private final EntityAddress entity;
    private final Query<?, ?> query;
    private final CompletableFuture<Answered> answer = new CompletableFuture<>();
    private boolean begun;

    SimulatedFallback(World world, SimulatedNode node, EntityAddress entity, Query<?, ?> query) {
        this.world = world;
        this.node = node;
        this.entity = entity;
        this.query = query;
    }

    CompletableFuture<Answered> ask(CompletableFuture<Answered> asked) {
        Timeline.Entry timer = node.in(PATIENCE, () -> askJournal(asked));
        asked.whenComplete((answered, failure) -> {
            timer.callOff();
            if (failure == null && !(answered.reply() instanceof EntityReply.Unavailable)) {
                answer.complete(answered);
            } else {
                askJournal(asked);
            }
        });
        return answer;
    }

    private void askJournal(CompletableFuture<Answered> asked) {
        if (begun || answer.isDone()) {
            return;
        }
        begun = true;
        world.database()
                .send(
                        node,
                        () -> StoredEntity.read(world.database(), entity),
                        stored -> node.in(
                                world.has(PlantedBug.FALLBACK_WITHOUT_SETTLING) ? 0 : SETTLING, () -> answered(stored)),
                        () -> asked.whenComplete((answered, failure) -> leftTo(answered, failure)));
    }

    @SuppressWarnings("unchecked") // An entity is asked the queries of its kind.
    private void answered(StoredEntity stored) {
        EntityState<?> state = stored.replay(world, entity.kind().aggregate());
        if (!answer.isDone()) {
            world.note(() -> node + " answers for " + entity + " from its journal at " + state.position());
            answer.complete(new Answered(
                    new EntityReply.Answer(((Query<Object, ?>) query).answer(state.state())), state.position()));
        }
    }

    private void leftTo(@Nullable Answered answered, @Nullable Throwable failure) {
        if (failure == null) {
            answer.complete(answered);
        } else {
            answer.completeExceptionally(new EntityUnavailableException("neither entity nor journal answered"));
        }
    }
}
