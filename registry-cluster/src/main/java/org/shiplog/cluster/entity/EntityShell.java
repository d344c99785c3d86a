package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.shiplog.cluster.entity.BatchDecision.Request;
import org.shiplog.cluster.entity.EntityJournal.Batch;
import org.shiplog.cluster.entity.EntityMessage.Ask;
import org.shiplog.cluster.entity.EntityMessage.Committed;
import org.shiplog.cluster.entity.EntityMessage.Execute;
import org.shiplog.cluster.entity.EntityMessage.JournalStopped;
import org.shiplog.cluster.entity.EntityMessage.Recovered;
import org.shiplog.cluster.entity.EntityMessage.Reminder;
import org.shiplog.cluster.entity.EntityMessage.Stop;
import org.shiplog.cluster.entity.GroupCommit.Action;

/** One entity's front: {@link GroupCommit} as an actor, with the journal as its child. */
final class EntityShell extends AbstractBehavior<EntityMessage> {
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final ActorRef<Batch> journal;
    private final EntityObserver observer;
    private final GroupCommit<ActorRef<EntityReply>> commits;

    private EntityShell(
            ActorContext<EntityMessage> context,
            EntityKind<?, ?, ?, ?> kind,
            String entityId,
            Tenure tenure,
            EntityObserver observer) {
        super(context);
        this.observer = observer;
        this.commits = new GroupCommit<>(tenure, observer, System::nanoTime);
        this.journal = context.spawn(
                EntityJournal.create(kind.aggregate(), kind.persistenceId(entityId), context.getSelf()), "journal");
        context.watchWith(this.journal, JournalStopped.INSTANCE);
    }

    static Behavior<EntityMessage> create(
            EntityKind<?, ?, ?, ?> kind, String entityId, Tenure tenure, EntityObserver observer) {
        return Behaviors.setup(context -> new EntityShell(context, kind, entityId, tenure, observer));
    }

    @Override
    public Receive<EntityMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Execute.class, this::onExecute)
                .onMessage(Ask.class, ask -> perform(commits.ask(ask.query(), ask.replyTo())))
                .onMessage(Recovered.class, recovered -> perform(commits.recovered(recovered.state())))
                .onMessage(
                        Committed.class,
                        committed -> perform(commits.committed(committed.state(), committed.replies())))
                .onMessageEquals(Reminder.INSTANCE, () -> perform(commits.reminded()))
                .onMessageEquals(JournalStopped.INSTANCE, () -> perform(commits.journalStopped()))
                .onMessageEquals(Stop.INSTANCE, () -> perform(commits.stop()))
                .onSignal(PostStop.class, _ -> onStopped())
                .build();
    }

    private Behavior<EntityMessage> onExecute(Execute execute) {
        return perform(commits.execute(new Request(execute.command(), execute.provenance()), execute.replyTo()));
    }

    private Behavior<EntityMessage> onStopped() {
        observer.stopped();
        return this;
    }

    private Behavior<EntityMessage> perform(List<Action<ActorRef<EntityReply>>> actions) {
        Behavior<EntityMessage> next = this;
        for (Action<ActorRef<EntityReply>> action : actions) {
            switch (action) {
                case Action.Reply<ActorRef<EntityReply>>(var to, var reply) -> to.tell(reply);
                case Action.Write<ActorRef<EntityReply>>(var requests) -> journal.tell(new Batch(requests));
                case Action.Remind<ActorRef<EntityReply>>() ->
                    getContext().scheduleOnce(MOMENT, getContext().getSelf(), Reminder.INSTANCE);
                case Action.Stop<ActorRef<EntityReply>>() -> next = Behaviors.stopped();
            }
        }
        return next;
    }
}
