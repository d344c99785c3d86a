package org.shiplog.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.SharedRegistry;

/** Oras, for artifacts that are no images, and for referrers. */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class OrasTest {

    private static final String SBOM = "application/vnd.example.sbom";

    private final Registry registry;
    private final ClientHome admin;
    private final ClientHome stranger;

    OrasTest(Registry registry) {
        this.registry = registry;
        this.admin = ClientHome.create(registry);
        this.stranger = ClientHome.create(registry);
    }

    @BeforeAll
    void logsIn() {
        assertThat(login(admin, registry.password()).succeeds().out()).contains("Login Succeeded");
        registry.asAdmin().createProject("oras-private", false);
    }

    @Test
    void refusesAWrongPassword() {
        login(stranger, "not-the-password").failsSaying("unauthorized", "401");
    }

    @Test
    void pushesAndPullsAnArtifact() {
        push("library/oras/single", "some text");

        oras(
                "pull",
                "--plain-http",
                "--output",
                admin.folder().resolve("pulled").toString(),
                at("library/oras/single"));

        assertThat(admin.read("pulled/greeting.txt")).isEqualTo("some text");
    }

    @Test
    void findsAttachedArtifactsThroughTheReferrersApi() {
        var digest = push("library/oras/referrers", "a subject");
        attach("library/oras/referrers", "an sbom", SBOM);
        attach("library/oras/referrers", "another sbom", SBOM);
        attach("library/oras/referrers", "a scan", "application/vnd.example.scan");

        var all = json(oras("discover", "--plain-http", "--format", "json", at("library/oras/referrers")));
        var sboms = json(oras(
                "discover", "--plain-http", "--format", "json", "--artifact-type", SBOM, at("library/oras/referrers")));

        assertThat(all.get("referrers")).hasSize(3);
        assertThat(sboms.get("referrers")).hasSize(2);
        var tags = registry.anonymous()
                .get("/v2/library/oras/referrers/tags/list")
                .json()
                .get("tags");
        assertThat(tags)
                .as("no fallback tag beside the referrers API, for " + digest)
                .hasSize(1);
    }

    @Test
    void copiesAnArtifactWithItsReferrersToAnotherRepository() {
        push("library/oras/copy-from", "a subject to copy");
        attach("library/oras/copy-from", "its sbom", SBOM);

        oras(
                "cp",
                "--recursive",
                "--from-plain-http",
                "--to-plain-http",
                at("library/oras/copy-from"),
                at("oras-private/copy-to"));

        var found = json(oras("discover", "--plain-http", "--format", "json", at("oras-private/copy-to")));
        assertThat(found.get("referrers")).hasSize(1);
    }

    @Test
    void pushesFetchesAndDeletesABlob() {
        var file = admin.file("blob.bin", "blob by itself").toString();
        var repository = registry.host() + "/library/oras/blob";
        var digest = json(oras("blob", "push", "--plain-http", "--descriptor", repository, file))
                .get("digest")
                .asText();

        assertThat(oras("blob", "fetch", "--plain-http", "--output", "-", repository + "@" + digest)
                        .out())
                .isEqualTo("blob by itself");

        oras("blob", "delete", "--plain-http", "--force", repository + "@" + digest);
        admin.run("oras", "blob", "fetch", "--plain-http", "--output", "-", repository + "@" + digest)
                .failsSaying("not found", "404");
    }

    @Test
    void tagsListsAndDeletesManifests() {
        push("library/oras/tagged", "a tagged one");
        oras("tag", "--plain-http", at("library/oras/tagged"), "2", "3");

        assertThat(oras("repo", "tags", "--plain-http", registry.host() + "/library/oras/tagged")
                        .out()
                        .lines())
                .containsExactly("1", "2", "3");

        oras("manifest", "delete", "--plain-http", "--force", at("library/oras/tagged"));
        admin.run("oras", "manifest", "fetch", "--plain-http", at("library/oras/tagged"))
                .failsSaying("not found", "404");
    }

    @Test
    void letsAnyonePullFromAPublicProjectButNotPushToIt() {
        push("library/oras/public", "public text");

        stranger.run("oras", "manifest", "fetch", "--plain-http", at("library/oras/public"))
                .succeeds();

        stranger.run("oras", "tag", "--plain-http", at("library/oras/public"), "stolen")
                .failsSaying("denied", "unauthorized", "401", "403", "credential");
    }

    @Test
    void hidesAPrivateProjectFromStrangers() {
        push("oras-private/secret", "private text");

        stranger.run("oras", "manifest", "fetch", "--plain-http", at("oras-private/secret"))
                .failsSaying("denied", "unauthorized", "401", "403", "credential");
    }

    @Test
    void refusesToPushIntoAProjectThatDoesNotExist() {
        var file = admin.file("nowhere.txt", "nowhere").getFileName().toString();

        inHome("push", "--plain-http", at("no-such-project/artifact"), file)
                .failsSaying("denied", "unknown", "not found", "unauthorized");
    }

    private String push(String repository, String text) {
        admin.file("greeting.txt", text);
        return json(inHome(
                                "push",
                                "--plain-http",
                                "--format",
                                "json",
                                "--artifact-type",
                                "application/vnd.example.greeting",
                                at(repository),
                                "greeting.txt:text/plain")
                        .succeeds())
                .get("digest")
                .asText();
    }

    private void attach(String repository, String text, String type) {
        admin.file("attached.txt", text);
        inHome("attach", "--plain-http", "--artifact-type", type, at(repository), "attached.txt:text/plain")
                .succeeds();
    }

    /** Oras takes only relative file names for what it pushes, so it must stand in the folder that holds them. */
    private Outcome inHome(String... arguments) {
        var words = new ArrayList<String>(List.of("env", "--chdir=" + admin.folder(), "oras"));
        words.addAll(List.of(arguments));
        return new Command(words, admin.folder(), admin.environment(), "").run();
    }

    private String at(String repository) {
        return registry.image(repository, "1");
    }

    private Outcome oras(String... arguments) {
        return admin.run("oras", arguments).succeeds();
    }

    private Outcome login(ClientHome who, String password) {
        return who.runWithInput(
                password, "oras", "login", "--plain-http", "--username", "admin", "--password-stdin", registry.host());
    }

    private static JsonNode json(Outcome outcome) {
        try {
            return new ObjectMapper().readTree(outcome.out());
        } catch (JsonProcessingException failure) {
            throw new AssertionError("no JSON in " + outcome, failure);
        }
    }
}
