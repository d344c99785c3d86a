package org.shiplog.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.SharedRegistry;

/** The past, as clients that know nothing of it reach it. */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class PastTest {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Registry registry;
    private final ClientHome admin;
    private final ClientHome stranger;

    PastTest(Registry registry) {
        this.registry = registry;
        this.admin = ClientHome.create(registry);
        this.stranger = ClientHome.create(registry);
    }

    @BeforeAll
    void logsIn() {
        admin.logsInToCrane(registry);
    }

    @Test
    void pullsWhatATagWasAndUndoesWhatMovedIt() {
        var repository = "library/past/app";
        var first = push("first", repository);
        var then = "prod.at-" + SECOND.format(Instant.now());
        nextSecond();
        var second = push("second", repository);

        assertThat(digest(admin, repository, then)).isEqualTo(first.index());
        assertThat(digest(stranger, repository, then)).isEqualTo(first.index());
        assertThat(digest(admin, repository, "prod")).isEqualTo(second.index());
        assertThat(crane("ls", registry.host() + "/" + repository).out().lines())
                .containsExactly("prod");
        admin.run("crane", "tag", registry.image(repository, "prod"), then).failsSaying("TAG_INVALID");
        admin.run("crane", "digest", registry.image(repository, "prod.at-20200101T000000Z"))
                .failsSaying("MANIFEST_UNKNOWN", "404");

        var moved = history(repository).at("/history/0/event").asLong();
        var undone =
                http().post("/api/shiplog/v1/events/" + moved + "/undo", "").json();
        assertThat(undone.get("changed").asBoolean()).isTrue();
        assertThat(digest(admin, repository, "prod")).isEqualTo(first.index());
        assertThat(history(repository).at("/history/0/undoes").asLong())
                .isEqualTo(undone.get("undoes").asLong());
    }

    @Test
    void pullsAnImageThatWasDeletedSince() {
        var repository = "library/past/gone";
        var image = push("gone", repository);
        var then = "prod.at-" + SECOND.format(Instant.now());
        nextSecond();
        http().delete("/v2/" + repository + "/manifests/" + image.index());
        image.manifests().forEach(child -> http().delete("/v2/" + repository + "/manifests/" + child));
        admin.run("crane", "pull", registry.image(repository, "prod"), "gone.tar")
                .failsSaying("MANIFEST_UNKNOWN", "404");

        var back = stranger.folder().resolve("gone-back");
        stranger.run("crane", "pull", "--format", "oci", registry.image(repository, then), back.toString())
                .succeeds();

        image.manifests()
                .forEach(child -> assertThat(back.resolve("blobs/sha256").resolve(child.substring(7)))
                        .exists());
    }

    /** Waits for what comes to be of a later second. */
    private static void nextSecond() {
        long second = Instant.now().getEpochSecond();
        Awaitility.await().until(() -> Instant.now().getEpochSecond() > second);
    }

    private OciLayout push(String text, String repository) {
        var layout = OciLayout.of(
                        admin.folder().resolve("layouts").resolve(text), "1", "past " + text, "amd64", "arm64")
                .flat();
        crane("push", "--index", layout.folder().toString(), registry.image(repository, "prod"));
        return layout;
    }

    private String digest(ClientHome client, String repository, String tag) {
        return client.run("crane", "digest", registry.image(repository, tag))
                .succeeds()
                .answer();
    }

    private Outcome crane(String... arguments) {
        return admin.run("crane", arguments).succeeds();
    }

    private RegistryHttp http() {
        return registry.asAdmin();
    }

    private JsonNode history(String repository) {
        var path = "/api/shiplog/v1/projects/library/repositories/"
                + repository.substring("library/".length()).replace("/", "%252F") + "/tags/prod/history";
        return http().get(path).json();
    }
}
