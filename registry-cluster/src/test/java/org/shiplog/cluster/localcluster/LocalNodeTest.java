package org.shiplog.cluster.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's process, which is a shell here. */
class LocalNodeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Ends with 0 on SIGTERM, as a node does. */
    private static final String OBEDIENT =
            "trap 'kill $!; exit 0' TERM; tail -f /dev/null & echo up $SHIPLOG_HTTP_PORT; wait";

    private static final String STUBBORN = "trap '' TERM; echo up; exec tail -f /dev/null";

    @TempDir
    Path directory;

    private LocalNode node;

    @BeforeEach
    void prepare() {
        node = node(OBEDIENT);
    }

    @AfterEach
    void end() {
        node.status().process().flatMap(ProcessIdentity::find).ifPresent(LocalNodeTest::killWithDescendants);
    }

    /** The shell first: it would take the end of what it waits for as its own, in order. */
    private static void killWithDescendants(ProcessHandle shell) {
        List<ProcessHandle> descendants = shell.descendants().toList();
        shell.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void isReadyWhenItSaysSoAndUnreadyWhenItTwiceDoesNot() {
        node.start();
        assertThat(state()).isEqualTo(NodeState.STARTING);
        node.answered(false);
        node.answered(true);
        assertThat(state()).isEqualTo(NodeState.READY);
        node.answered(false);
        assertThat(state()).isEqualTo(NodeState.READY);
        node.answered(false);
        assertThat(state()).isEqualTo(NodeState.UNREADY);
        node.answered(true);
        assertThat(state()).isEqualTo(NodeState.READY);
    }

    @Test
    void isKilledWhenASignalEndsItAndCanBeStartedAgain() {
        node.start();
        assertThat(node.start()).isFalse();
        ProcessHandle process = node.status().process().orElseThrow().find().orElseThrow();
        awaitOutput("up 5102");
        killWithDescendants(process);
        await(NodeState.KILLED);
        assertThat(node.status().exit()).contains(137);
        assertThat(node.start()).isTrue();
        assertThat(state()).isEqualTo(NodeState.STARTING);
    }

    @Test
    void leavesInOrderWhenItIsAskedTo() throws InterruptedException {
        node.start();
        awaitOutput("up 5102");
        Process running = node.beginStop().orElseThrow();
        assertThat(state()).isEqualTo(NodeState.STOPPING);
        assertThat(node.stop(running, PATIENCE)).isZero();
        assertThat(state()).isEqualTo(NodeState.STOPPED);
    }

    @Test
    void isForcedWhenItDoesNotObey() throws InterruptedException {
        node = node(STUBBORN);
        node.start();
        awaitOutput("up");
        assertThat(node.stop(node.beginStop().orElseThrow(), Duration.ofMillis(100)))
                .isEqualTo(137);
        assertThat(state()).isEqualTo(NodeState.STOPPED);
    }

    @Test
    void isStoppedAndNoLongerKilledWhenItIsAskedToLeaveAfterItsDeath() {
        node = node("exit 3");
        node.start();
        await(NodeState.KILLED);
        assertThat(node.ending()).isEqualTo(" but ended with status 3");
        assertThat(node.beginStop()).isEmpty();
        assertThat(state()).isEqualTo(NodeState.STOPPED);
    }

    @Test
    void awaitsItsStartOnlyUntilItHasEnded() throws InterruptedException {
        node = node("exit 1");
        node.start();
        assertThat(node.awaitStarted(PATIENCE)).isEqualTo(NodeState.KILLED);
    }

    private LocalNode node(String script) {
        var folder = new ClusterFolder(directory);
        var launcher = new NodeLauncher(
                folder, new ClusterPorts(5100), List.of("sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), Map.of());
        return new LocalNode(2, launcher, () -> {});
    }

    private NodeState state() {
        return node.status().state();
    }

    private void await(NodeState state) {
        Awaitility.await().atMost(PATIENCE).until(this::state, state::equals);
    }

    private void awaitOutput(String text) {
        Path log = new ClusterFolder(directory).nodeLog(2);
        Awaitility.await().atMost(PATIENCE).until(() -> holds(log, text));
    }

    private static boolean holds(Path log, String text) throws IOException {
        return Files.exists(log) && Files.readString(log).contains(text);
    }
}
