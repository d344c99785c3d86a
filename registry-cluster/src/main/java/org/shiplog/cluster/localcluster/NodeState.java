package org.shiplog.cluster.localcluster;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a node's process does. */
public enum NodeState {
    /** It runs and was not ready yet. */
    STARTING,

    /** It runs and says that it is ready. */
    READY,

    /** It runs and was ready, but does not say so now: paused, cut off, or without its database. */
    UNREADY,

    /** It was asked to stop and has not ended. */
    STOPPING,

    /** It ended in order, or never ran. */
    STOPPED,

    /** It ended in another way than in order. */
    KILLED;

    boolean runs() {
        return switch (this) {
            case STARTING, READY, UNREADY, STOPPING -> true;
            case STOPPED, KILLED -> false;
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
