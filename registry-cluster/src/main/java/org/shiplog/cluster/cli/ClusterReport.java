package org.shiplog.cluster.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.shiplog.cluster.config.Secret;
import org.shiplog.cluster.localcluster.ClusterFolder;
import org.shiplog.cluster.localcluster.LocalCluster;

/** What an operator sees while a local cluster starts: a line for each part that is up, and one block when all is. */
final class ClusterReport {
    private static final int LABEL_WIDTH = 12;

    private final PrintStream out;
    private final Clock clock;
    private final ClusterFolder folder;
    private final Instant began;

    ClusterReport(PrintStream out, Clock clock, ClusterFolder folder) {
        this.out = out;
        this.clock = clock;
        this.folder = folder;
        this.began = clock.instant();
    }

    void begin(Release release) {
        out.println("Shiplog " + release.version() + " is starting a cluster.");
        out.flush();
    }

    void plan(List<Integer> nodes) {
        step("Nodes", nodes + " in " + folder.root());
    }

    /** Tells that a part is up, with the time since the beginning. */
    void step(String part, String detail) {
        line(part, detail + " (" + sinceTheBeginning() + ")");
        out.flush();
    }

    /** Prints the block that ends the start. */
    void ready(LocalCluster cluster, boolean passwordWasGiven, Optional<Secret> firstPassword) {
        String command = "./shiplog cluster %s --data-dir " + folder.root();
        int example = cluster.numbers().getLast();
        out.println();
        out.println("The cluster is ready after " + sinceTheBeginning() + ".");
        out.println();
        line("URL", "http://" + cluster.address());
        line("Log in", "docker login " + cluster.address() + " -u admin");
        if (firstPassword.isPresent()) {
            line("Password", firstPassword.get().reveal());
            line("", "Generated now and shown only this once; kept in " + AdminPassword.file(folder.root()));
        } else if (!passwordWasGiven) {
            line("Password", "as generated on the first start, kept in " + AdminPassword.file(folder.root()));
        }
        String label = "Nodes";
        for (String node : cluster.nodeLines()) {
            line(label, node);
            label = "";
        }
        line("State", folder.stateFile().toString());
        line("Logs", folder.nodeLog(example).toString());
        line("Kill one", "kill -9 PID");
        line("Start it", command.formatted("start-node " + example));
        line("Add one", command.formatted("add-node"));
        line("Let one go", command.formatted("stop-node " + example));
        line("Stop", "Ctrl-C");
        out.println();
        out.flush();
    }

    private void line(String label, String text) {
        out.println("  " + label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length())) + text);
    }

    private String sinceTheBeginning() {
        return String.format(
                Locale.ROOT, "%.1f s", Duration.between(began, clock.instant()).toMillis() / 1000.0);
    }
}
