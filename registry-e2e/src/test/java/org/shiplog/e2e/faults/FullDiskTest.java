package org.shiplog.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.RegistryHttp.Answer;
import org.shiplog.e2e.node.RunningNode;

/** A disk that fills up while clients push: refusals are clear, nothing is damaged, and room is all that is needed after. */
@Order(7)
final class FullDiskTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final String OCTETS = "application/octet-stream";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Random random = new Random(7);
    private final Map<String, byte[]> acknowledged = new LinkedHashMap<>();

    @Test
    void refusesBlobsWhileTheirDiskIsFullAndTakesThemAgainWhenThereIsRoom() {
        var settings = NodeSettings.named("full-blob-disk");
        try (var disk = SmallFileSystem.mount(settings.data(), 64)) {
            disk.keepElsewhere("postgres", settings.data().resolveSibling("postgres-on-another-disk"));
            try (var node = RunningNode.start(settings)) {
                fillAndFree(node, disk);
            }
        }
    }

    private void fillAndFree(RunningNode node, SmallFileSystem disk) {
        var http = node.registry().asAdmin();
        pushImage(http, "library/disk", "before");
        disk.fillUpTo(10L * MEBIBYTE);

        var refusal = pushUntilRefused(http, "library/disk");

        assertSaysThatSpaceIsOut(refusal);
        assertLeavesNothingBehind(http, disk);
        assertStreamedUploadIsRefusedToo(http, disk);
        assertServesEverythingAcknowledged(http);
        assertThat(node.registry()
                        .anonymous()
                        .manifest("library/disk", "before")
                        .status())
                .isEqualTo(200);

        disk.removeBallast();
        awaitAccepted(http, "library/disk");
        pushImage(http, "library/disk", "after");
        assertServesEverythingAcknowledged(http);
        node.kill9();
        node.restart();
        assertServesEverythingAcknowledged(http);
    }

    @Test
    void outlivesADiskThatIsFullForDatabaseAndBlobsAlike() {
        var folder = Project.newFolder("full-disk");
        try (var disk = SmallFileSystem.mount(folder, 400);
                var node = RunningNode.start(NodeSettings.named("full-disk-log").withData(folder.resolve("data")))) {
            var http = node.registry().asAdmin();
            pushImage(http, "library/disk", "before");
            disk.fillUpTo(0);

            assertSaysThatSpaceIsOut(pushUntilRefused(http, "library/disk"));
            assertManifestsAreRefusedClearly(http);

            disk.removeBallast();
            awaitAccepted(http, "library/disk");
            Awaitility.await("manifests are taken again").atMost(RECOVERY).until(() -> tryImage(http, "after"));
            assertServesEverythingAcknowledged(http);
            node.kill9();
            node.killPostgres9();
            node.restart();
            assertServesEverythingAcknowledged(http);
        }
    }

    private void pushImage(RegistryHttp http, String repository, String tag) {
        var config = blob(100);
        var layer = blob(MEBIBYTE);
        for (var bytes : new byte[][] {config, layer}) {
            var digest = OciLayout.digest(bytes);
            assertThat(http.upload(repository, digest, bytes).status()).isEqualTo(201);
            acknowledged.put("/v2/" + repository + "/blobs/" + digest, bytes);
        }
        var manifest = manifest(config, layer, "");
        var answer = http.put("/v2/" + repository + "/manifests/" + tag, MANIFEST, manifest);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        acknowledged.put("/v2/" + repository + "/manifests/" + tag, manifest);
    }

    private boolean tryImage(RegistryHttp http, String tag) {
        try {
            pushImage(http, "library/disk", tag);
            return true;
        } catch (AssertionError | UncheckedIOException _) {
            return false;
        }
    }

    /** Pushes blobs of two mebibytes until one is not taken. */
    private Answer pushUntilRefused(RegistryHttp http, String repository) {
        for (int i = 0; i < 200; i++) {
            var bytes = blob(2 * MEBIBYTE);
            var digest = OciLayout.digest(bytes);
            var answer = http.upload(repository, digest, bytes);
            if (answer.status() != 201) {
                return answer;
            }
            acknowledged.put("/v2/" + repository + "/blobs/" + digest, bytes);
        }
        throw new AssertionError("the disk never filled up");
    }

    private static void assertSaysThatSpaceIsOut(Answer refusal) {
        assertThat(refusal.status()).as(refusal.text()).isIn(507, 503);
        var error = refusal.json().at("/errors/0");
        assertThat(error.get("code").asText()).isNotBlank();
        assertThat(error.get("message").asText()).isNotBlank();
        assertThat(refusal.text()).doesNotContain("Exception", "/data", "java.");
    }

    /** A refused upload in one request leaves no upload to go on with, so its bytes must be gone. */
    private void assertLeavesNothingBehind(RegistryHttp http, SmallFileSystem disk) {
        var before = disk.free();
        for (int i = 0; i < 5; i++) {
            var bytes = blob(8 * MEBIBYTE);
            assertSaysThatSpaceIsOut(http.upload("library/disk", OciLayout.digest(bytes), bytes));
        }
        Awaitility.await("refused uploads leave nothing behind")
                .atMost(RECOVERY)
                .untilAsserted(() -> assertThat(disk.free()).isGreaterThan(before - MEBIBYTE / 8));
    }

    private void assertStreamedUploadIsRefusedToo(RegistryHttp http, SmallFileSystem disk) {
        var before = disk.free();
        var begun = http.post("/v2/library/disk/blobs/uploads/", "");
        if (begun.status() != 202) {
            assertSaysThatSpaceIsOut(begun);
            return;
        }
        var location = Registry.path(begun.header("Location"));
        var patched = http.send(http.request(location)
                .header("Content-Type", OCTETS)
                .method("PATCH", BodyPublishers.ofByteArray(blob(12 * MEBIBYTE))));
        assertSaysThatSpaceIsOut(patched);
        assertThat(http.delete(location).status()).isIn(204, 404);
        Awaitility.await("a cancelled upload leaves nothing behind")
                .atMost(RECOVERY)
                .untilAsserted(() -> assertThat(disk.free()).isGreaterThan(before - MEBIBYTE / 8));
    }

    /** Manifests are the database's: with large ones it must run out of room as well, and say so as the API does. */
    private void assertManifestsAreRefusedClearly(RegistryHttp http) {
        var blobs = acknowledged.entrySet().stream()
                .filter(entry -> entry.getKey().contains("/blobs/"))
                .limit(2)
                .map(Map.Entry::getValue)
                .toList();
        for (int i = 0; i < 60; i++) {
            var padding = HexFormat.of().formatHex(blob(MEBIBYTE));
            var manifest = manifest(blobs.get(0), blobs.get(1), padding);
            var path = "/v2/library/disk/manifests/padded-" + i;
            var answer = http.put(path, MANIFEST, manifest);
            if (answer.status() != 201) {
                assertSaysThatSpaceIsOut(answer);
                return;
            }
            acknowledged.put(path, manifest);
        }
        throw new AssertionError("the database never ran out of room");
    }

    private void awaitAccepted(RegistryHttp http, String repository) {
        var bytes = blob(MEBIBYTE);
        var digest = OciLayout.digest(bytes);
        Awaitility.await("pushes are taken again")
                .atMost(RECOVERY)
                .until(() -> http.upload(repository, digest, bytes).status() == 201);
        acknowledged.put("/v2/" + repository + "/blobs/" + digest, bytes);
    }

    private void assertServesEverythingAcknowledged(RegistryHttp http) {
        acknowledged.forEach((path, bytes) -> {
            var answer = http.send(
                    http.request(path).header("Accept", MANIFEST + ", */*").GET());
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).isEqualTo(bytes);
        });
    }

    private byte[] blob(int size) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] manifest(byte[] config, byte[] layer, String padding) {
        return """
            {"schemaVersion":2,"mediaType":"%s",
             "config":{"mediaType":"application/vnd.example.config","digest":"%s","size":%d},
             "layers":[{"mediaType":"application/octet-stream","digest":"%s","size":%d}],
             "annotations":{"padding":"%s"}}\
            """.formatted(
                        MANIFEST,
                        OciLayout.digest(config),
                        config.length,
                        OciLayout.digest(layer),
                        layer.length,
                        padding)
                .getBytes(StandardCharsets.UTF_8);
    }
}
