package org.shiplog.e2e.lostwrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.shiplog.e2e.cluster.HaproxyFront;
import org.shiplog.e2e.cluster.TestCluster;
import org.shiplog.e2e.lostwrites.Observations.Pull;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.push.Payload;

/**
 * Eight clients push and pull through HAProxy while nodes on hosts of their own lose the way to each other, to the database or
 * to the object store. Afterwards everything acknowledged must be there with the same bytes, and the operations on each tag must
 * be those of one register: a node that is cut off and still reached by clients must not tell them what is no longer true.
 * {@code -Dshiplog.e2e.all-faults=true} makes the faults last for a minute and adds the ways of cutting that are less mean.
 */
@Isolated("its clients work without rest and leave nothing for others")
final class NetworkFaultsTest {
    private static final Duration CUT = Duration.ofSeconds(FaultRun.ALL ? 60 : 15);
    /** After which every node knows that the store is away. */
    private static final Duration NOTICED = Duration.ofSeconds(8);

    private static final Duration OUTAGE = Duration.ofSeconds(60);
    private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(30);
    /** An answer within seconds, on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void losesNothingAndStaysOneRegistryWhicheverWayIsCut() {
        NodeSettings settings = NodeSettings.named("network-faults").with("SHIPLOG_DRAIN_DELAY", "1s");
        try (var hosts = SeparateHosts.make();
                var cluster = TestCluster.start(settings, 3, hosts);
                var front = HaproxyFront.before(cluster.nodes())) {
            var registry = new Registry(front.address(), "admin", settings.password());
            var run = new FaultRun(cluster, registry);
            run.whileClientsWork(() -> {
                run.phase("cut from nodes and database, not from clients", () -> {
                    hosts.network().cutInside(1);
                    awaitDeparture(run, cluster, hosts, 1);
                });
                outageOfTheStore(run, hosts, registry);
                if (FaultRun.ALL) {
                    inflictMore(run, cluster, hosts);
                }
            });
        }
    }

    private static void inflictMore(FaultRun run, TestCluster cluster, SeparateHosts hosts) {
        run.phase("cut from everybody", () -> {
            hosts.network().cutOff(2);
            awaitDeparture(run, cluster, hosts, 2);
        });
        run.phase("cut from the database alone", () -> {
            hosts.wayToDatabase(0).swallow();
            run.goOnFor(WITHOUT_DATABASE);
            hosts.wayToDatabase(0).heal();
            if (!cluster.node(0).isAlive()) {
                cluster.node(0).restart();
            }
        });
    }

    /** The others go on, and the node that was cut off ends itself; whoever supervises it starts it again. */
    private static void awaitDeparture(FaultRun run, TestCluster cluster, SeparateHosts hosts, int index) {
        var node = cluster.node(index);
        run.goOnFor(CUT);
        run.settle();
        node.awaitEnd(FaultRun.PATIENCE);
        assertThat(node.exitStatus()).as(node.tail()).isEqualTo(3);
        hosts.network().heal(index);
        node.restart();
    }

    private static void outageOfTheStore(FaultRun run, SeparateHosts hosts, Registry registry) {
        var outage = run.phase("outage of S3", () -> {
            hosts.wayToStore().refuse();
            try {
                run.goOnFor(NOTICED);
                assertRefusesBlobs(registry);
                if (FaultRun.ALL) {
                    run.goOnFor(OUTAGE.minus(NOTICED));
                }
            } finally {
                hosts.wayToStore().heal();
            }
        });
        assertThat(outage.failedPulls())
                .as("manifests and tags need no bucket")
                .extracting(Pull::what)
                .allMatch(what -> what.startsWith("layer "));
    }

    private static void assertRefusesBlobs(Registry registry) {
        var payload = Payload.of(11, 1_000);
        var http = registry.asAdmin();
        var answer = http.send(http.request("/v2/faults/four/blobs/uploads/?digest=" + payload.digest())
                .timeout(SOON)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(payload.bytes())));
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }
}
