package org.shiplog.cluster.entity;

import org.jspecify.annotations.Nullable;

/** What an entity shell answers. */
public sealed interface EntityReply {
    record Accepted(long position) implements EntityReply {}

    record Refused(Object refusal) implements EntityReply {}

    record Answer(@Nullable Object value) implements EntityReply {}

    /** Nothing is known about the command's effect; repeating it under its command id is safe. */
    record Unavailable(String reason) implements EntityReply {}

    /** A bug: the rules threw. Nothing was changed. */
    record Failed(String reason) implements EntityReply {}
}
