package org.shiplog.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.node.PackagedNode;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RunningNode;

/** {@code ./shiplog cluster} as a child process on a data folder of its own, and the commands that are given to it from beside. */
final class LocalClusterRun implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMinutes(5);

    private static final int NODES = 10;
    private static final int MANAGEMENT = 100;
    /** Below the ports that the embedded database chooses from, and those of outgoing connections. */
    private static final int FIRST_PORT = 10_000;

    private static final int LAST_PORT = 14_800;

    private final Path data;
    private final int port;
    private final String front;
    private final Path log;
    private Process process;
    private int starts;

    private LocalClusterRun(Path folder, int port, String front) {
        this.data = folder.resolve("data");
        this.port = port;
        this.front = front;
        this.log = folder.resolve("cluster.log");
        this.process = launch();
    }

    /** Starts three nodes and returns when the command says that they are ready. */
    static LocalClusterRun start(String name, String front) {
        var cluster = new LocalClusterRun(Project.newFolder(name), freePorts(), front);
        try {
            cluster.awaitReady();
            return cluster;
        } catch (AssertionError | RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    /** The port of a front whose nodes' ports are free as well. */
    static int freePorts() {
        return RandomGenerator.getDefault()
                .ints(200, FIRST_PORT, LAST_PORT)
                .filter(front -> IntStream.rangeClosed(0, NODES).allMatch(node -> RunningNode.isFree(front + node)))
                .filter(front ->
                        IntStream.rangeClosed(1, NODES).allMatch(node -> RunningNode.isFree(front + MANAGEMENT + node)))
                .findFirst()
                .orElseThrow();
    }

    /** The front. */
    Registry registry() {
        return at(port);
    }

    Registry node(int number) {
        return at(state().at("/nodes/" + (number - 1) + "/http").asInt());
    }

    Path data() {
        return data;
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String password() {
        return read(data.resolve("admin-password")).strip();
    }

    /** What the command has printed, since its first start. */
    String output() {
        return Files.exists(log) ? read(log) : "";
    }

    JsonNode state() {
        try {
            return new ObjectMapper().readTree(data.resolve("cluster.json").toFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What {@code cluster.json} says that a node does. */
    String stateOf(int number) {
        return state().at("/nodes/" + (number - 1) + "/state").asText();
    }

    ProcessHandle processOf(int number) {
        return ProcessHandle.of(state().at("/nodes/" + (number - 1) + "/pid").asLong())
                .orElseThrow();
    }

    /** All processes that the state names, the supervisor's own among them. */
    List<ProcessHandle> processes() {
        var state = state();
        var pids =
                new ArrayList<JsonNode>(List.of(state.at("/pid"), state.at("/front/pid"), state.at("/database/pid")));
        state.get("nodes").forEach(node -> pids.add(node.get("pid")));
        return pids.stream()
                .filter(JsonNode::isNumber)
                .map(pid -> ProcessHandle.of(pid.asLong()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** {@code ./shiplog cluster WORDS} in a process of its own, about this cluster. */
    Outcome tell(String... words) {
        return command(data, words);
    }

    static Outcome command(Path data, String... words) {
        var arguments = new ArrayList<String>(List.of("cluster"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--data-dir", data.toString()));
        return new Command(
                        PackagedNode.command(arguments.toArray(String[]::new)),
                        Project.root(),
                        environment(System.getenv()),
                        "")
                .run(LIMIT);
    }

    void killSupervisor() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends the supervisor with SIGTERM and returns its exit status. */
    int terminate() {
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    /** Starts the supervisor again, whatever it left. */
    void restart() {
        process = launch();
        awaitReady();
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        var running = Files.exists(data.resolve("cluster.json")) ? processes() : List.<ProcessHandle>of();
        process.destroyForcibly();
        awaitEnd();
        running.forEach(ProcessHandle::destroyForcibly);
    }

    private void awaitReady() {
        Awaitility.await("the cluster is ready")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(
                                "the cluster ended with status " + process.exitValue() + ":\n" + output());
                    }
                    return ready() > starts;
                });
        starts++;
    }

    private long ready() {
        return output().lines()
                .filter(line -> line.startsWith("The cluster is ready"))
                .count();
    }

    private Process launch() {
        var builder = new ProcessBuilder(PackagedNode.command(
                        "cluster",
                        "--nodes",
                        "3",
                        "--port",
                        Integer.toString(port),
                        "--front",
                        front,
                        "--data-dir",
                        data.toString()))
                .directory(Project.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment(System.getenv()));
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start the cluster", failure);
        }
    }

    private static Map<String, String> environment(Map<String, String> ours) {
        var environment = new HashMap<>(ours);
        PackagedNode.prepare(environment);
        environment.remove("SHIPLOG_MANAGEMENT_PORT");
        // For the nodes as well, which still choose their heaps, as they would not with SHIPLOG_JAVA_OPTS.
        environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        environment.put("PATH", ProvisionedClients.get().folder().resolve("bin") + ":" + ours.get("PATH"));
        return environment;
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the cluster did not end:\n" + output());
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    private Registry at(int where) {
        return new Registry("127.0.0.1:" + where, "admin", password());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
