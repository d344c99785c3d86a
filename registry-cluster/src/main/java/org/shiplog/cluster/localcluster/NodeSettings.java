package org.shiplog.cluster.localcluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The settings that a local cluster decides for its nodes; all others are the operator's and reach every node. */
final class NodeSettings {
    static final String DATABASE_URL = "SHIPLOG_DATABASE_URL";
    static final String ADMIN_PASSWORD = "SHIPLOG_ADMIN_PASSWORD";

    private static final String BLOBS_STORE = "SHIPLOG_BLOBS_STORE";
    private static final String BLOBS_DIR = "SHIPLOG_BLOBS_DIR";
    private static final String DRAIN_DELAY = "SHIPLOG_DRAIN_DELAY";

    /** The front asks every half second and believes the second refusal. */
    private static final String SHORT_DRAIN = "2s";

    /** Which of the operator's settings cannot be kept, and what to use instead. */
    static final Map<String, String> DECIDED = Map.of(
            "SHIPLOG_HTTP_HOST",
            "nodes of a local cluster listen on 127.0.0.1",
            "SHIPLOG_HTTP_PORT",
            "use --port",
            "SHIPLOG_MANAGEMENT_HOST",
            "nodes of a local cluster listen on 127.0.0.1",
            "SHIPLOG_MANAGEMENT_PORT",
            "it follows from --port",
            "SHIPLOG_CLUSTER_HOST",
            "nodes of a local cluster listen on 127.0.0.1",
            "SHIPLOG_CLUSTER_PORT",
            "the operating system chooses it",
            "SHIPLOG_CLUSTER_SEED_NODES",
            "nodes of a local cluster find each other in its database",
            DATABASE_URL,
            "a local cluster has its own database",
            "SHIPLOG_TLS_CERT",
            "a local cluster speaks plain HTTP",
            "SHIPLOG_TLS_KEY",
            "a local cluster speaks plain HTTP");

    private NodeSettings() {}

    /** What tells one node from the others. */
    static Map<String, String> of(int node, ClusterFolder folder, ClusterPorts ports) {
        return Map.of(
                "SHIPLOG_DATA_DIR", folder.node(node).toString(),
                "SHIPLOG_HTTP_PORT", Integer.toString(ports.http(node)),
                "SHIPLOG_MANAGEMENT_PORT", Integer.toString(ports.management(node)),
                "SHIPLOG_CLUSTER_PORT", "0");
    }

    /** What all nodes share besides the operator's settings. */
    static Map<String, String> shared(ClusterFolder folder, Map<String, String> environment, String databaseUrl) {
        Map<String, String> shared = new HashMap<>();
        shared.put(DATABASE_URL, databaseUrl);
        boolean decidedElsewhere = List.of(BLOBS_STORE, BLOBS_DIR).stream().anyMatch(environment::containsKey);
        if (!decidedElsewhere) {
            shared.put(BLOBS_DIR, folder.root().toString());
        }
        if (!environment.containsKey(DRAIN_DELAY)) {
            shared.put(DRAIN_DELAY, SHORT_DRAIN);
        }
        return shared;
    }
}
