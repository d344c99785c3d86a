package org.shiplog.cluster.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.config.Secret;
import org.shiplog.cluster.localcluster.ClusterFolder;
import org.shiplog.cluster.localcluster.ClusterPlan;
import org.shiplog.cluster.localcluster.ControlClient;
import org.shiplog.cluster.localcluster.ControlCommand;
import org.shiplog.cluster.localcluster.FrontChoice;
import org.shiplog.cluster.localcluster.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Runs several nodes on this machine until the process is asked to end, and tells a running cluster what to do. */
@Command(
        name = "cluster",
        description = {
            "Run several nodes on this machine, with a PostgreSQL and a balancer of their own. Ctrl-C stops it.",
            "Node I listens on PORT+I, its health and metrics on PORT+100+I. Other terminals command it:"
        })
final class ClusterCommand implements Callable<Integer> {
    private static final String ADMIN_PASSWORD = "SHIPLOG_ADMIN_PASSWORD";
    private static final String DATA_DIR = "SHIPLOG_DATA_DIR";

    private final Terminal terminal;

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes (default: 3).")
    private int nodes = 3;

    @Option(names = "--port", paramLabel = "PORT", description = "Where the balancer listens (default: 5100).")
    private int port = 5100;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the cluster keeps everything (default: SHIPLOG_DATA_DIR or ./data).")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--front",
            paramLabel = "PROGRAM",
            description = "The balancer: haproxy, nginx, none, or auto for the first that is installed (default).")
    private FrontChoice front = FrontChoice.AUTO;

    private volatile boolean serving;

    ClusterCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterPlan plan = new ClusterPlan(folder(), port, nodes, front, terminal.environment());
        List<String> problems = LocalCluster.problems(plan);
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        var report = new ClusterReport(terminal.out(), terminal.clock(), plan.folder());
        report.begin(Release.current());
        LocalCluster cluster = LocalCluster.claim(plan, report::step);
        // Not before the directory is ours: the log may be another cluster's.
        terminal.log().accept(LogTarget.text(plan.folder().log()));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(cluster)));
        List<String> taken = cluster.portProblems();
        if (!taken.isEmpty()) {
            return refuse(taken);
        }
        report.plan(cluster.numbers());
        Path data = plan.folder().root();
        Optional<Secret> given =
                Optional.ofNullable(terminal.environment().get(ADMIN_PASSWORD)).map(Secret::new);
        boolean generated = given.isEmpty() && AdminPassword.kept(data).isEmpty();
        Secret password = given.orElseGet(() -> AdminPassword.keptOrGenerated(data, new SecureRandom()));
        // From here on a signal is the ordinary end.
        serving = true;
        cluster.start(password);
        report.ready(cluster, given.isPresent(), generated ? Optional.of(password) : Optional.empty());
        cluster.awaitEnd();
        return ShiplogCommand.DONE;
    }

    @Command(name = "start-node", description = "Start a node that was killed or stopped, and wait until it is ready.")
    int startNode(@Parameters(paramLabel = "NODE", description = "The node's number.") int node) throws IOException {
        return tell(ControlCommand.START_NODE, Optional.of(node));
    }

    @Command(name = "add-node", description = "Start one more node, and wait until it is ready.")
    int addNode() throws IOException {
        return tell(ControlCommand.ADD_NODE, Optional.empty());
    }

    @Command(
            name = "stop-node",
            description = "Let a node leave in order, and wait for its end. Ends with 1 unless the node ended with 0.")
    int stopNode(@Parameters(paramLabel = "NODE", description = "The node's number.") int node) throws IOException {
        return tell(ControlCommand.STOP_NODE, Optional.of(node));
    }

    @Command(name = "status", description = "Show the nodes, the balancer and the database.")
    int status() throws IOException {
        return tell(ControlCommand.STATUS, Optional.empty());
    }

    @Command(name = "stop", description = "Stop the whole cluster in order, and wait for that.")
    int stopCluster() throws IOException {
        return tell(ControlCommand.STOP, Optional.empty());
    }

    private int tell(ControlCommand command, Optional<Integer> node) throws IOException {
        OptionalInt exit = ControlClient.ask(folder(), command, node, terminal.out()::println);
        if (exit.isEmpty()) {
            terminal.err()
                    .println("No cluster runs on " + folder().root()
                            + ". Start one there with: shiplog cluster, or name another directory with --data-dir.");
            return ShiplogCommand.FAILED;
        }
        return exit.getAsInt();
    }

    private ClusterFolder folder() {
        Path chosen = dataDirectory;
        return new ClusterFolder(
                chosen != null ? chosen : Path.of(terminal.environment().getOrDefault(DATA_DIR, "./data")));
    }

    private int refuse(List<String> problems) {
        List<String> lines = new ArrayList<>();
        lines.add(
                problems.size() == 1
                        ? "1 thing stands in the way of the cluster:"
                        : problems.size() + " things stand in the way of the cluster:");
        problems.forEach(problem -> lines.add("  " + problem));
        terminal.err().println(String.join("\n", lines));
        return ShiplogCommand.UNUSABLE;
    }

    private void stop(LocalCluster cluster) {
        if (!serving) {
            cluster.close();
            return;
        }
        if (!cluster.hasEnded()) {
            terminal.out().println("Stopping.");
            cluster.close();
        }
        terminal.out().println("Stopped.");
        terminal.out().flush();
        // Java would end with the signal's number, which supervisors take for a failure.
        Runtime.getRuntime().halt(cluster.hasFailed() ? ShiplogCommand.FAILED : ShiplogCommand.DONE);
    }
}
