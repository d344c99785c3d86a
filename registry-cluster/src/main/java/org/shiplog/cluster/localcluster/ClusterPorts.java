package org.shiplog.cluster.localcluster;

/**
 * The ports of a cluster, which follow from the front's: node 2 has {@code front + 2} for clients and {@code front + 102} for health and
 * metrics.
 */
public record ClusterPorts(int front) {
    /** As many as the embedded database has connections for. */
    public static final int MOST_NODES = 10;

    /** Memory is shared out for this many at least, so that nodes can be added. */
    static final int USUAL_NODES = 3;

    static final int MANAGEMENT_DISTANCE = 100;
    private static final int LAST_PORT = 65_535;

    /** The highest front port above which a node's would not fit. */
    static final int LAST_FRONT = LAST_PORT - MANAGEMENT_DISTANCE - MOST_NODES;

    boolean fits() {
        return front >= 1 && front <= LAST_FRONT;
    }

    public int http(int node) {
        return front + node;
    }

    public int management(int node) {
        return front + MANAGEMENT_DISTANCE + node;
    }
}
