package org.shiplog.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.Registry;

/** A cluster on one machine by one command, and what people do to it from another terminal. */
@Order(6)
@TestInstance(Lifecycle.PER_CLASS)
final class ClusterCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LocalClusterRun cluster = LocalClusterRun.start("local", "haproxy");

    /** Each test leaves at least the first three nodes running, unless it fails. */
    @BeforeEach
    void startWhatATestHasEnded() {
        if (!cluster.isAlive()) {
            cluster.restart();
        }
        for (int node = 1; node <= 3; node++) {
            if (!List.of("ready", "unready", "starting").contains(cluster.stateOf(node))) {
                cluster.tell("start-node", Integer.toString(node)).succeeds();
            }
        }
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void writesDownWhereEveryProcessIs() throws IOException {
        var state = cluster.state();

        assertThat(state.at("/front/port").asInt()).isEqualTo(cluster.port());
        assertThat(state.at("/front/kind").asText()).isEqualTo("haproxy");
        assertThat(state.at("/database").toString())
                .contains("jdbc:postgresql://127.0.0.1:")
                .doesNotContain("password");
        for (int node = 1; node <= 3; node++) {
            var entry = state.at("/nodes/" + (node - 1));
            assertThat(entry.get("node").asInt()).isEqualTo(node);
            assertThat(entry.get("http").asInt()).isEqualTo(cluster.port() + node);
            assertThat(entry.get("management").asInt()).isEqualTo(cluster.port() + 100 + node);
            assertThat(cluster.processOf(node).isAlive()).isTrue();
            var management = new Registry("127.0.0.1:" + entry.get("management").asInt(), "", "");
            assertThat(management.anonymous().get("/health/ready").status()).isEqualTo(200);
        }
        var kept = cluster.data().resolve("admin-password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(cluster.output().split(cluster.password(), -1)).hasSize(2);
        assertThat(cluster.tell("status").succeeds().out()).contains("haproxy", "ready", "pid");
    }

    @Test
    void takesAPushThroughTheFrontAndServesItFromEveryNode() {
        var layout = push("library/local/pushed");

        for (int node = 1; node <= 3; node++) {
            var registry = cluster.node(node);
            // Whoever asks a node itself gets his token there as well.
            assertThat(crane(registry, "digest", registry.image("library/local/pushed", "1"))
                            .answer())
                    .isEqualTo(layout.index());
        }
        crane(cluster.registry(), "validate", "--remote", cluster.registry().image("library/local/pushed", "1"));
    }

    @Test
    void leavesAKilledNodeDownUntilItIsStartedAgain() {
        cluster.processOf(2).destroyForcibly();

        awaitState(2, "killed");
        assertThat(cluster.state().at("/nodes/1/exit").asInt()).isEqualTo(137);
        push("library/local/without-one");

        assertThat(cluster.tell("start-node", "2").succeeds().out()).contains("Node 2 is ready");
        assertThat(cluster.stateOf(2)).isEqualTo("ready");
        assertThat(cluster.node(2).anonymous().get("/v2/").status()).isEqualTo(401);
        cluster.tell("start-node", "2").failsSaying("runs already");
    }

    @Test
    void addsANodeAndLetsItLeaveWithoutLosingARequest() {
        var repository = "library/local/kept-on";
        var layout = push(repository);
        var over = new AtomicBoolean();
        try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
            var pulls = CompletableFuture.supplyAsync(() -> pullUntil(over, repository, layout.index()), background);
            try {
                int number = cluster.state().get("nodes").size() + 1;
                assertThat(cluster.tell("add-node").succeeds().out()).contains("Node " + number + " is ready");
                assertThat(cluster.stateOf(number)).isEqualTo("ready");

                var left = cluster.tell("stop-node", Integer.toString(number)).succeeds();

                assertThat(left.out()).contains("Node " + number + " left", "with status 0");
                assertThat(cluster.stateOf(number)).isEqualTo("stopped");
            } finally {
                over.set(true);
            }
            assertThat(pulls.join()).isPositive();
        }
    }

    @Test
    void startsCleanWithTheSameNodesAfterItsSupervisorWasKilledAndThenStopsInOrder() {
        var layout = push("library/local/survives");
        cluster.tell("stop-node", "1").succeeds();
        var before = cluster.processes();

        cluster.killSupervisor();
        assertThat(cluster.processOf(2).isAlive())
                .as("node 2 without its supervisor")
                .isTrue();
        cluster.tell("status").failsSaying("No cluster runs on");
        cluster.restart();

        assertThat(before).noneMatch(ProcessHandle::isAlive);
        assertThat(cluster.stateOf(1)).isEqualTo("stopped");
        assertThat(cluster.stateOf(2)).isEqualTo("ready");
        assertThat(pulled("library/local/survives")).isEqualTo(layout.index());

        var running = cluster.processes();
        assertThat(cluster.terminate()).as(cluster.output()).isZero();
        assertThat(running).noneMatch(ProcessHandle::isAlive);
        assertThat(cluster.state().get("pid").isNull()).isTrue();
    }

    @Test
    void refusesASecondClusterOnTheSameData() {
        LocalClusterRun.command(cluster.data(), "--port", Integer.toString(LocalClusterRun.freePorts()))
                .failsSaying("in use");
        assertThat(cluster.tell("status").succeeds().out()).contains("ready");
    }

    @Test
    void namesAllPortsThatAreTakenBeforeAnythingIsStarted() throws IOException {
        int port = LocalClusterRun.freePorts();
        var data = Project.newFolder("ports").resolve("data");
        try (var _ = new ServerSocket(port + 2, 1, InetAddress.ofLiteral("127.0.0.1"));
                var _ = new ServerSocket(port + 103, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var refused = LocalClusterRun.command(data, "--port", Integer.toString(port));

            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err())
                    .contains(
                            "port " + (port + 2) + " for node 2",
                            "port " + (port + 103) + " for the management of node 3");
        }
        assertThat(data).doesNotExist();
    }

    private OciLayout push(String repository) {
        var registry = cluster.registry();
        var home = loggedIn(registry);
        var layout = OciLayout.of(home.folder().resolve("layout"), "1", repository, "amd64", "arm64")
                .flat();
        home.run("crane", "push", "--index", layout.folder().toString(), registry.image(repository, "1"))
                .succeeds();
        return layout;
    }

    private Outcome crane(Registry registry, String... arguments) {
        return loggedIn(registry).run("crane", arguments).succeeds();
    }

    private static ClientHome loggedIn(Registry registry) {
        var home = ClientHome.create(registry);
        home.logsInToCrane(registry);
        return home;
    }

    private String pulled(String repository) {
        return cluster.registry().anonymous().manifest(repository, "1").header("Docker-Content-Digest");
    }

    /** Pulls over and over and returns how often; fails when a pull does. */
    private int pullUntil(AtomicBoolean over, String repository, String digest) {
        int pulls = 0;
        while (!over.get()) {
            assertThat(pulled(repository)).isEqualTo(digest);
            pulls++;
        }
        return pulls;
    }

    private void awaitState(int node, String state) {
        Awaitility.await().atMost(PATIENCE).until(() -> cluster.stateOf(node).equals(state));
    }
}
