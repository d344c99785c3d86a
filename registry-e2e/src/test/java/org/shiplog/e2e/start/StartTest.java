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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RunningNode;

/** Starting, stopping and starting again: the first password, and what a node finds after each kind of end. */
@TestInstance(Lifecycle.PER_CLASS)
final class StartTest {

    private static final byte[] CONTENT = "what must still be there".getBytes(StandardCharsets.UTF_8);

    private final RunningNode node =
            RunningNode.start(NodeSettings.named("started-again").shortLived());

    /** Every test ends this node in its own way and leaves it running, so the order does not matter. */
    @BeforeAll
    void pushContent() {
        assertThat(push(CONTENT)).isEqualTo(201);
    }

    /** A test that failed half way may have left it ended. */
    @BeforeEach
    void startAgain() {
        if (!node.isAlive()) {
            node.restart();
        }
    }

    @AfterAll
    void endNode() {
        node.close();
    }

    @Test
    void printsAGeneratedPasswordOnTheFirstStartOnlyAndKeepsItInAPrivateFile() throws IOException {
        try (var fresh =
                RunningNode.start(NodeSettings.named("generated").shortLived().withPassword(""))) {
            var kept = passwordFile(fresh);
            var password = Files.readString(kept).strip();

            assertThat(password).hasSizeGreaterThanOrEqualTo(16);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                    .isEqualTo("rw-------");
            awaitOutput(fresh, password);
            for (var guess : List.of("", "admin", "Harbor12345", "password", "shiplog")) {
                assertThat(as(fresh, guess).asAdmin().get("/v2/").status())
                        .as(guess)
                        .isEqualTo(401);
            }
            assertThat(fresh.output()).contains("http://127.0.0.1", fresh.data().toString());
            assertThat(as(fresh, password)
                            .asAdmin()
                            .get("/api/v2.0/projects/library")
                            .status())
                    .isEqualTo(200);
            fresh.stop();

            var first = fresh.output().length();
            fresh.restart();

            assertThat(as(fresh, password).asAdmin().get("/v2/").status()).isEqualTo(200);
            fresh.stop();
            assertThat(fresh.output().substring(first)).doesNotContain(password);
        }
    }

    @Test
    void stopsCleanlyAndFindsEverythingAgain() {
        node.stop();

        node.restart();

        assertServesContent(node);
    }

    @Test
    void startsAfterTheNodeWasKilledAndEndsTheDatabaseThatItLeft() {
        var orphan = node.postgres().orElseThrow();
        node.kill9();
        assertThat(orphan.isAlive()).isTrue();

        node.restart();

        assertThat(orphan.isAlive())
                .as("the orphaned database beside the new one")
                .isFalse();
        assertThat(node.postgres()).isPresent();
        assertServesContent(node);
    }

    @Test
    void startsAfterNodeAndDatabaseWereKilled() {
        node.kill9();
        node.killPostgres9();

        node.restart();

        assertServesContent(node);
    }

    @Test
    void goesOnAfterItsDatabaseWasKilled() {
        var killed = node.postgres().orElseThrow();
        node.killPostgres9();

        Awaitility.await("pushes are taken again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> push("after the kill".getBytes(StandardCharsets.UTF_8)) == 201);

        assertThat(node.postgres())
                .hasValueSatisfying(next -> assertThat(next.pid()).isNotEqualTo(killed.pid()));
        assertServesContent(node);
    }

    @Test
    void refusesASecondNodeOnTheSameData() {
        try (var second =
                RunningNode.launched(NodeSettings.named("second").shortLived().withData(node.data()))) {
            second.awaitEnd(Duration.ofSeconds(60));

            assertThat(second.exitStatus()).isNotZero();
            assertThat(second.output()).contains(node.data().toString()).doesNotContain("\tat ");
        }
        assertServesContent(node);
    }

    private int push(byte[] bytes) {
        return node.registry()
                .asAdmin()
                .upload("library/start", OciLayout.digest(bytes), bytes)
                .status();
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
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> node.output().contains(text));
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
