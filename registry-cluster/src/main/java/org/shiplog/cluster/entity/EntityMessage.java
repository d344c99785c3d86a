package org.shiplog.cluster.entity;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;

/** What an entity shell understands. The messages that cross nodes hold bounded facts, never manifest or blob bytes. */
public sealed interface EntityMessage {
    /** Decide about the command, and reply once the decision is durable. */
    record Execute(Object command, Provenance provenance, ActorRef<EntityReply> replyTo) implements EntityMessage {
        /** Not the command itself: it may hold a password's hash. */
        @Override
        public String toString() {
            return "Execute[" + command.getClass().getSimpleName() + ", request " + provenance.requestId() + "]";
        }
    }

    /** Answer from the durable state. */
    record Ask(Query<?, ?> query, ActorRef<EntityReply> replyTo) implements EntityMessage {}

    /**
     * Say where the entity lives now, and whether a copy of a command that was sent earlier has come to it. Copies that have
     * not will be passed over should they still come: the sender sends another, and goes by its outcome.
     *
     * @param earlier whom the earlier copies were to be replied to, which tells copies apart; at most {@link #MAX_COPIES}
     */
    record Locate(List<ActorRef<EntityReply>> earlier, ActorRef<EntityReply> replyTo) implements EntityMessage {
        static final int MAX_COPIES = 16;
    }

    /** Finish what is in flight, then stop: the shard moves or the entity was idle. */
    enum Stop implements EntityMessage {
        INSTANCE
    }

    /** The journal holds everything up to {@code position}, and {@code state} is what it amounts to. */
    record Recovered(EntityState<?> state) implements EntityMessage {}

    /** The batch in flight is durable; its replies, in the order of its commands. */
    record Committed(EntityState<?> state, List<EntityReply> replies) implements EntityMessage {}

    /** A moment has passed. */
    enum Reminder implements EntityMessage {
        INSTANCE
    }

    /** The journal failed or refused a write. What was in flight may or may not be durable. */
    enum JournalStopped implements EntityMessage {
        INSTANCE
    }
}
