package org.shiplog.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RunningNode;

/** HAProxy before the nodes of a test, set up as {@code deploy/haproxy/haproxy.cfg} says, but for addresses and ports. */
public final class HaproxyFront implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final int port = RunningNode.freePort();
    private final Path folder = Project.newFolder("haproxy");
    private final Process process;

    private HaproxyFront(List<RunningNode> nodes) {
        this.process = launch(nodes);
    }

    /** Returns once requests get through to a node. */
    public static HaproxyFront before(List<RunningNode> nodes) {
        var front = new HaproxyFront(nodes);
        var http = new Registry(front.address(), "", "").anonymous();
        Awaitility.await("a node answers through the balancer")
                .atMost(START)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> http.get("/v2/").status() == 401);
        return front;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Takes other nodes from now on. Requests in progress end where they are. */
    public void change(List<RunningNode> nodes) {
        write(nodes);
        try {
            new ProcessBuilder("kill", "-USR2", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    private Process launch(List<RunningNode> nodes) {
        Path config = write(nodes);
        try {
            return new ProcessBuilder(
                            ProvisionedClients.get().program("haproxy").toString(), "-W", "-f", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("haproxy.log").toFile())
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path write(List<RunningNode> nodes) {
        try {
            String shipped = Files.readString(Project.root().resolve("deploy/haproxy/haproxy.cfg"));
            String servers = nodes.stream()
                    .map(node -> "    server node%d %s check port %d"
                            .formatted(
                                    nodes.indexOf(node) + 1,
                                    node.address(),
                                    node.management("/").getPort()))
                    .collect(Collectors.joining("\n"));
            String written = shipped.replaceAll("(?m)^ +server .*\\R?", "")
                    .replace("bind :5000", "bind 127.0.0.1:" + port)
                    .replace("check port 5001 ", "")
                    .replace("maxconn 20000", "maxconn 1900");
            return Files.writeString(folder.resolve("haproxy.cfg"), written + servers + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
