package org.shiplog.cluster.localcluster;

import java.nio.file.Path;

/**
 * Where everything of a cluster lies. Database, blobs and password lie where a lone node has them, so that {@code shiplog serve}
 * and {@code shiplog cluster} can take turns on the same data.
 *
 * @param root absolute
 */
public record ClusterFolder(Path root) {
    public ClusterFolder {
        root = root.toAbsolutePath().normalize();
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    /** What a node keeps for itself. Nothing in it is missed when the node is gone. */
    Path node(int number) {
        return root.resolve("nodes").resolve(Integer.toString(number));
    }

    /** What a node's process prints. */
    public Path nodeLog(int number) {
        return node(number).resolve("node.log");
    }

    Path front() {
        return root.resolve("front");
    }

    /** The file that says which processes there are, see {@link ClusterState}. */
    public Path stateFile() {
        return root.resolve("cluster.json");
    }

    Path socket() {
        return root.resolve("control.sock");
    }

    public Path log() {
        return root.resolve("log");
    }
}
