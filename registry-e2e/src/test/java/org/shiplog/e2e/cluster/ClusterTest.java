package org.shiplog.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.RunningNode;
import org.shiplog.e2e.push.ImageManifest;
import org.shiplog.e2e.push.Payload;

/** Three nodes that began at the same moment, and what clients of any of them can rely on. */
@Order(5)
@TestInstance(Lifecycle.PER_CLASS)
final class ClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestCluster cluster = TestCluster.start(
            NodeSettings.named("three").shortLived().withPassword("").with("SHIPLOG_DRAIN_DELAY", "1s"), 3);
    private final String password = keptPassword();

    @BeforeEach
    void startWhatATestHasEnded() {
        cluster.nodes().stream().filter(node -> !node.isAlive()).forEach(RunningNode::relaunch);
        cluster.awaitReady();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void beginsWithOneAdministratorAndKeepsThePasswordOnOneNodeOnly() {
        assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(
                                http(node).get("/api/v2.0/projects/library").status())
                        .isEqualTo(200));
        assertThat(cluster.nodes().stream()
                        .filter(node -> node.output().contains(password))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void showsOnEveryNodeWhatWasPushedToOne() {
        var image = push(0, "library/seen", 1);

        for (var node : cluster.nodes()) {
            var pulled = http(node).manifest("library/seen", "latest");
            assertThat(pulled.status()).isEqualTo(200);
            assertThat(pulled.body()).isEqualTo(image.manifest());
            assertThat(http(node)
                            .get("/v2/library/seen/blobs/" + image.layer().digest())
                            .body())
                    .isEqualTo(image.layer().bytes());
            assertThat(http(node).get("/v2/library/seen/tags/list").text()).contains("latest");
        }
    }

    @Test
    void takesEachChunkOfAnUploadOnAnotherNode() {
        var payload = Payload.of(7, 300_000);
        var bytes = payload.bytes();
        var begun = http(cluster.node(0)).post("/v2/library/chunks/blobs/uploads/", "");
        assertThat(begun.status()).isEqualTo(202);
        var location = Registry.path(begun.header("Location"));
        for (int part = 0; part < 3; part++) {
            var chunk = Arrays.copyOfRange(bytes, part * 100_000, (part + 1) * 100_000);
            var http = http(cluster.node((part + 1) % 3));
            var taken = http.send(http.request(location)
                    .header("Content-Type", "application/octet-stream")
                    .header("Content-Range", part * 100_000 + "-" + ((part + 1) * 100_000 - 1))
                    .method("PATCH", BodyPublishers.ofByteArray(chunk)));
            assertThat(taken.status()).as("chunk %s: %s", part, taken.text()).isEqualTo(202);
            location = Registry.path(taken.header("Location"));
        }
        var http = http(cluster.node(2));
        var separator = location.contains("?") ? "&" : "?";
        var ended = http.send(http.request(location + separator + "digest=" + payload.digest())
                .PUT(BodyPublishers.noBody()));

        assertThat(ended.status()).as(ended.text()).isEqualTo(201);
        assertThat(http(cluster.node(1))
                        .get("/v2/library/chunks/blobs/" + payload.digest())
                        .body())
                .isEqualTo(bytes);
    }

    @Test
    void takesTheTasksOfAKilledNodeAndPushesToItsRepositoriesAgain() throws Exception {
        var repositories = List.of("library/a", "library/b", "library/c", "library/d", "library/e", "library/f");
        repositories.forEach(repository -> push(0, repository, 1));
        List<RunningNode> left;
        try (var purge = HeldPurge.begin(cluster.database(), http(cluster.node(0)))) {
            var first = purge.awaitHolder(1, http(cluster.node(0)));
            var killed = cluster.nodes().stream()
                    .filter(node -> node.pid() == first.pid())
                    .findFirst()
                    .orElseThrow();
            left = cluster.nodes().stream().filter(node -> node != killed).toList();

            killed.kill9();

            var second = purge.awaitHolder(2, http(left.getFirst()));
            assertThat(second.pid()).isIn(left.stream().map(RunningNode::pid).toList());
            assertThat(second.fence()).isGreaterThan(first.fence());
            assertThat(second.from()).isAfterOrEqualTo(first.until());
            purge.letGoOn();
            var task = purge.awaitEnd(http(left.getFirst()));
            assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("Success");
            assertThat(task.path("run_count").asInt()).isEqualTo(2);
            var log = purge.log(http(left.getLast()));
            // What the killed node was about to say was not said: the lease was another's by then.
            assertThat(log).hasSize(2);
            assertThat(log.getFirst()).contains(" acts are older than ");
            assertThat(log.getLast()).endsWith("nothing is purged: a dry run only counts");
        }
        for (var repository : repositories) {
            Awaitility.await("pushes to " + repository)
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> tag(http(left.getFirst()), repository, "after", Payload.of(1, 1_000)) == 201);
            assertThat(http(left.getLast()).manifest(repository, "after").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void goesOnWithoutTheNodeThatWasFrozenAndTakesItBackWhenItIsStartedAgain() {
        var frozen = cluster.node(1);
        frozen.pause();
        try {
            for (var repository : List.of("library/g", "library/h", "library/i")) {
                Awaitility.await("pushes to " + repository)
                        .atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                        .until(() -> tag(http(cluster.node(0)), repository, "now", Payload.of(2, 1_000)) == 201);
            }
        } finally {
            frozen.resume();
        }

        frozen.awaitEnd(PATIENCE);
        assertThat(frozen.exitStatus()).isEqualTo(3);
        assertThat(frozen.output()).contains("Shiplog stops:");
        frozen.restart();
        assertThat(http(frozen).manifest("library/g", "now").status()).isEqualTo(200);
    }

    @Test
    void leavesWithoutFailureWhenAskedToEnd() {
        var leaving = cluster.node(0);
        push(1, "library/left", 3);

        leaving.stop();

        assertThat(tag(http(cluster.node(1)), "library/left", "later", Payload.of(3, 1_000)))
                .isEqualTo(201);
    }

    @Test
    void takesRequestsForAWhileAfterItSaidThatItIsNotReadyAndEndsAtOnceOnTheSecondSignal() {
        try (var leaving = RunningNode.start(cluster.settings("leaving").with("SHIPLOG_DRAIN_DELAY", "120s"))) {
            assertThat(status(leaving, "/health/ready")).isEqualTo(200);

            leaving.terminate();

            Awaitility.await("not ready").atMost(PATIENCE).until(() -> status(leaving, "/health/ready") == 503);
            assertThat(status(leaving, "/health/live")).isEqualTo(200);
            var answer = http(leaving).get("/api/v2.0/projects/library");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Connection")).isEqualTo("close");
            leaving.terminate();
            leaving.awaitEnd(PATIENCE);
            assertThat(leaving.exitStatus()).isEqualTo(143);
        }
    }

    @Test
    void formsOneClusterAgainAfterAllNodesWereKilled() {
        var image = push(2, "library/kept", 5);

        cluster.nodes().forEach(RunningNode::kill9);
        cluster.nodes().forEach(RunningNode::relaunch);
        cluster.awaitReady();

        for (var node : cluster.nodes()) {
            assertThat(http(node).manifest("library/kept", "latest").body()).isEqualTo(image.manifest());
        }
    }

    private record Image(byte[] manifest, Payload layer) {}

    private Image push(int node, String repository, long seed) {
        var http = http(cluster.node(node));
        var layer = Payload.of(seed, 1_000);
        assertThat(tag(http, repository, "latest", layer)).isEqualTo(201);
        return new Image(ImageManifest.of(layer, layer), layer);
    }

    private static int tag(RegistryHttp http, String repository, String tag, Payload layer) {
        var uploaded = http.upload(repository, layer.digest(), layer.bytes());
        return uploaded.status() == 201
                ? http.put(
                                "/v2/" + repository + "/manifests/" + tag,
                                ImageManifest.MEDIA_TYPE,
                                ImageManifest.of(layer, layer))
                        .status()
                : uploaded.status();
    }

    private static int status(RunningNode node, String path) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(node.management(path)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    private RegistryHttp http(RunningNode node) {
        return new Registry(node.address(), "admin", password).asAdmin();
    }

    private String keptPassword() {
        var kept = new HashSet<String>();
        for (var node : cluster.nodes()) {
            var file = node.data().resolve("admin-password");
            if (Files.exists(file)) {
                try {
                    kept.add(Files.readString(file).strip());
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        }
        assertThat(kept).as("passwords kept by all nodes").hasSize(1);
        return kept.iterator().next();
    }
}
