package org.shiplog.e2e.lostwrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.RunningNode;

/**
 * Several clients push while the node, its PostgreSQL or both are killed with SIGKILL at random moments; afterwards every
 * 201 that any of them ever got must hold. The seed is printed; {@code -Dshiplog.e2e.seed} repeats the choices of a run,
 * {@code -Dshiplog.e2e.kills} changes their number.
 */
@Isolated("its clients work without rest and leave nothing for others")
final class LostWriteTest {

    private static final int WRITERS = 4;
    private static final int KILLS = Integer.getInteger("shiplog.e2e.kills", 6);
    private static final List<String> REPOSITORIES = List.of("library/lost/a", "library/lost/b", "lost/c");
    private static final Duration PROGRESS = Duration.ofSeconds(90);

    /** What is killed, and when. */
    private enum Kill {
        NODE,
        POSTGRES,
        BOTH,
        /** The node again, while it is starting after a kill of both. */
        NODE_WHILE_STARTING
    }

    private final long seed = Long.getLong("shiplog.e2e.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();

    @Test
    void everyAcknowledgedWriteSurvivesKillsOfTheNodeAndOfItsDatabase() throws Exception {
        System.out.println("lost writes: seed " + seed + ", " + KILLS + " kills");
        try (var node = RunningNode.start(NodeSettings.named("lost-writes").shortLived())) {
            node.registry().asAdmin().createProject("lost", false);
            killWhileWriting(node);
            System.out.println(
                    "lost writes: %d acknowledged, %d failed".formatted(ledger.acknowledgements(), ledger.failures()));

            assertThat(ledger.violations()).as("seed %d\n%s", seed, node.tail()).isEmpty();
            assertThat(new Audit(node.registry(), ledger).findings())
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    private void killWhileWriting(RunningNode node) throws InterruptedException {
        var done = new AtomicBoolean();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor();
                var moments = Executors.newSingleThreadScheduledExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                writers.submit(new Writer(node.registry(), ledger, "w" + i, REPOSITORIES, seed + i, done));
            }
            try {
                for (var kill : kills()) {
                    ledger.awaitAcknowledgements(1 + random.nextInt(60), PROGRESS);
                    if (!ledger.violations().isEmpty()) {
                        return;
                    }
                    atRandomMoment(moments, 60, () -> perform(kill, node, moments));
                }
                ledger.awaitAcknowledgements(20, PROGRESS);
            } finally {
                done.set(true);
            }
        }
        node.kill9();
        node.killPostgres9();
        node.restart();
    }

    private List<Kill> kills() {
        var kills = new ArrayList<Kill>();
        for (int i = 0; i < KILLS; i++) {
            kills.add(i % 6 == 5 ? Kill.NODE_WHILE_STARTING : Kill.values()[i % 3]);
        }
        Collections.shuffle(kills, random);
        return kills;
    }

    private Boolean perform(Kill kill, RunningNode node, ScheduledExecutorService moments) {
        switch (kill) {
            case NODE -> {
                node.kill9();
                node.restart();
            }
            case POSTGRES -> node.killPostgres9();
            case BOTH -> {
                killBoth(node);
                node.restart();
            }
            case NODE_WHILE_STARTING -> {
                killBoth(node);
                node.relaunch();
                // Already on the scheduler's thread, so the moment is awaited on another one's.
                try (var later = Executors.newSingleThreadScheduledExecutor()) {
                    later.schedule(node::kill9, random.nextInt(4_000), TimeUnit.MILLISECONDS);
                }
                node.restart();
            }
        }
        return true;
    }

    private void killBoth(RunningNode node) {
        if (random.nextBoolean()) {
            node.kill9();
            node.killPostgres9();
        } else {
            node.killPostgres9();
            node.kill9();
        }
    }

    private void atRandomMoment(ScheduledExecutorService moments, int withinMillis, Callable<Boolean> action)
            throws InterruptedException {
        try {
            moments.schedule(action, random.nextInt(withinMillis * 1_000), TimeUnit.MICROSECONDS)
                    .get();
        } catch (ExecutionException failure) {
            ledger.violation("after a kill: " + failure.getCause());
        }
    }
}
