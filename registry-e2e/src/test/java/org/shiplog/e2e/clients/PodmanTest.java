package org.shiplog.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.SharedRegistry;

/** Podman and buildah, which share a store of images but have a command line each. */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class PodmanTest {

    private final Registry registry;
    private final ClientHome admin;
    private final ClientHome stranger;

    PodmanTest(Registry registry) {
        this.registry = registry;
        this.admin = ClientHome.create(registry);
        this.stranger = ClientHome.create(registry);
    }

    @BeforeAll
    void logsIn() {
        login(admin, registry.password()).succeeds();
        assertThat(podman("login", "--get-login", registry.host()).answer()).isEqualTo("admin");
        registry.asAdmin().createProject("podman-private", false);
    }

    @AfterAll
    void unmountStores() {
        admin.run("podman", "system", "reset", "--force");
        stranger.run("podman", "system", "reset", "--force");
    }

    @Test
    void refusesAWrongPassword() {
        login(stranger, "not-the-password").failsSaying("invalid username/password");
    }

    @Test
    void pushesAndPullsAnImage() {
        var image = registry.image("library/podman/single", "1");
        build(image, "single");
        podman("push", image);
        podman("rmi", "--all", "--force");

        podman("pull", image);

        assertThat(podman("inspect", "--format", "{{.RepoDigests}}", image).out())
                .contains("sha256:");
    }

    @Test
    void pushesAndPullsWithZstdLayers() {
        var image = registry.image("library/podman/zstd", "1");
        build(image, "zstd");

        podman("push", "--compression-format", "zstd", image);

        var manifest = registry.anonymous().manifest("library/podman/zstd", "1").json();
        assertThat(manifest.at("/layers/0/mediaType").asText()).endsWith("tar+zstd");
        podman("rmi", "--all", "--force");
        podman("pull", image);
    }

    @Test
    void pushesAndPullsAMultiArchitectureImage() {
        var image = registry.image("library/podman/multi", "1");
        var context = context("multi");
        // This podman's build cache does not tell architectures apart.
        podman(
                "build",
                "--no-cache",
                "--isolation",
                "chroot",
                "--platform",
                "linux/amd64,linux/arm64",
                "--manifest",
                image,
                context);

        podman("manifest", "push", "--all", image, "docker://" + image);

        assertThat(registry.anonymous()
                        .manifest("library/podman/multi", "1")
                        .json()
                        .get("manifests"))
                .hasSize(2);
        podman("rmi", "--all", "--force");
        podman("pull", "--arch", "arm64", image);
        assertThat(podman("inspect", "--format", "{{.Architecture}}", image).answer())
                .isEqualTo("arm64");
    }

    @Test
    void buildahPushesWhatPodmanPulls() {
        var image = registry.image("library/podman/buildah", "1");
        admin.run("buildah", "build", "--isolation", "chroot", "--tag", image, context("buildah"))
                .succeeds();
        admin.run("buildah", "push", image).succeeds();
        podman("rmi", "--all", "--force");

        podman("pull", image);
    }

    @Test
    void letsAnyonePullFromAPublicProjectButNotPushToIt() {
        var image = registry.image("library/podman/public", "1");
        build(image, "public");
        podman("push", image);

        stranger.run("podman", "pull", image).succeeds();

        stranger.run("podman", "push", image).failsSaying("denied", "unauthorized", "authentication required");
    }

    @Test
    void hidesAPrivateProjectFromStrangers() {
        var image = registry.image("podman-private/secret", "1");
        build(image, "private");
        podman("push", image);

        stranger.run("podman", "pull", image).failsSaying("denied", "unauthorized", "authentication required");
    }

    @Test
    void refusesToPushIntoAProjectThatDoesNotExist() {
        var image = registry.image("no-such-project/image", "1");
        build(image, "nowhere");

        admin.run("podman", "push", image).failsSaying("denied", "not found", "unknown", "unauthorized");
    }

    private Outcome podman(String... arguments) {
        return admin.run("podman", arguments).succeeds();
    }

    private Outcome login(ClientHome who, String password) {
        return who.runWithInput(
                password, "podman", "login", "--username", "admin", "--password-stdin", registry.host());
    }

    private void build(String image, String text) {
        podman("build", "--isolation", "chroot", "--tag", image, context(text));
    }

    private String context(String text) {
        var folder = "build-" + text;
        admin.file(folder + "/text", text);
        return admin.file(folder + "/Dockerfile", "FROM scratch\nCOPY text /text\n")
                .getParent()
                .toString();
    }
}
