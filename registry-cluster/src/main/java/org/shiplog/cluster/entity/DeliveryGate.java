package org.shiplog.cluster.entity;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.shiplog.cluster.entity.EntityMessage.Ask;
import org.shiplog.cluster.entity.EntityMessage.Execute;
import org.shiplog.cluster.entity.EntityMessage.Locate;

/**
 * Stands before an entity's shell and lets through what is still meant.
 *
 * <p>Commands: a sender that got no reply in time sends another copy. The journal recognizes a copy of a command that changed
 * something. One that changed nothing or was refused leaves no trace there, and a copy that comes late would be decided
 * again, after its sender has already gone on. So a sender first asks whether its copies came here ({@link Locate}); if they
 * did it waits, and if not they are passed over from then on.
 *
 * <p>Queries are not answered from the memory of a node that may have been given up by the others.
 */
final class DeliveryGate extends BehaviorInterceptor<EntityMessage, EntityMessage> {
    /** Much longer than any sender's patience. */
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(30).toNanos();

    private static final int MAX_REMEMBERED = 50_000;

    private final BooleanSupplier sure;
    private final LongSupplier nanoTime;
    private final Copies came = new Copies();
    private final Copies passedOver = new Copies();

    /** @param sure whether queries may be answered from this node's memory; @param nanoTime a monotonic clock */
    DeliveryGate(BooleanSupplier sure, LongSupplier nanoTime) {
        super(EntityMessage.class);
        this.sure = sure;
        this.nanoTime = nanoTime;
    }

    @Override
    public Behavior<EntityMessage> aroundReceive(
            TypedActorContext<EntityMessage> context, EntityMessage message, ReceiveTarget<EntityMessage> shell) {
        return switch (message) {
            case Execute execute -> onExecute(context, execute, shell);
            case Ask ask
            when !sure.getAsBoolean() -> {
                ask.replyTo().tell(new EntityReply.Unavailable("this node may have been given up by the others"));
                yield Behaviors.same();
            }
            case Locate locate -> onLocate(context, locate);
            case EntityMessage other -> shell.apply(context, other);
        };
    }

    private Behavior<EntityMessage> onExecute(
            TypedActorContext<EntityMessage> context, Execute execute, ReceiveTarget<EntityMessage> shell) {
        if (passedOver.contains(execute.replyTo())) {
            return Behaviors.same();
        }
        came.add(execute.replyTo(), nanoTime.getAsLong());
        return shell.apply(context, execute);
    }

    private Behavior<EntityMessage> onLocate(TypedActorContext<EntityMessage> context, Locate locate) {
        boolean holds = locate.earlier().stream().anyMatch(came::contains);
        if (!holds) {
            locate.earlier().stream()
                    .limit(Locate.MAX_COPIES)
                    .forEach(copy -> passedOver.add(copy, nanoTime.getAsLong()));
        }
        locate.replyTo().tell(new EntityReply.Located(context.asJava().getSelf().narrow(), holds));
        return Behaviors.same();
    }

    /**
     * Copies in the order in which they came, the old ones forgotten. Told apart by the path of whom they are to be replied to: the
     * references themselves have all the same hash code when they stand for an ask.
     */
    private static final class Copies {
        private final Map<ActorPath, Long> times = new LinkedHashMap<>();

        boolean contains(ActorRef<EntityReply> copy) {
            return times.containsKey(copy.path());
        }

        void add(ActorRef<EntityReply> copy, long now) {
            times.put(copy.path(), now);
            Iterator<Long> oldest = times.values().iterator();
            while (oldest.hasNext() && (now - oldest.next() > REMEMBERED_NANOS || times.size() > MAX_REMEMBERED)) {
                oldest.remove();
            }
        }
    }
}
