package org.shiplog.cluster.entity;

import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What an entity shell answers. */
public sealed interface EntityReply {
    record Accepted(long position) implements EntityReply {}

    record Refused(Object refusal) implements EntityReply {}

    record Answer(@Nullable Object value) implements EntityReply {
        /** Not the value itself: it may hold a password's hash. */
        @Override
        public String toString() {
            return "Answer[" + (value == null ? null : value.getClass().getSimpleName()) + "]";
        }
    }

    /**
     * @param incarnation the entity as it lives now; what is sent to it reaches this life of it or none
     * @param holds whether an earlier copy of the command has come to this life of it
     */
    record Located(ActorRef<EntityMessage> incarnation, boolean holds) implements EntityReply {}

    /** Nothing is known about the command's effect; repeating it under its command id is safe. */
    record Unavailable(String reason) implements EntityReply {}

    /** A bug: the rules threw. Nothing was changed. */
    record Failed(String reason) implements EntityReply {}
}
