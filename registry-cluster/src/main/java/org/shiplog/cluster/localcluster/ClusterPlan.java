package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.shiplog.cluster.config.ConfigReader;
import org.shiplog.cluster.config.InvalidConfigException;
import org.shiplog.cluster.config.NodeConfig;

/**
 * What a cluster is to be, before anything is started.
 *
 * @param environment of the command; its settings reach every node, except those that the cluster decides
 */
public record ClusterPlan(
        ClusterFolder folder, int port, int nodes, FrontChoice front, Map<String, String> environment) {
    /** Reads as a database's address and is never connected to. */
    private static final String SOME_DATABASE = "jdbc:postgresql://127.0.0.1/shiplog";

    public ClusterPlan {
        environment = Map.copyOf(environment);
    }

    public ClusterPorts ports() {
        return new ClusterPorts(port);
    }

    /** All that stands in the way as far as options and settings say; empty when they are good. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (nodes < 1 || nodes > ClusterPorts.MOST_NODES) {
            problems.add("--nodes: must be a number from 1 to " + ClusterPorts.MOST_NODES + ": " + nodes);
        }
        if (!ports().fits()) {
            problems.add("--port: must be a number from 1 to " + ClusterPorts.LAST_FRONT + ": " + port);
        }
        if ((front == FrontChoice.HAPROXY || front == FrontChoice.NGINX)
                && balancer().isEmpty()) {
            problems.add(
                    "--front: there is no " + front + " in PATH and in " + String.join(", ", Balancer.SYSTEM_FOLDERS));
        }
        new TreeMap<>(NodeSettings.DECIDED).forEach((variable, instead) -> {
            if (environment.containsKey(variable)) {
                problems.add(variable + ": cannot be set for a local cluster: " + instead);
            }
        });
        try {
            settings();
        } catch (InvalidConfigException invalid) {
            invalid.problems().forEach(problem -> problems.add(problem.toString()));
        }
        return problems;
    }

    /** Which of the ports that these nodes need somebody else has. */
    public List<String> portProblems(List<Integer> numbers) {
        List<String> problems = new ArrayList<>();
        if (balancer().isPresent()) {
            taken(port).ifPresent(why -> problems.add("port " + port + " for the front: " + why));
        }
        numbers.forEach(node -> problems.addAll(nodePortProblems(node)));
        return problems;
    }

    List<String> nodePortProblems(int node) {
        List<String> problems = new ArrayList<>();
        int http = ports().http(node);
        int management = ports().management(node);
        taken(http).ifPresent(why -> problems.add("port " + http + " for node " + node + ": " + why));
        taken(management)
                .ifPresent(
                        why -> problems.add("port " + management + " for the management of node " + node + ": " + why));
        return problems;
    }

    /** The numbers of the nodes. */
    public List<Integer> numbers() {
        return IntStream.rangeClosed(1, nodes).boxed().toList();
    }

    Optional<Balancer> balancer() {
        return Balancer.find(front, environment);
    }

    /** The settings that all nodes have in common. */
    NodeConfig settings() {
        Map<String, String> settings = new HashMap<>(environment);
        // The launcher's, which no node is given.
        settings.remove(JavaCommand.WISHES);
        settings.keySet().removeAll(NodeSettings.DECIDED.keySet());
        settings.putAll(NodeSettings.shared(folder, environment, SOME_DATABASE));
        settings.put("SHIPLOG_DATA_DIR", folder.root().toString());
        return ConfigReader.read(Optional.empty(), settings);
    }

    private static Optional<String> taken(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
