package org.shiplog.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.SharedRegistry;

/** Skopeo, which copies whole images between layouts and repositories. */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class SkopeoTest {

    private final Registry registry;
    private final ClientHome admin;
    private final ClientHome stranger;

    SkopeoTest(Registry registry) {
        this.registry = registry;
        this.admin = ClientHome.create(registry);
        this.stranger = ClientHome.create(registry);
    }

    @BeforeAll
    void logsIn() {
        login(admin, registry.password()).succeeds();
        registry.asAdmin().createProject("skopeo-private", false);
    }

    @Test
    void refusesAWrongPassword() {
        login(stranger, "not-the-password").failsSaying("invalid username/password");
    }

    @Test
    void copiesAMultiArchitectureImageInAndOut() {
        var layout = layout("in and out", "amd64", "arm64");
        push(layout, "library/skopeo/multi");

        var back = admin.folder().resolve("back");
        skopeo("copy", "--all", at("library/skopeo/multi", "1"), "oci:" + back + ":1");

        assertThat(registry.anonymous().manifest("library/skopeo/multi", "1").header("Docker-Content-Digest"))
                .isEqualTo(layout.index());
        assertThat(back.resolve("blobs/sha256").resolve(layout.index().substring(7)))
                .exists();
        assertThat(back.resolve("blobs/sha256")
                        .resolve(layout.manifests().get(1).substring(7)))
                .exists();
    }

    @Test
    void copiesOneArchitectureAsDockerSchemaTwo() {
        var layout = layout("schema two", "amd64", "arm64");

        skopeo("copy", "--format", "v2s2", from(layout), at("library/skopeo/schema2", "1"));

        assertThat(registry.anonymous().manifest("library/skopeo/schema2", "1").header("Content-Type"))
                .isEqualTo("application/vnd.docker.distribution.manifest.v2+json");
        assertThat(skopeo("inspect", at("library/skopeo/schema2", "1")).out()).contains("\"Architecture\": \"amd64\"");
    }

    @Test
    void copiesBetweenRepositoriesOfTheRegistry() {
        var layout = layout("between", "amd64", "arm64");
        push(layout, "library/skopeo/from");

        skopeo("copy", "--all", "--preserve-digests", at("library/skopeo/from", "1"), at("skopeo-private/to", "2"));

        assertThat(registry.asAdmin().manifest("skopeo-private/to", "2").header("Docker-Content-Digest"))
                .isEqualTo(layout.index());
    }

    @Test
    void deletesAnImage() {
        var layout = layout("deleted", "amd64");
        push(layout, "library/skopeo/deleted");

        skopeo("delete", at("library/skopeo/deleted", "1"));

        skopeoFails("inspect", at("library/skopeo/deleted", "1")).failsSaying("manifest unknown", "not found");
        assertThat(registry.anonymous()
                        .manifest("library/skopeo/deleted", layout.index())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void listsTags() {
        var layout = layout("listed", "amd64");
        push(layout, "library/skopeo/listed");
        skopeo("copy", "--all", from(layout), at("library/skopeo/listed", "second"));

        assertThat(skopeo("list-tags", at("library/skopeo/listed", "").replaceAll(":$", ""))
                        .out())
                .contains("\"1\"", "\"second\"");
    }

    @Test
    void letsAnyonePullFromAPublicProjectButNotPushToIt() {
        var layout = layout("public", "amd64");
        push(layout, "library/skopeo/public");

        stranger.run("skopeo", "inspect", at("library/skopeo/public", "1")).succeeds();

        stranger.run("skopeo", "copy", "--all", from(layout), at("library/skopeo/stranger", "1"))
                .failsSaying("denied", "unauthorized", "authentication required");
    }

    @Test
    void hidesAPrivateProjectFromStrangers() {
        push(layout("private", "amd64"), "skopeo-private/secret");

        stranger.run("skopeo", "inspect", at("skopeo-private/secret", "1"))
                .failsSaying("denied", "unauthorized", "authentication required");
    }

    @Test
    void refusesToPushIntoAProjectThatDoesNotExist() {
        skopeoFails("copy", "--all", from(layout("nowhere", "amd64")), at("no-such-project/image", "1"))
                .failsSaying("denied", "not found", "unknown", "unauthorized");
    }

    private OciLayout layout(String text, String... architectures) {
        Path folder = admin.folder().resolve("layouts").resolve(text.replace(' ', '-'));
        return OciLayout.of(folder, "1", "skopeo " + text, architectures);
    }

    private void push(OciLayout layout, String repository) {
        skopeo("copy", "--all", "--preserve-digests", from(layout), at(repository, "1"));
    }

    private static String from(OciLayout layout) {
        return "oci:" + layout.folder() + ":" + layout.tag();
    }

    private String at(String repository, String tag) {
        return "docker://" + registry.image(repository, tag);
    }

    private Outcome skopeo(String... arguments) {
        return admin.run("skopeo", arguments).succeeds();
    }

    private Outcome skopeoFails(String... arguments) {
        return admin.run("skopeo", arguments);
    }

    private Outcome login(ClientHome who, String password) {
        return who.runWithInput(
                password, "skopeo", "login", "--username", "admin", "--password-stdin", registry.host());
    }
}
