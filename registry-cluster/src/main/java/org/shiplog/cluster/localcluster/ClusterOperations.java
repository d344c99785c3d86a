package org.shiplog.cluster.localcluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.shiplog.cluster.localcluster.ClusterState.NodeEntry;
import org.shiplog.cluster.localcluster.ControlMessage.Request;

/** Carries out what people tell a running cluster from another terminal. */
final class ClusterOperations implements ControlServer.Operations {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int UNUSABLE = 2;
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final ClusterPlan plan;
    private final Keeper keeper;
    private final Runnable stopCluster;

    ClusterOperations(ClusterPlan plan, Keeper keeper, Runnable stopCluster) {
        this.plan = plan;
        this.keeper = keeper;
        this.stopCluster = stopCluster;
    }

    @Override
    public int run(Request request, Consumer<String> say) throws InterruptedException {
        return switch (request.command()) {
            case START_NODE -> startNode(request.node(), say);
            case ADD_NODE -> addNode(say);
            case STOP_NODE -> stopNode(request.node(), say);
            case STATUS -> status(say);
            case STOP -> {
                say.accept("Stopping the cluster.");
                stopCluster.run();
                say.accept("Stopped.");
                yield DONE;
            }
        };
    }

    private int startNode(Optional<Integer> number, Consumer<String> say) throws InterruptedException {
        Optional<LocalNode> node = number.flatMap(keeper::known);
        if (node.isEmpty()) {
            return unknown(number, say);
        }
        return start(node.get(), say);
    }

    private int addNode(Consumer<String> say) throws InterruptedException {
        LocalNode node;
        synchronized (keeper) {
            int number = keeper.nextNumber();
            if (number > ClusterPorts.MOST_NODES) {
                say.accept("A local cluster has at most " + ClusterPorts.MOST_NODES + " nodes.");
                return UNUSABLE;
            }
            if (refusesPorts(number, say)) {
                return FAILED;
            }
            node = keeper.node(number);
        }
        return start(node, say);
    }

    private int start(LocalNode node, Consumer<String> say) throws InterruptedException {
        NodeState before = node.status().state();
        if (before.runs()) {
            say.accept("Node " + node.number() + " runs already; it is " + before + ".");
            return FAILED;
        }
        if (refusesPorts(node.number(), say)) {
            return FAILED;
        }
        long began = System.nanoTime();
        node.start();
        keeper.settle();
        say.accept("Node " + node.number() + " is starting.");
        NodeState state = node.awaitStarted(LONGEST_START);
        keeper.settle();
        if (state != NodeState.READY) {
            say.accept("Node " + node.number() + " did not become ready" + node.ending() + ". It said:\n"
                    + LogTail.of(plan.folder().nodeLog(node.number())));
            return FAILED;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        say.accept("Node " + node.number() + " is ready on http://127.0.0.1:"
                + plan.ports().http(node.number()) + " after " + Seconds.of(took) + ".");
        return DONE;
    }

    private int stopNode(Optional<Integer> number, Consumer<String> say) throws InterruptedException {
        Optional<LocalNode> node = number.flatMap(keeper::known);
        if (node.isEmpty()) {
            return unknown(number, say);
        }
        long began = System.nanoTime();
        say.accept("Node " + node.get().number() + " is asked to leave.");
        Optional<Integer> exit = keeper.stop(node.get());
        if (exit.isEmpty()) {
            say.accept("Node " + node.get().number() + " did not run. The front forgets it until it is started.");
            return DONE;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        say.accept(
                "Node " + node.get().number() + " left after " + Seconds.of(took) + " with status " + exit.get() + ".");
        return exit.get() == 0 ? DONE : FAILED;
    }

    private int status(Consumer<String> say) {
        ClusterState state = keeper.state();
        say.accept("front     %s on port %d, pid %s"
                .formatted(
                        state.front().kind(),
                        state.front().port(),
                        orDash(state.front().pid())));
        say.accept("database  %s, pid %s"
                .formatted(
                        state.database().url().orElse("-"),
                        orDash(state.database().pid())));
        say.accept("%-5s %-9s %-6s %-11s %s".formatted("node", "state", "http", "management", "pid"));
        for (NodeEntry node : state.nodes()) {
            say.accept("%-5d %-9s %-6d %-11d %s"
                    .formatted(node.node(), node.state(), node.http(), node.management(), orDash(node.pid())));
        }
        return DONE;
    }

    private boolean refusesPorts(int number, Consumer<String> say) {
        List<String> problems = plan.nodePortProblems(number);
        problems.forEach(say);
        return !problems.isEmpty();
    }

    private int unknown(Optional<Integer> number, Consumer<String> say) {
        List<Integer> known =
                keeper.state().nodes().stream().map(NodeEntry::node).toList();
        say.accept(
                "There is no node " + number.map(String::valueOf).orElse("without a number") + ". There are: " + known);
        return UNUSABLE;
    }

    private static String orDash(Optional<Long> pid) {
        return pid.map(String::valueOf).orElse("-");
    }
}
