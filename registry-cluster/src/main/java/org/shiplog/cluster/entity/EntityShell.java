package org.shiplog.cluster.entity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.entity.EntityJournal.Batch;
import org.shiplog.cluster.entity.EntityMessage.Ask;
import org.shiplog.cluster.entity.EntityMessage.Committed;
import org.shiplog.cluster.entity.EntityMessage.Execute;
import org.shiplog.cluster.entity.EntityMessage.JournalStopped;
import org.shiplog.cluster.entity.EntityMessage.Recovered;
import org.shiplog.cluster.entity.EntityMessage.Stop;
import org.shiplog.domain.aggregate.Query;

/**
 * One entity's front. It holds the durable state and the queue before the journal.
 *
 * <h2>Group commit</h2>
 *
 * While one batch is being written, commands queue here; when it is durable, all that queued become the next batch. So the
 * number of journal round trips follows the time one takes, not the number of commands.
 *
 * <h2>Order</h2>
 *
 * Replies to a batch are sent after the state that includes it was put in place, and queries are answered from that state at
 * once. So who was told of a change sees it, and nobody sees one that is not durable.
 *
 * <h2>Overload and failure</h2>
 *
 * A full queue refuses instead of growing. When the journal fails, all who wait are told that the outcome is unknown and the
 * shell stops; the next message starts another, which recovers what the journal really holds.
 */
final class EntityShell extends AbstractBehavior<EntityMessage> {
    private static final int QUEUE_LIMIT = 2_048;
    private static final int BATCH_LIMIT = 256;

    private final ActorRef<Batch> journal;
    private final Runnable journalAdvanced;
    private final Deque<EntityMessage> beforeRecovery = new ArrayDeque<>();
    private final Deque<Execute> queue = new ArrayDeque<>();
    private List<Execute> inFlight = List.of();
    private @Nullable EntityState<?> durable;
    private boolean stopping;

    private EntityShell(
            ActorContext<EntityMessage> context,
            Function<ActorRef<EntityMessage>, Behavior<Batch>> journal,
            Runnable journalAdvanced) {
        super(context);
        this.journal = context.spawn(journal.apply(context.getSelf()), "journal");
        this.journalAdvanced = journalAdvanced;
        context.watchWith(this.journal, JournalStopped.INSTANCE);
    }

    /** @param journalAdvanced told after every write, so that readers of the journal look at once */
    static Behavior<EntityMessage> create(EntityKind<?, ?, ?, ?> kind, String entityId, Runnable journalAdvanced) {
        return Behaviors.setup(context -> new EntityShell(
                context,
                shell -> EntityJournal.create(kind.aggregate(), kind.persistenceId(entityId), shell),
                journalAdvanced));
    }

    @Override
    public Receive<EntityMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Execute.class, this::onExecute)
                .onMessage(Ask.class, this::onAsk)
                .onMessage(Recovered.class, this::onRecovered)
                .onMessage(Committed.class, this::onCommitted)
                .onMessageEquals(JournalStopped.INSTANCE, this::onJournalStopped)
                .onMessageEquals(Stop.INSTANCE, this::onStop)
                .build();
    }

    private Behavior<EntityMessage> onExecute(Execute execute) {
        if (queue.size() + beforeRecovery.size() >= QUEUE_LIMIT) {
            execute.replyTo().tell(new EntityReply.Unavailable("too many commands are waiting"));
        } else if (durable == null) {
            beforeRecovery.add(execute);
        } else {
            queue.add(execute);
            writeNextBatch();
        }
        return this;
    }

    private Behavior<EntityMessage> onAsk(Ask ask) {
        if (durable != null) {
            answer(ask, durable);
        } else if (beforeRecovery.size() >= QUEUE_LIMIT) {
            ask.replyTo().tell(new EntityReply.Unavailable("too many queries are waiting"));
        } else {
            beforeRecovery.add(ask);
        }
        return this;
    }

    @SuppressWarnings("unchecked") // A shell is only asked the queries of its own kind.
    private void answer(Ask ask, EntityState<?> state) {
        ask.replyTo().tell(new EntityReply.Answer(((Query<Object, ?>) ask.query()).answer(state.state())));
    }

    private Behavior<EntityMessage> onRecovered(Recovered recovered) {
        durable = recovered.state();
        for (EntityMessage waiting : beforeRecovery) {
            if (waiting instanceof Ask ask) {
                answer(ask, recovered.state());
            } else if (waiting instanceof Execute execute) {
                queue.add(execute);
            }
        }
        beforeRecovery.clear();
        writeNextBatch();
        return stopWhenIdle();
    }

    private Behavior<EntityMessage> onCommitted(Committed committed) {
        boolean advanced = durable == null || committed.state().position() > durable.position();
        durable = committed.state();
        for (int i = 0; i < inFlight.size(); i++) {
            inFlight.get(i).replyTo().tell(committed.replies().get(i));
        }
        inFlight = List.of();
        if (advanced) {
            journalAdvanced.run();
        }
        writeNextBatch();
        return stopWhenIdle();
    }

    private void writeNextBatch() {
        if (!inFlight.isEmpty() || queue.isEmpty()) {
            return;
        }
        List<Execute> batch = new ArrayList<>(Math.min(queue.size(), BATCH_LIMIT));
        while (!queue.isEmpty() && batch.size() < BATCH_LIMIT) {
            batch.add(queue.remove());
        }
        inFlight = batch;
        journal.tell(new Batch(batch));
    }

    private Behavior<EntityMessage> onJournalStopped() {
        EntityReply unavailable = new EntityReply.Unavailable("the journal is not available");
        inFlight.forEach(execute -> execute.replyTo().tell(unavailable));
        queue.forEach(execute -> execute.replyTo().tell(unavailable));
        for (EntityMessage waiting : beforeRecovery) {
            if (waiting instanceof Ask ask) {
                ask.replyTo().tell(unavailable);
            } else if (waiting instanceof Execute execute) {
                execute.replyTo().tell(unavailable);
            }
        }
        return Behaviors.stopped();
    }

    private Behavior<EntityMessage> onStop() {
        stopping = true;
        return stopWhenIdle();
    }

    private Behavior<EntityMessage> stopWhenIdle() {
        boolean idle = durable != null && inFlight.isEmpty() && queue.isEmpty();
        return stopping && idle ? Behaviors.stopped() : this;
    }
}
