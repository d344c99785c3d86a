package org.shiplog.cluster.localcluster;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a running cluster can be told. */
public enum ControlCommand {
    START_NODE,
    ADD_NODE,
    STOP_NODE,
    STATUS,
    STOP;

    /** As the command line calls it. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
