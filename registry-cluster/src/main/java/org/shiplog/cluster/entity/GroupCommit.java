package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.entity.BatchDecision.Request;
import org.shiplog.cluster.entity.EntityReply.Unavailable;
import org.shiplog.domain.aggregate.Query;

/**
 * What an entity's shell does, as a state machine: each input returns what is to be done, in that order. It holds the durable
 * state and the queue before the journal; it knows neither actors nor databases, and belongs to one thread at a time.
 *
 * <h2>Group commit</h2>
 *
 * While one batch is being written, commands queue here; when it is durable, all that queued become the next batch. So the
 * number of journal round trips follows the time one takes, not the number of commands.
 *
 * <h2>Order</h2>
 *
 * Replies to a batch are sent after the state that includes it was put in place, and queries are answered from that state at
 * once. So who was told of a change sees it, and nobody sees one that is not durable. Others may read the journal itself while
 * this entity does not answer; so that nobody sees less after that, queries wait for a write that is overdue.
 *
 * <h2>Tenure</h2>
 *
 * Without {@link Tenure} nothing is answered from memory, written or acknowledged: another node may have recovered the entity
 * meanwhile, and would contradict. Commands wait until tenure is certain again, which it never is on a node that was given up.
 * So does a batch that became durable just then: its senders do not learn the outcome.
 *
 * <h2>Overload and failure</h2>
 *
 * A full queue refuses instead of growing. When the journal fails, all who wait are told that the outcome is unknown and the
 * shell stops; the next message starts another, which recovers what the journal really holds.
 *
 * @param <T> who is replied to
 */
public final class GroupCommit<T> {
    static final int QUEUE_LIMIT = 2_048;
    static final int BATCH_LIMIT = 256;
    /** A write that takes this long may be durable already, and its effect seen by who reads the journal itself. */
    static final Duration OVERDUE = Duration.ofMillis(300);

    private static final Unavailable NO_TENURE = new Unavailable("another node may have taken over");

    private final Tenure tenure;
    private final EntityObserver observer;
    private final LongSupplier nanoTime;
    private final Deque<Waiting<T>> beforeRecovery = new ArrayDeque<>();
    private final Deque<Waiting.ForDecision<T>> queue = new ArrayDeque<>();
    private final List<Waiting.ForAnswer<T>> heldBack = new ArrayList<>();
    private List<Waiting.ForDecision<T>> inFlight = List.of();
    private @Nullable EntityState<?> durable;
    private @Nullable Unacknowledged unacknowledged;
    private boolean reminderComes;
    private boolean stopping;
    private long since;

    /** What the shell is to do. */
    public sealed interface Action<T> {
        record Reply<T>(T to, EntityReply reply) implements Action<T> {}

        /** Decide about these and persist what comes of it; another batch follows only when this one is durable. */
        record Write<T>(List<Request> requests) implements Action<T> {}

        /** Call {@link GroupCommit#reminded} in a moment. */
        record Remind<T>() implements Action<T> {}

        /** Nothing is in flight and nobody waits any more. */
        record Stop<T>() implements Action<T> {}
    }

    private record Unacknowledged(EntityState<?> state, List<EntityReply> replies) {}

    private sealed interface Waiting<T> {
        T replyTo();

        record ForDecision<T>(Request request, T replyTo) implements Waiting<T> {}

        record ForAnswer<T>(Query<?, ?> query, T replyTo) implements Waiting<T> {}
    }

    /** @param nanoTime a monotonic clock, in nanoseconds */
    public GroupCommit(Tenure tenure, EntityObserver observer, LongSupplier nanoTime) {
        this.tenure = tenure;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
        observer.started();
    }

    /** A command arrived. */
    public List<Action<T>> execute(Request request, T replyTo) {
        if (queue.size() + beforeRecovery.size() >= QUEUE_LIMIT) {
            return List.of(new Action.Reply<>(replyTo, new Unavailable("too many commands are waiting")));
        }
        Waiting.ForDecision<T> waiting = new Waiting.ForDecision<>(request, replyTo);
        if (durable == null) {
            beforeRecovery.add(waiting);
            return List.of();
        }
        queue.add(waiting);
        return nextBatch();
    }

    /** A query arrived. */
    public List<Action<T>> ask(Query<?, ?> query, T replyTo) {
        if (durable != null && !isOverdue()) {
            return List.of(new Action.Reply<>(replyTo, answer(query, durable)));
        }
        if (beforeRecovery.size() + heldBack.size() >= QUEUE_LIMIT) {
            return List.of(new Action.Reply<>(replyTo, new Unavailable("too many queries are waiting")));
        }
        Waiting.ForAnswer<T> waiting = new Waiting.ForAnswer<>(query, replyTo);
        if (durable == null) {
            beforeRecovery.add(waiting);
        } else {
            heldBack.add(waiting);
        }
        return List.of();
    }

