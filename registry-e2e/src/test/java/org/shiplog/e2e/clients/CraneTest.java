package org.shiplog.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.image.TarFile;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.SharedRegistry;

/** Crane, which stands for every client built on go-containerregistry (kaniko, ko, tekton). */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class CraneTest {

    private final Registry registry;
    private final ClientHome admin;
    private final ClientHome stranger;

    CraneTest(Registry registry) {
        this.registry = registry;
        this.admin = ClientHome.create(registry);
        this.stranger = ClientHome.create(registry);
    }

    @BeforeAll
    void logsIn() {
        login(admin, registry.password()).succeeds();
        registry.asAdmin().createProject("crane-private", false);
    }

    @Test
    void findsAWrongPasswordWhenItIsUsed() {
        var mistaken = ClientHome.create(registry);
        // crane stores what it is given and meets the registry only with the first request.
        login(mistaken, "not-the-password").succeeds();

        mistaken.run("crane", "push", "--index", layout("wrong").folder().toString(), at("library/crane/wrong"))
                .failsSaying("unauthorized", "denied");
    }

    @Test
    void pushesAndPullsAMultiArchitectureImage() {
        var layout = layout("multi");
        push(layout, "library/crane/multi");

        var back = admin.folder().resolve("multi-back");
        crane("pull", "--format", "oci", at("library/crane/multi"), back.toString());

        assertThat(crane("digest", at("library/crane/multi")).answer()).isEqualTo(layout.index());
        assertThat(back.resolve("blobs/sha256")
                        .resolve(layout.manifests().get(1).substring(7)))
                .exists();
    }

    @Test
    void pushesASingleImageFromATarFile() {
        push(layout("single"), "library/crane/single");
        var file = admin.folder().resolve("single.tar").toString();
        crane("pull", "--platform", "linux/arm64", at("library/crane/single"), file);

        crane("push", file, registry.image("library/crane/single", "from-file"));

        assertThat(crane("config", registry.image("library/crane/single", "from-file"))
                        .out())
                .contains("arm64");
        crane("validate", "--remote", registry.image("library/crane/single", "from-file"));
    }

    @Test
    void copiesBetweenRepositories() {
        var layout = layout("copied");
        push(layout, "library/crane/from");

        crane("copy", at("library/crane/from"), at("crane-private/to"));

        assertThat(crane("digest", at("crane-private/to")).answer()).isEqualTo(layout.index());
        crane("validate", "--remote", at("crane-private/to"));
    }

    @Test
    void appendsALayerToAnImage() {
        push(layout("base"), "library/crane/base");
        var layer = admin.folder().resolve("added.tar");
        writeLayer(layer);

        crane(
                "append",
                "--platform",
                "linux/amd64",
                "--base",
                at("library/crane/base"),
                "--new_layer",
                layer.toString(),
                "--new_tag",
                registry.image("library/crane/base", "more"));

        crane("validate", "--remote", registry.image("library/crane/base", "more"));
    }

    @Test
    void listsTagsAndRepositories() {
        push(layout("listed"), "library/crane/listed");
        crane("tag", at("library/crane/listed"), "second");

        assertThat(crane("ls", registry.host() + "/library/crane/listed").out().lines())
                .containsExactly("1", "second");
        // The catalogue is a projection: it follows the push within moments, not at once.
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(crane("catalog", registry.host()).out().lines())
                                .contains("library/crane/listed"));
    }

    @Test
    void deletesByTagAndByDigest() {
        var layout = layout("deleted");
        push(layout, "library/crane/deleted");

        crane("delete", registry.image("library/crane/deleted", layout.index()));

        admin.run("crane", "digest", at("library/crane/deleted")).failsSaying("MANIFEST_UNKNOWN", "404");
    }

    @Test
    void letsAnyonePullFromAPublicProjectButNotPushToIt() {
        push(layout("public"), "library/crane/public");

        stranger.run("crane", "manifest", at("library/crane/public")).succeeds();

        stranger.run("crane", "push", "--index", layout("public").folder().toString(), at("library/crane/stranger"))
                .failsSaying("denied", "unauthorized");
    }

    @Test
    void hidesAPrivateProjectFromStrangers() {
        push(layout("private"), "crane-private/secret");

        stranger.run("crane", "manifest", at("crane-private/secret")).failsSaying("denied", "unauthorized");
        stranger.run("crane", "ls", registry.host() + "/crane-private/secret").failsSaying("denied", "unauthorized");
    }

    @Test
    void refusesToPushIntoAProjectThatDoesNotExist() {
        admin.run("crane", "push", "--index", layout("nowhere").folder().toString(), at("no-such-project/image"))
                .failsSaying("denied", "unknown", "not found", "unauthorized");
    }

    private OciLayout layout(String text) {
        return OciLayout.of(admin.folder().resolve("layouts").resolve(text), "1", "crane " + text, "amd64", "arm64")
                .flat();
    }

    private void writeLayer(Path file) {
        try {
            Files.write(file, TarFile.holding("added", new byte[] {1, 2, 3}));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void push(OciLayout layout, String repository) {
        crane("push", "--index", layout.folder().toString(), at(repository));
    }

    private String at(String repository) {
        return registry.image(repository, "1");
    }

    private Outcome crane(String... arguments) {
        return admin.run("crane", arguments).succeeds();
    }

    private Outcome login(ClientHome who, String password) {
        return who.runWithInput(password, "crane", "auth", "login", "-u", "admin", "--password-stdin", registry.host());
    }
}
