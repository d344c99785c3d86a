package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One node's process, through all of its starts and ends. Its state can be read at any time; everything else is safe for threads. */
final class LocalNode {
    /** One lost answer is no news on a busy machine. */
    private static final int FAILURES_THAT_COUNT = 2;

    private static final Duration LAST_RESORT = Duration.ofSeconds(10);

    /** @param exit how the latest process ended, if it has */
    record Status(NodeState state, Optional<ProcessIdentity> process, Optional<Integer> exit) {}

    private final int number;
    private final NodeLauncher launcher;
    private final Runnable changed;
    private volatile Status status = new Status(NodeState.STOPPED, Optional.empty(), Optional.empty());
    private Optional<Process> process = Optional.empty();
    private int failures;

    /** @param changed called after every change of the state, from any thread, and must not block */
    LocalNode(int number, NodeLauncher launcher, Runnable changed) {
        this.number = number;
        this.launcher = launcher;
        this.changed = changed;
    }

    int number() {
        return number;
    }

    Status status() {
        return status;
    }

    /** How the latest process ended, as the end of a sentence; nothing while it runs. */
    String ending() {
        return status.exit().map(exit -> " but ended with status " + exit).orElse("");
    }

    /** Starts a process; false when there is one. */
    synchronized boolean start() {
        if (status.state().runs()) {
            return false;
        }
        try {
            Process started = launcher.launch(number);
            process = Optional.of(started);
            failures = 0;
            become(new Status(NodeState.STARTING, ProcessIdentity.of(started.pid()), Optional.empty()));
            var _ = started.onExit().thenAccept(this::ended);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node " + number, e);
        }
    }

    /** The state when it is no longer starting, or at the end of the patience. */
    synchronized NodeState awaitStarted(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (status.state() == NodeState.STARTING) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return status.state();
    }

    /** Takes note of whether the node says that it is ready. */
    synchronized void answered(boolean ready) {
        failures = ready ? 0 : failures + 1;
        switch (status.state()) {
            case STARTING, UNREADY -> {
                if (ready) {
                    become(new Status(NodeState.READY, status.process(), Optional.empty()));
                }
            }
            case READY -> {
                if (failures >= FAILURES_THAT_COUNT) {
                    become(new Status(NodeState.UNREADY, status.process(), Optional.empty()));
                }
            }
            case STOPPING, STOPPED, KILLED -> {}
        }
    }

    /** From now on its end is in order. Returns the process that is to be stopped; a node without one is stopped by this. */
    synchronized Optional<Process> beginStop() {
        NodeState next = process.isPresent() ? NodeState.STOPPING : NodeState.STOPPED;
        become(new Status(next, process.isPresent() ? status.process() : Optional.empty(), status.exit()));
        return process;
    }

    /** Asks the process to end and waits for that, then forces it. Returns its exit status. */
    int stop(Process ending, Duration patience) throws InterruptedException {
        ending.destroy();
        if (!ending.waitFor(patience)) {
            ending.destroyForcibly().waitFor(LAST_RESORT);
        }
        int exit = ending.waitFor();
        ended(ending);
        return exit;
    }

    private synchronized void ended(Process which) {
        if (process.filter(which::equals).isEmpty()) {
            return;
        }
        process = Optional.empty();
        int exit = which.exitValue();
        boolean inOrder = status.state() == NodeState.STOPPING || exit == 0;
        become(new Status(inOrder ? NodeState.STOPPED : NodeState.KILLED, Optional.empty(), Optional.of(exit)));
    }

    private void become(Status next) {
        status = next;
        notifyAll();
        changed.run();
    }
}
