package org.shiplog.e2e.lostwrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.shiplog.e2e.cluster.HaproxyFront;
import org.shiplog.e2e.cluster.TestCluster;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RunningNode;

/**
 * Four clients push and pull through HAProxy while nodes are killed, frozen, restarted, added and taken away, and while the
 * database ends. Afterwards everything acknowledged must be there with the same bytes, and the operations on each tag must be
 * those of one register. The freezing of a node and the changes of the cluster's size take minutes: {@code
 * -Dshiplog.e2e.all-faults=true} adds them, and four clients more.
 */
@Isolated("its clients work without rest and leave nothing for others")
final class ClusterFaultsTest {
    private static final Duration FROZEN = Duration.ofSeconds(60);

    @Test
    void losesNothingAndStaysOneRegistryWhateverFails() {
        NodeSettings settings = NodeSettings.named("cluster-faults").with("SHIPLOG_DRAIN_DELAY", "3s");
        try (var cluster = TestCluster.start(settings, 3);
                var front = HaproxyFront.before(cluster.nodes())) {
            var run = new FaultRun(cluster, new Registry(front.address(), "admin", settings.password()));
            run.whileClientsWork(() -> inflict(run, cluster, front));
        }
    }

    private static void inflict(FaultRun run, TestCluster cluster, HaproxyFront front) {
        var restart = run.phase(
                "rolling restart",
                () -> cluster.nodes().forEach(node -> {
                    node.stop();
                    node.restart();
                    run.settle();
                }));
        run.phase("kill of a node", () -> {
            cluster.node(1).kill9();
            run.settle();
            cluster.node(1).restart();
        });
        run.phase("crash of PostgreSQL", () -> endDatabase(cluster, "KILL"));
        run.phase("restart of PostgreSQL", () -> endDatabase(cluster, "INT"));
        if (FaultRun.ALL) {
            inflictMore(run, cluster, front);
        }
        assertThat(restart.failedPulls())
                .as("pulls that failed in a rolling restart")
                .isEmpty();
        assertThat(restart.troubledPushes())
                .as("pushes repeated more than once in a rolling restart")
                .isEmpty();
    }

    /** What takes minutes. */
    private static void inflictMore(FaultRun run, TestCluster cluster, HaproxyFront front) {
        run.phase("frozen node", () -> {
            cluster.node(2).pause();
            run.goOnFor(FROZEN);
            cluster.node(2).resume();
            cluster.node(2).awaitEnd(FaultRun.PATIENCE);
            assertThat(cluster.node(2).exitStatus()).isEqualTo(3);
            cluster.node(2).restart();
        });
        run.phase("three to five to two", () -> {
            cluster.add();
            cluster.add();
            front.change(cluster.nodes());
            run.settle();
            for (int i = 0; i < 3; i++) {
                cluster.node(i).stop();
            }
            front.change(cluster.nodes().stream().filter(RunningNode::isAlive).toList());
        });
    }

    /** Ends the server by a signal; its supervisor starts it again. INT is what {@code pg_ctl restart} sends. */
    private static void endDatabase(TestCluster cluster, String signal) {
        long before = cluster.postgres().pid();
        Command.of(Project.root(), "kill", "-" + signal, Long.toString(before))
                .run()
                .succeeds();
        Awaitility.await("PostgreSQL is back")
                .atMost(FaultRun.PATIENCE)
                .until(() -> cluster.postgres().pid() != before);
    }
}
