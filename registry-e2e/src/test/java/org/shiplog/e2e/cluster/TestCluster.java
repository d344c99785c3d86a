package org.shiplog.e2e.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.RunningNode;
import org.shiplog.storage.postgres.DatabaseAddress;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/**
 * Packaged nodes as child processes that share a PostgreSQL, which belongs to the test's own process, and a blob directory.
 * What ends a single node, freezes it or starts it again is its {@link RunningNode}. Not for use by several threads, except the
 * nodes' registries.
 */
public final class TestCluster implements AutoCloseable {
    private final Path folder;
    private final NodeSettings base;
    private final Site site;
    private final EmbeddedPostgres postgres;
    private final List<RunningNode> nodes = new ArrayList<>();

    private TestCluster(Path folder, NodeSettings base, Site site) {
        this.folder = folder;
        this.base = base;
        this.site = site;
        this.postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    }

    /** Starts so many nodes at the same moment and returns when all of them answer. */
    public static TestCluster start(String name, int size) {
        return start(NodeSettings.named(name), size);
    }

    /** @param base what all nodes are started with, except that each gets a data directory of its own */
    public static TestCluster start(NodeSettings base, int size) {
        return start(base, size, (settings, _) -> settings);
    }

    public static TestCluster start(NodeSettings base, int size, Site site) {
        var cluster = new TestCluster(Project.newFolder("cluster"), base, site);
        try {
            for (int i = 0; i < size; i++) {
                cluster.launch();
            }
            cluster.awaitReady();
            return cluster;
        } catch (AssertionError | RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    /** Where the nodes of a cluster stand. */
    public interface Site {
        /**
         * What a node is to be started with there.
         *
         * @param settings as on one machine, with the database and the blobs that all nodes share
         * @param index from 0, in the order of the starts
         */
        NodeSettings settle(NodeSettings settings, int index);
    }

    /** @param index from 0, in the order of the starts */
    public RunningNode node(int index) {
        return nodes.get(index);
    }

    /** All of them, also those that have ended. */
    public List<RunningNode> nodes() {
        return List.copyOf(nodes);
    }

    /** Starts one more node and returns when it answers. */
    public RunningNode add() {
        var node = launch();
        node.awaitReady();
        return node;
    }

    /** Starts one more node without waiting for it. */
    public RunningNode launch() {
        var node = RunningNode.launched(site.settle(settings("node-" + nodes.size()), nodes.size()));
        nodes.add(node);
        return node;
    }

    /** What a node of this cluster is started with, for one with more settings that its test closes itself. */
    public NodeSettings settings(String dataDirectory) {
        return base.withData(folder.resolve(dataDirectory))
                .with("SHIPLOG_DATABASE_URL", postgres.jdbcUrl())
                .with("SHIPLOG_BLOBS_DIR", blobs().toString());
    }

    public void awaitReady() {
        nodes.forEach(node -> node.awaitReadySupervised(this::tellWhyOneWasGivenUp));
    }

    private void tellWhyOneWasGivenUp() {
        System.out.println("a node was given up by the others and is started again");
        nodes.forEach(node -> System.out.println("node " + node.pid() + ":\n" + node.tail()));
    }

    public DatabaseAddress database() {
        return postgres.address();
    }

    /** The server: killed by its process id, it is started again at the same address. */
    public EmbeddedPostgres postgres() {
        return postgres;
    }

    public Path blobs() {
        return folder.resolve("blobs");
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        nodes.forEach(RunningNode::close);
        postgres.close();
    }
}
