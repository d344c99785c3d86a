package org.shiplog.e2e.lostwrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.shiplog.e2e.cluster.TestCluster;
import org.shiplog.e2e.history.TagOperation;
import org.shiplog.e2e.history.TagOperation.Kind;
import org.shiplog.e2e.lostwrites.Observations.Pull;
import org.shiplog.e2e.lostwrites.Observations.Push;
import org.shiplog.e2e.node.Registry;

/**
 * Clients at work on a cluster while a test lets things fail. Afterwards everything that the clients were told is compared
 * with what is there. The seed is printed; {@code -Dshiplog.e2e.seed} repeats the clients' choices.
 */
final class FaultRun {
    /** Whether faults last as long as real ones do, and also those are inflicted that take minutes. */
    static final boolean ALL = Boolean.getBoolean("shiplog.e2e.all-faults");
    /** For whatever must come about in the end. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Four leave two processors enough for nodes that start; more only make every fault last longer. */
    private static final int CLIENTS = ALL ? 8 : 4;

    private static final int SETTLED = 40;
    private static final List<String> REPOSITORIES =
            List.of("library/one", "library/two", "library/deep/three", "faults/four", "faults/five", "faults/six");

    private final long seed = Long.getLong("shiplog.e2e.seed", new Random().nextLong());
    private final Ledger ledger = new Ledger();
    private final Observations seen = new Observations();
    private final TestCluster cluster;
    private final Registry registry;

    /** @param registry what the clients know of the cluster */
    FaultRun(TestCluster cluster, Registry registry) {
        this.cluster = cluster;
        this.registry = registry;
    }

    /** What the clients saw during one fault and until the cluster had recovered from it. */
    record Phase(String name, List<Pull> pulls, List<Push> pushes) {
        List<Pull> failedPulls() {
            return pulls.stream().filter(pull -> pull.problem().isPresent()).toList();
        }

        /** The pushes that took more than one repetition, or were never acknowledged. */
        List<Push> troubledPushes() {
            return pushes.stream()
                    .filter(push -> push.repeated() > 1 || !push.acknowledged())
                    .toList();
        }

        private void report() {
            double slowest = pushes.stream()
                    .mapToLong(push -> push.returned() - push.called())
                    .max()
                    .orElse(0);
            System.out.printf(
                    Locale.ROOT,
                    "cluster faults: %s: %d pulls (%d failed), %d pushes (%d repeated once, %d more often, %d given"
                            + " up), slowest push %.1f s%n",
                    name,
                    pulls.size(),
                    failedPulls().size(),
                    pushes.size(),
                    pushes.stream().filter(push -> push.repeated() == 1).count(),
                    pushes.stream().filter(push -> push.repeated() > 1).count(),
                    pushes.stream().filter(push -> !push.acknowledged()).count(),
                    slowest / 1e9);
            failedPulls().stream().limit(3).forEach(pull -> System.out.println("    " + pull));
            troubledPushes().stream().limit(3).forEach(push -> System.out.println("    " + push));
        }
    }

    /** Lets clients work while the faults are inflicted, and compares at the end. */
    void whileClientsWork(Runnable faults) {
        System.out.println("cluster faults: seed " + seed);
        registry.asAdmin().createProject("faults", true);
        var done = new AtomicBoolean();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                var identity = new ClusterClient.Identity("c" + i, REPOSITORIES, seed + i);
                clients.submit(new ClusterClient(registry, ledger, seen, identity, done));
            }
            try {
                settle();
                faults.run();
            } finally {
                done.set(true);
            }
        }
        compare();
    }

    /** Inflicts a fault and lets the cluster recover from it. */
    Phase phase(String name, Runnable fault) {
        int pulls = seen.pulls().size();
        int pushes = seen.pushes().size();
        fault.run();
        settle();
        var phase = new Phase(
                name,
                seen.pulls().stream().skip(pulls).toList(),
                seen.pushes().stream().skip(pushes).toList());
        phase.report();
        return phase;
    }

    /** Returns when the clients have got on by some more writes, whatever is missing; fails when they do not. */
    void settle() {
        ledger.awaitAcknowledgements(SETTLED, PATIENCE);
    }

    /** Lets the clients go on for so long, whether they succeed or not. */
    void goOnFor(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    private void compare() {
        long began = System.nanoTime();
        assertThat(ledger.violations()).as("seed %d", seed).isEmpty();
        assertThat(new Audit(registry, ledger).findings()).as("seed %d", seed).isEmpty();
        cluster.nodes().stream().filter(node -> node.isAlive()).forEach(node -> readTags(node.address()));
        assertThat(seen.brokenTags()).as("seed %d", seed).isEmpty();
        assertThat(JournalAudit.findings(cluster.database()))
                .as("seed %d", seed)
                .isEmpty();
        new Phase("all", seen.pulls(), seen.pushes()).report();
        System.out.printf(
                Locale.ROOT,
                "cluster faults: compared %d blobs, %d manifests and %d operations on %d tags in %.1f s%n",
                ledger.acknowledgedBlobs().size(),
                ledger.acknowledgedManifests().size(),
                seen.tagOperations(),
                seen.tags().size(),
                (System.nanoTime() - began) / 1e9);
    }

    /** What a node says in the end belongs to the tags' histories as well. */
    private void readTags(String node) {
        var http = new Registry(node, registry.user(), registry.password()).asAdmin();
        seen.tags().forEach(key -> {
            long called = System.nanoTime();
            var answer = http.manifest(key.repository(), key.tag());
            assertThat(answer.status())
                    .as("%s at %s: %s", key, node, answer.text())
                    .isIn(200, 404);
            var value = answer.status() == 404
                    ? Optional.<String>empty()
                    : Optional.of(answer.header("Docker-Content-Digest"));
            var read = new TagOperation(node, Kind.READ, value, called, System.nanoTime());
            seen.tag(key.repository(), key.tag(), read);
        });
    }
}
