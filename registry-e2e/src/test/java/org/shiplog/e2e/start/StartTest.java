package org.shiplog.e2e.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RunningNode;

/** Starting, stopping and starting again: the first password, and what a node finds after each kind of end. */
final class StartTest {

    private static final byte[] CONTENT = "what must still be there".getBytes(StandardCharsets.UTF_8);

    @Test
    void printsAGeneratedPasswordOnTheFirstStartOnlyAndKeepsItInAPrivateFile() throws IOException {
        try (var node = RunningNode.start(NodeSettings.named("generated").withPassword(""))) {
            var kept = passwordFile(node);
            var password = Files.readString(kept).strip();

            assertThat(password).hasSizeGreaterThanOrEqualTo(16);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept))).isEqualTo("rw-------");
            awaitOutput(node, password);
            assertThat(node.output()).contains("http://127.0.0.1", node.data().toString());
            assertThat(as(node, password).asAdmin().get("/api/v2.0/projects/library").status()).isEqualTo(200);
            node.stop();

            var first = node.output().length();
            node.restart();

            assertThat(as(node, password).asAdmin().get("/v2/").status()).isEqualTo(200);
            node.stop();
            assertThat(node.output().substring(first)).doesNotContain(password);
        }
    }

    @Test
    void noOtherPasswordWorks() {
        try (var node = RunningNode.start(NodeSettings.named("no-default").withPassword(""))) {
            for (var guess : List.of("", "admin", "Harbor12345", "password", "shiplog")) {
                assertThat(as(node, guess).asAdmin().get("/v2/").status()).as(guess).isIn(401, 429);
            }
        }
    }

    @Test
    void stopsCleanlyAndFindsEverythingAgain() {
        try (var node = started("clean-stop")) {
            node.stop();

            node.restart();

            assertServesContent(node);
        }
    }

    @Test
    void startsAfterTheNodeWasKilledAndEndsTheDatabaseThatItLeft() {
        try (var node = started("killed-node")) {
            var orphan = node.postgres().orElseThrow();
            node.kill9();
            assertThat(orphan.isAlive()).isTrue();

            node.restart();

            assertThat(orphan.isAlive()).as("the orphaned database beside the new one").isFalse();
            assertThat(node.postgres()).isPresent();
            assertServesContent(node);
        }
    }

    @Test
    void startsAfterNodeAndDatabaseWereKilled() {
        try (var node = started("killed-both")) {
            node.kill9();
            node.killPostgres9();

            node.restart();

            assertServesContent(node);
        }
    }

    @Test
    void goesOnAfterItsDatabaseWasKilled() {
        try (var node = started("killed-database")) {
            var killed = node.postgres().orElseThrow();
            node.killPostgres9();

            Awaitility.await("pushes are taken again")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> push(node, "after the kill".getBytes(StandardCharsets.UTF_8)) == 201);

            assertThat(node.postgres()).hasValueSatisfying(next -> assertThat(next.pid()).isNotEqualTo(killed.pid()));
            assertServesContent(node);
        }
    }

    @Test
    void refusesASecondNodeOnTheSameData() {
        try (var node = started("twice");
                var second = RunningNode.launched(NodeSettings.named("second").withData(node.data()))) {
            second.awaitEnd(Duration.ofSeconds(30));

            assertThat(second.exitStatus()).isNotZero();
            assertThat(second.output()).contains(node.data().toString()).doesNotContain("\tat ");
            assertServesContent(node);
        }
    }

    private static RunningNode started(String name) {
        var node = RunningNode.start(NodeSettings.named(name));
        assertThat(push(node, CONTENT)).isEqualTo(201);
        return node;
    }

    private static int push(RunningNode node, byte[] bytes) {
        return node.registry().asAdmin().upload("library/start", OciLayout.digest(bytes), bytes).status();
    }

    private static void assertServesContent(RunningNode node) {
        var answer = node.registry().anonymous().get("/v2/library/start/blobs/" + OciLayout.digest(CONTENT));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(CONTENT);
    }

    private static Registry as(RunningNode node, String password) {
        return new Registry(node.registry().host(), "admin", password);
    }

    /** The block with the password is printed when the node is ready, which a client can see a moment earlier. */
    private static void awaitOutput(RunningNode node, String text) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> node.output().contains(text));
    }

    private static Path passwordFile(RunningNode node) {
        try (Stream<Path> files = Files.list(node.data())) {
            return files.filter(file -> file.getFileName().toString().contains("password"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no password file in " + node.data()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
