package org.shiplog.cluster.localcluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Ends what a supervisor left behind that was killed. Its PostgreSQL is not meant: the next one on its files sees to that. */
final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LAST_RESORT = Duration.ofSeconds(10);

    private Leftovers() {}

    static void end(ClusterState state, Consumer<String> progress) throws InterruptedException {
        List<ProcessHandle> found = new ArrayList<>();
        state.front().process().flatMap(ProcessIdentity::find).ifPresent(front -> {
            progress.accept("the " + state.front().kind() + " of a killed supervisor, pid " + front.pid());
            // Its workers outlive it when it has to be forced.
            Stream.concat(front.descendants(), Stream.of(front)).forEach(found::add);
        });
        for (ClusterState.NodeEntry entry : state.nodes()) {
            Optional<ProcessHandle> node = entry.process().flatMap(ProcessIdentity::find);
            node.ifPresent(process ->
                    progress.accept("node " + entry.node() + " of a killed supervisor, pid " + process.pid()));
            node.ifPresent(found::add);
        }
        found.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : found) {
            if (!endsWithin(process, Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                process.destroyForcibly();
                endsWithin(process, LAST_RESORT);
            }
        }
    }

    private static boolean endsWithin(ProcessHandle process, Duration limit) throws InterruptedException {
        try {
            process.onExit().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
