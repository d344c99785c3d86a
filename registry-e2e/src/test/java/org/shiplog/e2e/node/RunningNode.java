package org.shiplog.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.shiplog.e2e.command.Command;

/**
 * The packaged node as a child process with its embedded PostgreSQL. It can be stopped, started again on the same data, and
 * killed in parts. Not for use by several threads, except {@link #registry()}.
 */
public final class RunningNode implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(240);
    /** Longer than a node that is not alone takes requests after it was told to stop. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private static final int SHOWN_OUTPUT = 8_000;

    /** How a node ends that the others gave up, for example because its machine stood still. */
    private static final int GIVEN_UP = 3;

    private static final int FIRST_PORT = 5_200;
    private static final int LAST_PORT = 9_900;

    private final NodeSettings settings;
    private final int port;
    private final int managementPort = freePort();
    private final Path log;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;
    private boolean wasReady;

    private RunningNode(NodeSettings settings, int port, Path log) {
        this.settings = settings;
        this.port = port;
        this.log = log;
        this.process = launch();
    }

    /** Starts a node and waits until it answers; fails with the node's output when it does not within a minute. */
    public static RunningNode start(NodeSettings settings) {
        var node = launched(settings);
        try {
            node.awaitReady();
            return node;
        } catch (AssertionError | RuntimeException failure) {
            node.close();
            throw failure;
        }
    }

    /** Starts a node without waiting for it. */
    public static RunningNode launched(NodeSettings settings) {
        try {
            Files.createDirectories(settings.data().toAbsolutePath().getParent());
            var log = Project.newFolder("node-log").resolve("node.log");
            return new RunningNode(settings, freePort(), log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public Registry registry() {
        return new Registry(settings.place().address() + ":" + port, "admin", settings.password());
    }

    /** Host and port. */
    public String address() {
        return registry().host();
    }

    /** Where health and metrics are asked for. */
    public URI management(String path) {
        return URI.create("http://" + settings.place().address() + ":" + managementPort + path);
    }

    public Path data() {
        return settings.data();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything that the node wrote to its output and error streams since its first start. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public void awaitReady() {
        awaitReady(this::isReady);
    }

    /**
     * Waits like {@link #awaitReady}, and starts the node again whenever the others gave it up, as its supervisor does in every
     * installation.
     *
     * @param givenUp runs before the node is started again
     */
    public void awaitReadySupervised(Runnable givenUp) {
        awaitReady(() -> {
            if (!process.isAlive() && process.exitValue() == GIVEN_UP) {
                givenUp.run();
                relaunch();
            }
            return isReady();
        });
    }

    private void awaitReady(Callable<Boolean> ready) {
        Awaitility.await("node answers on port " + port)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(25))
                .until(ready);
        wasReady = true;
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError(
                    "the node ended with status " + process.exitValue() + " while starting:\n" + tail());
        }
        var request = HttpRequest.newBuilder(registry().address("/v2/"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            var status = http.send(request, BodyHandlers.discarding()).statusCode();
            return status == 200 || status == 401;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    /** Kills the JVM with SIGKILL and waits until it is gone. Its PostgreSQL goes on as an orphan. */
    public void kill9() {
        process.destroyForcibly();
        await(process, Duration.ofSeconds(10));
    }

    /** Kills the postmaster with SIGKILL, if it runs: its children end by themselves. */
    public void killPostgres9() {
        postgres().ifPresent(ProcessHandle::destroyForcibly);
    }

    /** The embedded postmaster named by the data folder's {@code postmaster.pid}, if it is alive. */
    public Optional<ProcessHandle> postgres() {
        return EmbeddedPostmaster.of(settings.data());
    }

    /** Freezes the JVM until {@link #resume}. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    /** Asks the node to end, and does not wait for it. */
    public void terminate() {
        signal("TERM");
    }

    private void signal(String name) {
        var outcome = Command.of(Project.root(), "kill", "-" + name, Long.toString(process.pid()))
                .run();
        assertThat(outcome.status()).as("status of kill -%s", name).isZero();
    }

    /** Starts the node again on the same data and port; the earlier process must have ended. */
    public void restart() {
        relaunch();
        awaitReady();
    }

    /** Starts the node again without waiting for it. */
    public void relaunch() {
        assertThat(process.isAlive()).as("the earlier process still runs").isFalse();
        process = launch();
    }

    /** Stops the node with SIGTERM and fails unless it ends with status 0 in time, its PostgreSQL with it. */
    public void stop() {
        process.destroy();
        await(process, STOP_LIMIT);
        assertThat(process.exitValue())
                .as("exit status after SIGTERM\n%s", tail())
                .isZero();
        assertThat(postgres()).as("PostgreSQL after the node's end").isEmpty();
    }

    public void awaitEnd(Duration limit) {
        await(process, limit);
    }

    public int exitStatus() {
        return process.exitValue();
    }

    /** Ends whatever still runs, without asking; the database of a data folder only if this node ever had it. */
    @Override
    public void close() {
        kill9();
        if (wasReady) {
            postgres().ifPresent(EmbeddedPostmaster::end);
        }
    }

    public String tail() {
        var all = output();
        return all.substring(Math.max(0, all.length() - SHOWN_OUTPUT));
    }

    private Process launch() {
        var words = new ArrayList<>(settings.place().prefix());
        words.addAll(PackagedNode.command("serve"));
        var builder = new ProcessBuilder(words).directory(Project.root().toFile());
        PackagedNode.prepare(builder.environment());
        builder.environment().put("SHIPLOG_JAVA_OPTS", String.join(" ", settings.jvmOptions()));
        builder.environment().put("SHIPLOG_HTTP_HOST", settings.place().address());
        builder.environment().put("SHIPLOG_MANAGEMENT_HOST", settings.place().address());
        builder.environment().put("SHIPLOG_HTTP_PORT", Integer.toString(port));
        builder.environment().put("SHIPLOG_MANAGEMENT_PORT", Integer.toString(managementPort));
        builder.environment().put("SHIPLOG_DATA_DIR", settings.data().toString());
        if (!settings.password().isEmpty()) {
            builder.environment().put("SHIPLOG_ADMIN_PASSWORD", settings.password());
        }
        builder.environment().putAll(settings.environment());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start the node", failure);
        }
    }

    private void await(Process ending, Duration limit) {
        try {
            if (!ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the node did not end within " + limit + ":\n" + tail());
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    /**
     * A port that was free a moment ago. Not one that the system gives to outgoing connections, of which there are many: the node
     * that was killed must get it back.
     */
    public static int freePort() {
        return RandomGenerator.getDefault()
                .ints(200, FIRST_PORT, LAST_PORT)
                .filter(RunningNode::isFree)
                .findFirst()
                .orElseThrow();
    }

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
