package org.shiplog.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.DockerEngine;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.SharedRegistry;

/** The docker engine and command line, with images that are built FROM scratch. */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class DockerTest {

    private final Registry registry;
    private final ClientHome home;
    private final DockerEngine engine;
    private final ClientHome admin;
    private final ClientHome stranger;

    DockerTest(Registry registry) {
        this.registry = registry;
        this.home = ClientHome.create(registry);
        this.engine = DockerEngine.start(home);
        this.admin = engine.reachedFrom(home);
        this.stranger = engine.reachedFrom(ClientHome.create(registry));
    }

    @BeforeAll
    void logsIn() {
        assertThat(login(admin, registry.password()).succeeds().text()).contains("Login Succeeded");
        registry.asAdmin().createProject("docker-private", false);
    }

    @AfterAll
    void stopEngine() {
        engine.close();
    }

    @Test
    void refusesAWrongPassword() {
        login(stranger, "not-the-password").failsSaying("unauthorized", "401");
    }

    @Test
    void pushesPullsAndRunsAnImage() {
        var image = registry.image("library/docker/single", "1");
        build(image, "single");

        var pushed = docker("push", image);

        assertThat(pushed.out()).contains("1: digest: sha256:");
        docker("rmi", image);
        docker("builder", "prune", "--all", "--force");
        docker("pull", image);
        assertThat(docker("run", "--rm", "--network=none", image).text()).contains("tini version");
    }

    @Test
    void pushesTheSameImageUnderASecondNameByMountingItsLayers() {
        var first = registry.image("library/docker/mounted-from", "1");
        var second = registry.image("library/docker/mounted-to", "1");
        build(first, "mounted");
        docker("push", first);
        docker("tag", first, second);

        assertThat(docker("push", second).out()).contains("Mounted from library/docker/mounted-from");

        docker("rmi", first, second);
        docker("pull", second);
    }

    @Test
    void pushesAndPullsAMultiArchitectureImage() {
        var list = registry.image("library/docker/multi", "all");
        for (var architecture : new String[] {"amd64", "arm64"}) {
            var image = registry.image("library/docker/multi", architecture);
            build(image, "multi " + architecture);
            docker("push", image);
        }
        docker(
                "manifest",
                "create",
                "--insecure",
                list,
                registry.image("library/docker/multi", "amd64"),
                registry.image("library/docker/multi", "arm64"));
        docker("manifest", "annotate", list, registry.image("library/docker/multi", "arm64"), "--arch", "arm64");

        var digest = docker("manifest", "push", "--insecure", list).answer();

        var stored = registry.anonymous().manifest("library/docker/multi", digest);
        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.json().get("manifests")).hasSize(2);
        docker("image", "rm", registry.image("library/docker/multi", "amd64"));
        assertThat(docker("pull", list).out()).contains(digest);
    }

    @Test
    void pullsByDigest() {
        var image = registry.image("library/docker/by-digest", "1");
        build(image, "by digest");
        var digest = docker("push", image).out().replaceAll("(?s).*digest: (sha256:[0-9a-f]{64}).*", "$1");
        docker("rmi", image);

        docker("pull", registry.image("library/docker/by-digest", digest));
    }

    @Test
    void letsAnyonePullFromAPublicProjectButNotPushToIt() {
        var image = registry.image("library/docker/public", "1");
        build(image, "public");
        docker("push", image);
        docker("rmi", image);

        stranger.run("docker", "pull", image).succeeds();

        stranger.run("docker", "tag", image, registry.image("library/docker/stranger", "1"))
                .succeeds();
        stranger.run("docker", "push", registry.image("library/docker/stranger", "1"))
                .failsSaying("denied", "unauthorized", "authentication required", "no basic auth");
    }

    @Test
    void hidesAPrivateProjectFromStrangers() {
        var image = registry.image("docker-private/secret", "1");
        build(image, "private");
        docker("push", image);
        docker("rmi", image);

        stranger.run("docker", "pull", image)
                .failsSaying("denied", "unauthorized", "authentication required", "no basic auth", "not found");

        docker("pull", image);
    }

    @Test
    void refusesToPushIntoAProjectThatDoesNotExist() {
        var image = registry.image("no-such-project/image", "1");
        build(image, "nowhere");

        admin.run("docker", "push", image).failsSaying("denied", "not found", "unknown", "unauthorized");
    }

    private Outcome docker(String... arguments) {
        return admin.run("docker", arguments).succeeds();
    }

    private Outcome login(ClientHome who, String password) {
        return who.runWithInput(
                password, "docker", "login", "--username", "admin", "--password-stdin", registry.host());
    }

    /** An image with a program that needs no other file, and a layer of its own that holds {@code text}. */
    private void build(String image, String text) {
        try {
            var context = Files.createTempDirectory(home.folder(), "build");
            Path program = ProvisionedClients.get().program("tini-static");
            Files.copy(program, context.resolve("tini"));
            Files.writeString(context.resolve("text"), text);
            Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY tini /tini
                COPY text /text
                CMD ["/tini", "--version"]
                """);
            docker("build", "--quiet", "--tag", image, context.toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
