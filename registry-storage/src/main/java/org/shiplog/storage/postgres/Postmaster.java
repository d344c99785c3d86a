package org.shiplog.storage.postgres;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run of the server on a cluster's files, from its launch to its exit. */
final class Postmaster {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration FAST_LIMIT = Duration.ofSeconds(60);
    private static final Duration IMMEDIATE_LIMIT = Duration.ofSeconds(10);

    private final Process process;
    private final ServerLog log;

    private Postmaster(Process process) {
        this.process = process;
        this.log = ServerLog.follow(process);
    }

    /**
     * Starts the server after making sure that no other one is left on the same files, and waits until it takes connections:
     * as long as recovery needs, but not beyond {@code closing}.
     */
    static Postmaster start(Cluster cluster, int port, CountDownLatch closing)
            throws IOException, InterruptedException {
        evict(cluster);
        var postmaster = new Postmaster(cluster.launch(port));
        try {
            postmaster.awaitReady(cluster, closing);
            return postmaster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            postmaster.stop();
            throw e;
        }
    }

    long pid() {
        return process.pid();
    }

    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    /** Stops the server: sessions are ended and everything is written; harder means follow when it does not obey. */
    void stop() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        ServerProcesses.signal(process.toHandle(), ServerProcesses.FAST);
        if (process.waitFor(FAST_LIMIT)) {
            return;
        }
        ServerProcesses.signal(process.toHandle(), ServerProcesses.IMMEDIATE);
        if (!process.waitFor(IMMEDIATE_LIMIT)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void awaitReady(Cluster cluster, CountDownLatch closing) throws IOException, InterruptedException {
        while (!isReady(cluster)) {
            if (process.waitFor(POLL)) {
                throw new PostgresStartException(
                        "PostgreSQL ended with status " + process.exitValue() + " while starting:\n" + log.lastWords());
            }
            if (closing.await(0, TimeUnit.SECONDS)) {
                throw new PostgresStartException("closed while PostgreSQL was starting");
            }
        }
    }

    private boolean isReady(Cluster cluster) throws IOException {
        return PostmasterFile.read(cluster.files())
                .filter(file -> file.pid() == process.pid() && file.ready())
                .isPresent();
    }

    /** Removes the server of a Shiplog that was killed, and children that outlived a killed postmaster. */
    static void evict(Cluster cluster) throws IOException, InterruptedException {
        var processes = new ServerProcesses(cluster.files());
        var orphan = processes.postmaster();
        if (orphan.isPresent()) {
            ServerProcesses.signal(orphan.get(), ServerProcesses.FAST);
            ServerProcesses.exitsWithin(orphan.get(), FAST_LIMIT);
        }
        for (ProcessHandle leftover : processes.all()) {
            ServerProcesses.signal(leftover, ServerProcesses.IMMEDIATE);
        }
        for (ProcessHandle leftover : processes.all()) {
            if (!ServerProcesses.exitsWithin(leftover, IMMEDIATE_LIMIT)) {
                leftover.destroyForcibly();
                ServerProcesses.exitsWithin(leftover, IMMEDIATE_LIMIT);
            }
        }
    }
}
