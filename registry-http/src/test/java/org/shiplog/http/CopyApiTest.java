package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.Pushes.CONFIG;
import static org.shiplog.http.Pushes.digest;
import static org.shiplog.http.Pushes.index;
import static org.shiplog.http.Pushes.subject;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.project.ProjectCommand.ChangeStorageLimit;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;

/** Copies artifacts between two projects that each test has for itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyApiTest {
    private static final String COSIGN = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String NOTATION = "application/vnd.cncf.notary.signature";

    private TestServer server;
    private Pushes pushes;
    private int projects;
    private String source;
    private String target;

    @BeforeAll
    void start() {
        server = new TestServer();
        pushes = new Pushes(server);
        server.register("bob", false);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void newProjects() {
        projects++;
        source = "source" + projects;
        target = "target" + projects;
        for (String name : List.of(source, target)) {
            assertThat(server.sendJson(
                                    "POST",
                                    "/api/v2.0/projects",
                                    "{\"project_name\": \"" + name + "\"}",
                                    "Authorization",
                                    admin())
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void copiesAnArtifactWithItsTagsIntoARepositoryThatWasNotThere() {
        String image = pushes.image(CONFIG, "");
        String digest = pushes.push(source + "/deep/app", "v1", image);
        pushes.push(source + "/deep/app", "stable", image);
        HttpResponse<String> copied = copy("web%252Fapp", source + "/deep/app:v1", admin());
        assertThat(copied.statusCode()).as(copied.body()).isEqualTo(201);
        assertThat(header(copied, "Location")).isEqualTo(path("web%252Fapp/artifacts/v1"));
        JsonNode shown = json(server.get(header(copied, "Location"), "Authorization", admin()));
        assertThat(shown.path("digest").asText()).isEqualTo(digest);
        assertThat(shown.path("tags").findValuesAsText("name")).containsExactlyInAnyOrder("v1", "stable");
        assertThat(pull(target + "/web/app", "/manifests/stable").body()).isEqualTo(image);
        assertThat(pull(target + "/web/app", "/blobs/" + digest(CONFIG)).body()).isEqualTo(CONFIG);
        assertThat(events(target + "/web/app"))
                .hasAtLeastOneElementOfType(BlobMounted.class)
                .doesNotHaveAnyElementsOfTypes(BlobUploaded.class);
        int before = events(target + "/web/app").size();
        assertThat(copy("web%252Fapp", source + "/deep/app@" + digest, admin()).statusCode())
                .isEqualTo(201);
        assertThat(events(target + "/web/app")).hasSize(before);
    }

    @Test
    void copiesAnIndexWithItsPartsAndWhatIsAttachedInBothWays() {
        String from = source + "/app";
        String amd = pushes.pushByDigest(from, pushes.image(CONFIG, ""));
        String arm = pushes.push(from, "arm", pushes.image(CONFIG.replace("amd64", "arm64"), ""));
        String index = pushes.push(from, "all", index("", amd, arm));
        String cosign = index.replace(':', '-') + ".sig";
        String byTag = pushes.push(from, cosign, pushes.manifest(COSIGN, "{\"by\": \"tag\"}", ""));
        String notation = pushes.pushByDigest(from, pushes.manifest(NOTATION, "{}", subject(amd)));
        String onSignature = pushes.pushByDigest(from, pushes.manifest(NOTATION, "{\"on\": 1}", subject(notation)));
        assertThat(copy("app", from + ":all", admin()).statusCode()).isEqualTo(201);
        JsonNode listed = json(get("app/artifacts"));
        assertThat(listed.findValuesAsText("digest")).contains(index, byTag).doesNotContain(amd, arm);
        assertThat(listed).hasSize(1);
        for (String there : List.of(amd, arm, cosign, notation, onSignature)) {
            assertThat(pull(target + "/app", "/manifests/" + there).statusCode())
                    .isEqualTo(200);
        }
        // Tags of the parts are their own.
        assertThat(pull(target + "/app", "/manifests/arm").statusCode()).isEqualTo(404);
        assertThat(json(get("app/artifacts/" + amd + "/accessories")).findValuesAsText("type"))
                .containsExactly("signature.notation");
        for (String accessory : List.of(notation, byTag)) {
            assertThat(error(copy("other", from + "@" + accessory, admin()))).isEqualTo("403 DENIED");
        }
    }

    @Test
    void leavesOutWhatTheSourceLacks() {
        String missing = digest("missing").toString();
        String amd = pushes.pushByDigest(source + "/app", pushes.image(CONFIG, ""));
        pushes.push(source + "/app", "sparse", index("", amd, missing));
        assertThat(copy("app", source + "/app:sparse", admin()).statusCode()).isEqualTo(201);
        assertThat(pull(target + "/app", "/manifests/sparse").statusCode()).isEqualTo(200);
        assertThat(pull(target + "/app", "/manifests/" + missing).statusCode()).isEqualTo(404);
    }

    @Test
    void copiesWithinARepositoryWithoutChangingIt() {
        pushes.push(source + "/app", "v1", pushes.image(CONFIG, ""));
        int before = events(source + "/app").size();
        HttpResponse<String> copied = server.send(
                "POST",
                "/api/v2.0/projects/" + source + "/repositories/app/artifacts?from=" + source + "/app:v1",
                BodyPublishers.noBody(),
                "Authorization",
                admin());
        assertThat(copied.statusCode()).isEqualTo(201);
        assertThat(events(source + "/app")).hasSize(before);
    }

    @Test
    void copiesNothingIntoAProjectWithoutRoomForAllOfIt() {
        String from = source + "/app";
        String amd = pushes.pushByDigest(from, pushes.image(CONFIG, ""));
        String arm = pushes.pushByDigest(from, pushes.image(CONFIG.replace("amd64", "arm64"), ""));
        pushes.push(from, "all", index("", amd, arm));
        limit(CONFIG.length() * 3L);
        HttpResponse<String> refused = copy("app", from + ":all", admin());
        assertThat(error(refused)).isEqualTo("403 DENIED");
        assertThat(refused.body()).contains("will exceed the configured upper limit");
        assertThat(events(target + "/app")).isEmpty();
        assertThat(server.storage.sum(new ProjectName(target))).isZero();
        limit(1_000_000);
        assertThat(copy("app", from + ":all", admin()).statusCode()).isEqualTo(201);
    }

    @Test
    void movesTagsForThoseOnlyWhoMayPush() {
        String mine = pushes.push(target + "/app", "v1", pushes.image(CONFIG, ""));
        String theirs = pushes.push(source + "/app", "v1", pushes.image(CONFIG.replace("ann", "ben"), ""));
        String pull = "{\"kind\": \"project\", \"namespace\": \"" + source
                + "\", \"access\": [{\"resource\": \"repository\", \"action\": \"pull\"}]}";
        String newTags = robot("new", pull, "artifact:create", "repository:push-new-tag");
        assertThat(error(copy("app", source + "/app:v1", newTags))).isEqualTo("403 DENIED");
        assertThat(json(get("app/artifacts/v1")).path("digest").asText()).isEqualTo(mine);
        assertThat(pull(target + "/app", "/manifests/" + theirs).statusCode()).isEqualTo(404);
        assertThat(copy("new", source + "/app:v1", newTags).statusCode()).isEqualTo(201);
        assertThat(error(copy("app", source + "/app:v1", robot("none", pull, "artifact:create", "repository:pull"))))
                .isEqualTo("403 FORBIDDEN");
        assertThat(copy("app", source + "/app:v1", robot("all", pull, "artifact:create", "repository:push"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(json(get("app/artifacts/v1")).path("digest").asText()).isEqualTo(theirs);
    }

    @Test
    void doesNotTellWhatMayNotBePulled() {
        String digest = pushes.push(source + "/app", "v1", pushes.image(CONFIG, ""));
        String bob = basic("bob", TestServer.PASSWORD);
        await(server.projects.execute(
                new ProjectName(target),
                new AddMember(Member.of(1, Member.Kind.USER, 3, "bob", Role.MAINTAINER)),
                TestServer.provenance()));
        HttpResponse<String> nothing = copy("app", source + "/nothing:v1", bob);
        assertThat(error(nothing)).isEqualTo("404 NOT_FOUND");
        for (String hidden : List.of(source + "/app:v1", source + "/app@" + digest, "nobody/app:v1")) {
            HttpResponse<String> refused = copy("app", hidden, bob);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.body()).isEqualTo(nothing.body());
        }
        for (String absent : List.of("/app:v2", "/app@" + digest("nothing"), "/nothing:v1")) {
            assertThat(copy("app", source + absent, admin()).body()).isEqualTo(nothing.body());
        }
        assertThat(copy("app", source + "/app:v1", alice()).statusCode()).isEqualTo(403);
        assertThat(server.send("POST", path("app/artifacts?from=" + source + "/app:v1"), BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(401);
        assertThat(events(target + "/app")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app",
                "app:v1",
                "p/app",
                "p/app:",
                "p/app@",
                "p/app@v1",
                "p/app:v1@sha256:12",
                "p/app:-@sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "p/App:v1",
                "/app:v1",
                "p/../app:v1",
                "p/app:v1:v2",
                "p/app:v%00",
                "host:5000/p/app:v1",
            })
    void refusesWhatNamesNoArtifact(String from) {
        assertThat(error(copy("app", from, admin()))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(server.send("POST", path("app/artifacts"), BodyPublishers.noBody(), "Authorization", admin())))
                .isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void refusesTooMuch() {
        assertThat(error(copy("app", "p/" + "a".repeat(3_000) + ":v1", admin())))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(error(copy("App", source + "/app:v1", admin()))).isEqualTo("400 BAD_REQUEST");
        String from = source + "/app";
        String last = pushes.push(from, "v1", pushes.image(CONFIG, ""));
        for (int i = 0; i < 18; i++) {
            last = pushes.pushByDigest(from, pushes.manifest(NOTATION, "{\"n\": " + i + "}", subject(last)));
        }
        HttpResponse<String> refused = copy("app", from + ":v1", admin());
        assertThat(error(refused)).isEqualTo("400 BAD_REQUEST");
        assertThat(refused.body()).contains("levels");
        assertThat(events(target + "/app")).isEmpty();
    }

    private HttpResponse<String> copy(String repository, String from, String authorization) {
        return server.send(
                "POST",
                path(repository + "/artifacts?from=" + from),
                BodyPublishers.noBody(),
                "Authorization",
                authorization);
    }

    private List<Object> events(String repository) {
        return server.repositories.happened().stream()
                .filter(happened -> happened.id().equals(new RepositoryName(repository)))
                .<Object>map(happened -> happened.event())
                .toList();
    }

    private void limit(long bytes) {
        await(server.projects.execute(new ProjectName(target), new ChangeStorageLimit(bytes), TestServer.provenance()));
    }

    private String robot(String name, String other, String... permissions) {
        StringBuilder access = new StringBuilder();
        for (String permission : permissions) {
            String[] words = permission.split(":", 2);
            access.append(access.isEmpty() ? "" : ", ")
                    .append("{\"resource\": \"" + words[0] + "\", \"action\": \"" + words[1] + "\"}");
        }
        JsonNode created = json(server.send(
                "POST",
                "/api/v2.0/robots",
                BodyPublishers.ofString(
                        "{\"name\": \"" + name + projects + "\", \"level\": \"system\", \"duration\": -1,"
                                + " \"permissions\": [{\"kind\": \"project\", \"namespace\": \"" + target
                                + "\", \"access\": [" + access + "]}, " + other + "]}",
                        StandardCharsets.UTF_8),
                "Authorization",
                admin(),
                "Content-Type",
                "application/json"));
        return basic(created.path("name").asText(), created.path("secret").asText());
    }

    private HttpResponse<String> pull(String repository, String path) {
        return server.get("/v2/" + repository + path, "Authorization", admin());
    }

    private HttpResponse<String> get(String path) {
        return server.get(path(path), "Authorization", admin());
    }

    private String path(String path) {
        return "/api/v2.0/projects/" + target + "/repositories/" + path;
    }
}
