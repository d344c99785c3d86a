package org.shiplog.cluster.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;

/**
 * What a batch of commands comes to: each is decided against the state that the ones before it led to. Pure.
 *
 * @param events to be persisted in one atomic write, perhaps none
 * @param replies one for each command, in their order; none may be told before the events are durable
 */
public record BatchDecision<E>(List<Recorded<E>> events, List<EntityReply> replies) {
    /** A command with who sent it. */
    public record Request(Object command, Provenance provenance) {}

    /** @param bugs told of a command on which the rules threw, which changes nothing then */
    public static <S, C, E, F> BatchDecision<E> decide(
            Aggregate<S, C, E, F> aggregate,
            EntityState<S> durable,
            List<Request> requests,
            BiConsumer<Request, RuntimeException> bugs) {
        List<Recorded<E>> events = new ArrayList<>();
        List<EntityReply> replies = new ArrayList<>(requests.size());
        EntityState<S> evolving = durable;
        for (Request request : requests) {
            int before = events.size();
            replies.add(decideOne(aggregate, evolving, request, events, bugs));
            for (Recorded<E> recorded : events.subList(before, events.size())) {
                evolving = evolving.with(aggregate, recorded);
            }
        }
        return new BatchDecision<>(events, replies);
    }

    @SuppressWarnings("unchecked") // A shell is only sent the commands of its own kind.
    private static <S, C, E, F> EntityReply decideOne(
            Aggregate<S, C, E, F> aggregate,
            EntityState<S> state,
            Request request,
            List<Recorded<E>> events,
            BiConsumer<Request, RuntimeException> bugs) {
        OptionalLong done = state.recent().position(request.provenance().commandId());
        if (done.isPresent()) {
            return new EntityReply.Accepted(done.getAsLong());
        }
        try {
            return switch (aggregate.decide(state.state(), (C) request.command())) {
                case Decision.Refused<E, F>(F refusal) -> new EntityReply.Refused(refusal);
                case Decision.Accepted<E, F>(List<E> decided) -> {
                    decided.forEach(event -> events.add(new Recorded<>(event, request.provenance())));
                    yield new EntityReply.Accepted(state.position() + decided.size());
                }
            };
        } catch (RuntimeException bug) {
            bugs.accept(request, bug);
            return new EntityReply.Failed(request.provenance().requestId());
        }
    }
}
