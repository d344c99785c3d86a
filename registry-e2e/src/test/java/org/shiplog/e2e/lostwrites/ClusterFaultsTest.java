package org.shiplog.e2e.lostwrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.shiplog.e2e.cluster.HaproxyFront;
import org.shiplog.e2e.cluster.TestCluster;
import org.shiplog.e2e.lostwrites.Observations.Pull;
import org.shiplog.e2e.lostwrites.Observations.Push;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RunningNode;

/**
 * Eight clients push and pull through HAProxy while nodes are killed, frozen, restarted, added and taken away, and while the
 * database crashes. Afterwards everything acknowledged must be there with the same bytes, and the operations on each tag must be
 * those of one register. The freezing of a node and the changes of the cluster's size take minutes: {@code
 * -Dshiplog.e2e.all-faults=true} adds them. The seed is printed; {@code -Dshiplog.e2e.seed} repeats the clients' choices.
 */
final class ClusterFaultsTest {
    private static final int CLIENTS = 8;
    private static final boolean ALL = Boolean.getBoolean("shiplog.e2e.all-faults");
    private static final Duration PROGRESS = Duration.ofSeconds(120);
    private static final List<String> REPOSITORIES =
            List.of("library/one", "library/two", "library/deep/three", "faults/four", "faults/five", "faults/six");

    private final long seed = Long.getLong("shiplog.e2e.seed", new Random().nextLong());
    private final Ledger ledger = new Ledger();
    private final Observations seen = new Observations();
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void losesNothingAndStaysOneRegistryWhateverFails() throws Exception {
        NodeSettings settings = NodeSettings.named("cluster-faults").with("SHIPLOG_DRAIN_DELAY", "3s");
        try (var cluster = TestCluster.start(settings, 3);
                var front = HaproxyFront.before(cluster.nodes())) {
            var registry = new Registry(front.address(), "admin", settings.password());
            registry.asAdmin().createProject("faults", true);
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CLIENTS; i++) {
                    var identity = new ClusterClient.Identity("c" + i, REPOSITORIES, seed + i);
                    clients.submit(new ClusterClient(registry, ledger, seen, identity, done));
                }
                try {
                    inflict(cluster, front);
                } finally {
                    done.set(true);
                }
            }
            assertThat(ledger.violations()).as("seed %d", seed).isEmpty();
            assertThat(new Audit(registry, ledger).findings())
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(seen.brokenTags()).as("seed %d", seed).isEmpty();
            report("all", seen.pulls(), seen.pushes());
        }
    }

    private void inflict(TestCluster cluster, HaproxyFront front) {
        settle();
        phase(
                "rolling restart",
                () -> cluster.nodes().forEach(node -> {
                    node.stop();
                    node.restart();
                    settle();
                }));
        List<Pull> pulls = seen.failedPulls();
        List<Push> pushes = seen.troubledPushes();
        phase("kill of a node", () -> {
            cluster.node(1).kill9();
            settle();
            cluster.node(1).restart();
        });
        phase(
                "crash of PostgreSQL",
                () -> ProcessHandle.of(cluster.postgres().pid()).ifPresent(ProcessHandle::destroyForcibly));
        if (ALL) {
            inflictMore(cluster, front);
        }
        assertThat(pulls).as("pulls that failed in a rolling restart").isEmpty();
        assertThat(pushes)
                .as("pushes repeated more than once in a rolling restart")
                .isEmpty();
    }

    /** What takes minutes. */
    private void inflictMore(TestCluster cluster, HaproxyFront front) {
        phase("frozen node", () -> {
            cluster.node(2).pause();
            settle();
            cluster.node(2).resume();
            cluster.node(2).awaitEnd(PROGRESS);
            cluster.node(2).restart();
        });
        phase("three to five to two", () -> {
            cluster.add();
            cluster.add();
            front.change(cluster.nodes());
            settle();
            for (int i = 0; i < 3; i++) {
                cluster.node(i).stop();
            }
            front.change(cluster.nodes().stream().filter(RunningNode::isAlive).toList());
        });
    }

    /** Lets the clients get on for a while. */
    private void settle() {
        ledger.awaitAcknowledgements(40, PROGRESS);
    }

    private void phase(String name, Runnable faults) {
        int pullsBefore = seen.pulls().size();
        int pushesBefore = seen.pushes().size();
        faults.run();
        settle();
        report(
                name,
                seen.pulls().stream().skip(pullsBefore).toList(),
                seen.pushes().stream().skip(pushesBefore).toList());
    }

    private static void report(String name, List<Pull> pulls, List<Push> pushes) {
        var failed = new ArrayList<>(
                pulls.stream().filter(pull -> pull.problem().isPresent()).toList());
        var repeated = pushes.stream().filter(push -> push.repeated() > 1).toList();
        double slowest = pushes.stream()
                .mapToLong(push -> push.returned() - push.called())
                .max()
                .orElse(0);
        System.out.printf(
                Locale.ROOT,
                "cluster faults: %s: %d pulls (%d failed), %d pushes (%d repeated once, %d more often, %d given up),"
                        + " slowest push %.1f s%n",
                name,
                pulls.size(),
                failed.size(),
                pushes.size(),
                pushes.stream().filter(push -> push.repeated() == 1).count(),
                repeated.size(),
                pushes.stream().filter(push -> !push.acknowledged()).count(),
                slowest / 1e9);
        failed.stream().limit(3).forEach(pull -> System.out.println("    " + pull));
        repeated.stream().limit(3).forEach(push -> System.out.println("    " + push));
    }
}
