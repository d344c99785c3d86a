package org.shiplog.e2e.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.shiplog.e2e.node.Project;

/** A docker engine of its own, without bridge and packet filter. Needs root, as every docker engine with overlayfs does. */
public final class DockerEngine implements AutoCloseable {

    private final Path folder;
    private final Process daemon;

    private DockerEngine(Path folder, Process daemon) {
        this.folder = folder;
        this.daemon = daemon;
    }

    public static DockerEngine start(ClientHome home) {
        // A socket's path may have 107 characters at most, which a checkout's target folder can exceed.
        try {
            var folder = Files.createTempDirectory("shiplog-docker");
            var log = Project.newFolder("dockerd").resolve("dockerd.log");
            var builder = new ProcessBuilder(List.of(
                            ProvisionedClients.get().program("dockerd").toString(),
                            "--data-root",
                            home.folder().resolve("docker").toString(),
                            "--exec-root",
                            folder.resolve("exec").toString(),
                            "--pidfile",
                            folder.resolve("pid").toString(),
                            "--host",
                            "unix://" + folder.resolve("docker.sock"),
                            "--storage-driver",
                            "overlay2",
                            "--iptables=false",
                            "--ip6tables=false",
                            "--bridge=none"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().clear();
            builder.environment().putAll(home.environment());
            var engine = new DockerEngine(folder, builder.start());
            engine.awaitReady(home, log);
            return engine;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start dockerd", failure);
        }
    }

    /** The home as the docker command line needs it to reach this engine. */
    public ClientHome reachedFrom(ClientHome home) {
        return home.with("DOCKER_HOST", "unix://" + folder.resolve("docker.sock"));
    }

    private void awaitReady(ClientHome home, Path log) {
        Awaitility.await("dockerd answers, see " + log)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!daemon.isAlive()) {
                        throw new AssertionError("dockerd ended while starting:\n" + Files.readString(log));
                    }
                    return reachedFrom(home).run("docker", "version").status() == 0;
                });
    }

    @Override
    public void close() {
        daemon.destroy();
        try {
            if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
                daemon.descendants().forEach(ProcessHandle::destroyForcibly);
                daemon.destroyForcibly();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }
}
