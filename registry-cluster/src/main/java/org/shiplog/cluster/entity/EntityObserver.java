package org.shiplog.cluster.entity;

import java.time.Duration;

/** Told of what entities of one kind do on this node, from their own threads: it must be quick and must not throw. */
public interface EntityObserver {
    /** Entities that nobody watches. */
    EntityObserver NONE = new EntityObserver() {};

    /** An entity began to recover. It ends with {@link #stopped}, recovered or not. */
    default void started() {}

    /** An entity has read its journal. */
    default void recovered(Duration took) {}

    /** A batch is durable; {@code events} is how many were written, at least one. */
    default void committed(int events, Duration took) {}

    /** The journal could not be read, or a write failed, so that its outcome is unknown. */
    default void journalFailed() {}

    default void stopped() {}
}
