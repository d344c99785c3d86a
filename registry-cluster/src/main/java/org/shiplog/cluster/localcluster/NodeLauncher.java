package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts node processes of one cluster. */
final class NodeLauncher {
    /** In a session of their own: a Ctrl-C in the terminal reaches the supervisor alone, which decides who goes when. */
    private static final String OWN_SESSION = "setsid";

    private final ClusterFolder folder;
    private final ClusterPorts ports;
    private final List<String> command;
    private final Map<String, String> inherited;
    private final Map<String, String> shared;

    /**
     * @param command what runs a node, without a session of its own
     * @param inherited the supervisor's environment
     * @param shared what all nodes are told, credentials among it
     */
    NodeLauncher(
            ClusterFolder folder,
            ClusterPorts ports,
            List<String> command,
            Map<String, String> inherited,
            Map<String, String> shared) {
        this.folder = folder;
        this.ports = ports;
        this.command = List.copyOf(command);
        this.inherited = Map.copyOf(inherited);
        this.shared = Map.copyOf(shared);
    }

    Process launch(int node) throws IOException {
        Files.createDirectories(folder.node(node));
        List<String> words = new ArrayList<>();
        words.add(OWN_SESSION);
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.nodeLog(node).toFile()));
        builder.environment().clear();
        builder.environment().putAll(inherited);
        builder.environment().remove(JavaCommand.WISHES);
        builder.environment().putAll(shared);
        builder.environment().putAll(NodeSettings.of(node, folder, ports));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
