package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.shiplog.cluster.localcluster.Balancer.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The balancer's process. It is started when there is something to pass on to, and again when it died. */
final class Front {
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    /** Between two starts, should it die again and again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration LISTENING_PAUSE = Duration.ofMillis(50);
    private static final int LISTENING_ATTEMPTS = 200;
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration LAST_RESORT = Duration.ofSeconds(5);

    private final Balancer balancer;
    private final int port;
    private final Path folder;
    private final Map<String, String> environment;
    private volatile Optional<Process> process = Optional.empty();
    private String written = "";
    private long launched = System.nanoTime() - PAUSE.toNanos();
    private boolean closed;

    Front(Balancer balancer, int port, Path folder, Map<String, String> environment) {
        this.balancer = balancer;
        this.port = port;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    String kind() {
        return balancer.kind();
    }

    /** Empty while it does not run. */
    Optional<ProcessIdentity> process() {
        return process.filter(Process::isAlive).flatMap(running -> ProcessIdentity.of(running.pid()));
    }

    Path log() {
        return folder.resolve("front.log");
    }

    /** Makes it run with these servers. Does nothing when it does. */
    synchronized void serve(List<Server> servers) {
        if (closed) {
            return;
        }
        String configuration = balancer.configuration(port, servers, folder);
        boolean runs = process.filter(Process::isAlive).isPresent();
        try {
            if (!configuration.equals(written)) {
                write(configuration);
                written = configuration;
                if (runs) {
                    signal(balancer.reloadSignal());
                }
            }
            if (!runs && System.nanoTime() - launched >= PAUSE.toNanos()) {
                launched = System.nanoTime();
                launch();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + balancer.kind(), e);
        }
    }

    /** Waits until it takes connections; false when it does not in time. */
    boolean awaitListening() throws InterruptedException {
        CountDownLatch pause = new CountDownLatch(1);
        for (int attempt = 0; attempt < LISTENING_ATTEMPTS; attempt++) {
            try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                return socket.isConnected();
            } catch (IOException _) {
                pause.await(LISTENING_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    /** Takes no connection any more and ends by itself when the requests in progress have. Does not wait. */
    synchronized void quit() {
        closed = true;
        try {
            signal(balancer.quitSignal());
        } catch (IOException e) {
            LOG.warn("cannot tell {} to quit", balancer.kind(), e);
        }
    }

    /** Ends it with all that it does. */
    synchronized void end() throws InterruptedException {
        closed = true;
        if (process.isEmpty() || process.get().waitFor(GRACE)) {
            return;
        }
        Process ending = process.get();
        ending.destroy();
        if (!ending.waitFor(LAST_RESORT)) {
            ending.descendants().forEach(ProcessHandle::destroyForcibly);
            ending.destroyForcibly().waitFor();
        }
    }

    private void write(String configuration) throws IOException {
        Files.createDirectories(folder.resolve("temporary"));
        Path fresh = folder.resolve(balancer.file() + ".new");
        Files.writeString(fresh, configuration);
        Files.move(fresh, folder.resolve(balancer.file()), StandardCopyOption.ATOMIC_MOVE);
    }

    private void launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(balancer.command(folder));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().clear();
        environment.forEach((name, value) -> {
            // Nothing that the registry is told is the balancer's business.
            if (!name.startsWith("SHIPLOG_")) {
                builder.environment().put(name, value);
            }
        });
        Process started = builder.start();
        started.getOutputStream().close();
        process = Optional.of(started);
        LOG.info("{} runs with pid {}", balancer.kind(), started.pid());
    }

    private void signal(String signal) throws IOException {
        if (process.isPresent()) {
            Signals.send(process.get().pid(), signal);
        }
    }
}
