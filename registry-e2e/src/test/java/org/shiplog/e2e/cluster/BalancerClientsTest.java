package org.shiplog.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.DockerEngine;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Registry;

/** Every client through every balancer, which gives each request to the next node. */
@Order(9)
final class BalancerClientsTest {

    @ParameterizedTest
    @ValueSource(strings = {"haproxy", "nginx"})
    void pushesAndPullsWithEveryClient(String balancer) {
        try (var cluster = LocalClusterRun.start("behind-" + balancer, balancer)) {
            assertThat(cluster.state().at("/front/kind").asText()).isEqualTo(balancer);
            var registry = cluster.registry();

            crane(registry);
            skopeo(registry);
            oras(registry);
            podman(registry);
            docker(registry);

            var tags = registry.anonymous().get("/v2/library/clients/tags/list").json();
            assertThat(tags.get("tags").valueStream().map(tag -> tag.asText()))
                    .containsExactlyInAnyOrder("crane", "docker", "oras", "podman", "skopeo");
            assertThat(cluster.terminate()).as(cluster.output()).isZero();
        }
    }

    private static void crane(Registry registry) {
        var home = ClientHome.create(registry);
        home.logsInToCrane(registry);
        var layout = layout(home, "crane").flat();
        run(home, "crane", "push", "--index", layout.folder().toString(), image(registry, "crane"));
        assertThat(run(home, "crane", "digest", image(registry, "crane")).answer())
                .isEqualTo(layout.index());
        run(home, "crane", "validate", "--remote", image(registry, "crane"));
    }

    private static void skopeo(Registry registry) {
        var home = ClientHome.create(registry);
        login(home, registry, "skopeo");
        var layout = layout(home, "skopeo");
        var there = "docker://" + image(registry, "skopeo");
        var back = home.folder().resolve("back");
        run(home, "skopeo", "copy", "--all", "oci:" + layout.folder() + ":1", there);
        run(home, "skopeo", "copy", "--all", there, "oci:" + back + ":1");
        for (var manifest : layout.manifests()) {
            assertThat(back.resolve("blobs/sha256").resolve(manifest.substring(7)))
                    .exists();
        }
    }

    private static void oras(Registry registry) {
        var home = ClientHome.create(registry);
        login(home, registry, "oras", "--plain-http");
        home.file("greeting.txt", "through a balancer");
        // Oras takes only relative names for what it pushes.
        var words = List.of(
                "env",
                "--chdir=" + home.folder(),
                "oras",
                "push",
                "--plain-http",
                "--artifact-type",
                "application/vnd.example.greeting",
                image(registry, "oras"),
                "greeting.txt:text/plain");
        new Command(words, home.folder(), home.environment(), "").run().succeeds();
        var folder = home.folder().resolve("pulled").toString();
        run(home, "oras", "pull", "--plain-http", "--output", folder, image(registry, "oras"));
        assertThat(home.read("pulled/greeting.txt")).isEqualTo("through a balancer");
    }

    private static void podman(Registry registry) {
        var home = ClientHome.create(registry);
        try {
            login(home, registry, "podman");
            var image = image(registry, "podman");
            run(home, "podman", "build", "--isolation", "chroot", "--tag", image, context(home));
            run(home, "podman", "push", image);
            run(home, "podman", "rmi", "--all", "--force");
            run(home, "podman", "pull", image);
        } finally {
            home.run("podman", "system", "reset", "--force");
        }
    }

    private static void docker(Registry registry) {
        var home = ClientHome.create(registry);
        try (var engine = DockerEngine.start(home)) {
            var admin = engine.reachedFrom(home);
            login(admin, registry, "docker");
            var image = image(registry, "docker");
            run(admin, "docker", "build", "--quiet", "--tag", image, context(admin));
            assertThat(run(admin, "docker", "push", image).out()).contains("digest: sha256:");
            run(admin, "docker", "rmi", image);
            run(admin, "docker", "builder", "prune", "--all", "--force");
            run(admin, "docker", "pull", image);
        }
    }

    private static void login(ClientHome home, Registry registry, String client, String... options) {
        var words = new ArrayList<String>(List.of("login"));
        words.addAll(List.of(options));
        words.addAll(List.of("--username", "admin", "--password-stdin", registry.host()));
        home.runWithInput(registry.password(), client, words.toArray(String[]::new))
                .succeeds();
    }

    private static Outcome run(ClientHome home, String client, String... arguments) {
        return home.run(client, arguments).succeeds();
    }

    private static OciLayout layout(ClientHome home, String text) {
        return OciLayout.of(home.folder().resolve("layout"), "1", text, "amd64", "arm64");
    }

    private static String context(ClientHome home) {
        home.file("build/text", home.folder().toString());
        return home.file("build/Dockerfile", "FROM scratch\nCOPY text /text\n")
                .getParent()
                .toString();
    }

    private static String image(Registry registry, String tag) {
        return registry.image("library/clients", tag);
    }
}