    /** The journal was read to its end, and {@code state} is what it amounts to. */
    public List<Action<T>> recovered(EntityState<?> state) {
        observer.recovered(sinceThen());
        durable = state;
        List<Action<T>> actions = new ArrayList<>();
        for (Waiting<T> waiting : beforeRecovery) {
            switch (waiting) {
                case Waiting.ForAnswer<T>(var query, var replyTo) ->
                    actions.add(new Action.Reply<>(replyTo, answer(query, state)));
                case Waiting.ForDecision<T> command -> queue.add(command);
            }
        }
        beforeRecovery.clear();
        actions.addAll(nextBatch());
        return stopWhenIdle(actions);
    }

    /**
     * The batch in flight is durable.
     *
     * @param state what the journal amounts to with it
     * @param replies to its commands, in their order
     */
    public List<Action<T>> committed(EntityState<?> state, List<EntityReply> replies) {
        if (tenure.holds()) {
            return acknowledge(state, replies);
        }
        unacknowledged = new Unacknowledged(state, replies);
        return remind();
    }

    /** A moment has passed since this was asked for. */
    public List<Action<T>> reminded() {
        reminderComes = false;
        Unacknowledged held = unacknowledged;
        if (held == null) {
            return nextBatch();
        }
        if (!tenure.holds()) {
            return remind();
        }
        unacknowledged = null;
        return acknowledge(held.state(), held.replies());
    }

    private List<Action<T>> remind() {
        if (reminderComes) {
            return List.of();
        }
        reminderComes = true;
        return List.of(new Action.Remind<>());
    }

    private List<Action<T>> acknowledge(EntityState<?> state, List<EntityReply> replies) {
        long written = durable == null ? 0 : state.position() - durable.position();
        durable = state;
        List<Action<T>> actions = new ArrayList<>(inFlight.size() + 1);
        for (int i = 0; i < inFlight.size(); i++) {
            actions.add(new Action.Reply<>(inFlight.get(i).replyTo(), replies.get(i)));
        }
        inFlight = List.of();
        heldBack.forEach(waiting -> actions.add(new Action.Reply<>(waiting.replyTo(), answer(waiting.query(), state))));
        heldBack.clear();
        if (written > 0) {
            observer.committed(Math.toIntExact(written), sinceThen());
        }
        actions.addAll(nextBatch());
        return stopWhenIdle(actions);
    }

    /** The journal failed or refused a write, or could not be read. What was in flight may or may not be durable. */
    public List<Action<T>> journalStopped() {
        observer.journalFailed();
        Unavailable unavailable = new Unavailable("the journal is not available");
        List<Action<T>> actions = new ArrayList<>();
        inFlight.forEach(waiting -> actions.add(new Action.Reply<>(waiting.replyTo(), unavailable)));
        queue.forEach(waiting -> actions.add(new Action.Reply<>(waiting.replyTo(), unavailable)));
        beforeRecovery.forEach(waiting -> actions.add(new Action.Reply<>(waiting.replyTo(), unavailable)));
        heldBack.forEach(waiting -> actions.add(new Action.Reply<>(waiting.replyTo(), unavailable)));
        actions.add(new Action.Stop<>());
        return actions;
    }

    /** Finish what is in flight and what waits, then stop. */
    public List<Action<T>> stop() {
        stopping = true;
        return stopWhenIdle(new ArrayList<>());
    }

    /** The state that queries are answered from, or null before it was recovered. */
    public @Nullable EntityState<?> durable() {
        return durable;
    }

    private boolean isOverdue() {
        return !inFlight.isEmpty() && sinceThen().compareTo(OVERDUE) >= 0;
    }

    private List<Action<T>> nextBatch() {
        if (!inFlight.isEmpty() || queue.isEmpty()) {
            return List.of();
        }
        if (!tenure.holds()) {
            return remind();
        }
        List<Waiting.ForDecision<T>> batch = new ArrayList<>(Math.min(queue.size(), BATCH_LIMIT));
        while (!queue.isEmpty() && batch.size() < BATCH_LIMIT) {
            batch.add(queue.remove());
        }
        inFlight = batch;
        since = nanoTime.getAsLong();
        return List.of(new Action.Write<>(
                batch.stream().map(Waiting.ForDecision::request).toList()));
    }

    private List<Action<T>> stopWhenIdle(List<Action<T>> actions) {
        if (stopping && durable != null && inFlight.isEmpty() && queue.isEmpty()) {
            actions.add(new Action.Stop<>());
        }
        return actions;
    }

    @SuppressWarnings("unchecked") // A shell is only asked the queries of its own kind.
    private EntityReply answer(Query<?, ?> query, EntityState<?> state) {
        if (!tenure.holds()) {
            return NO_TENURE;
        }
        return new EntityReply.Answer(((Query<Object, ?>) query).answer(state.state()));
    }

    private Duration sinceThen() {
        return Duration.ofNanos(nanoTime.getAsLong() - since);
    }
}
