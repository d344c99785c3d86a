package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.PastFixture.INDEX;
import static org.shiplog.http.PastFixture.MANIFEST;
import static org.shiplog.http.PastFixture.config;
import static org.shiplog.http.PastFixture.digest;
import static org.shiplog.http.PastFixture.image;
import static org.shiplog.http.PastFixture.index;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.DeleteProject;
import org.shiplog.domain.project.ProjectCommand.RemoveRepository;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryCommand.RetireRepository;

/** Pulls of tags as they were at a time. */
@ResourceLock(TestHistory.TABLES)
class PastPullTest {
    private final PastFixture past = new PastFixture();

    @BeforeEach
    void begin() {
        past.later();
    }

    @AfterEach
    void stop() {
        past.server.close();
    }

    private String reason(HttpResponse<String> response) {
        assertThat(error(response)).isEqualTo("404 MANIFEST_UNKNOWN");
        return json(response).at("/errors/0/detail/reason").asText();
    }

    @Test
    void aTagIsWhatItWasAtTheTime() {
        Digest first = past.push("team/app", "prod", "one");
        // Right after the push was acknowledged, within the same second.
        assertThat(past.pull("team/app", past.now("prod"), admin()).body()).isEqualTo(image("one"));
        String then = past.now("prod");
        past.later();
        String between = past.now("prod");
        past.later();
        Digest second = past.push("team/app", "prod", "two");

        HttpResponse<String> response = past.pull("team/app", then, admin());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(image("one"));
        assertThat(header(response, "Docker-Content-Digest")).isEqualTo(first.toString());
        assertThat(header(response, "Content-Type")).isEqualTo(MANIFEST);
        assertThat(header(response, "Cache-Control")).isEqualTo("private, no-cache");
        assertThat(header(past.pull("team/app", between, admin()), "Docker-Content-Digest"))
                .isEqualTo(first.toString());
        assertThat(header(past.pull("team/app", past.now("prod"), admin()), "Docker-Content-Digest"))
                .isEqualTo(second.toString());
        HttpResponse<String> head = past.server.send(
                "HEAD", "/v2/team/app/manifests/" + then, BodyPublishers.noBody(), "Authorization", admin());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Docker-Content-Digest")).isEqualTo(first.toString());
        assertThat(header(head, "Content-Length")).isEqualTo("" + image("one").length());
        assertThat(past.server
                        .get(
                                "/v2/team/app/manifests/" + then,
                                "Authorization",
                                admin(),
                                "If-None-Match",
                                "\"" + first + "\"")
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void saysWhyThereIsNothing() {
        String before = past.now("prod");
        past.later();
        past.push("team/app", "prod", "one");
        assertThat(reason(past.pull("team/app", before, admin()))).contains("stood for nothing");
        assertThat(reason(past.pull("team/app", "other" + before.substring(4), admin())))
                .contains("stood for nothing");
        assertThat(reason(past.pull("team/app", "prod.at-20991231T235959Z", admin())))
                .contains("not come yet");
        assertThat(reason(past.pull("team/app", "prod.at-20260230T000000Z", admin())))
                .contains("no such time");
    }

    @Test
    void nobodyPushesTagsOfTheForm() {
        past.push("team/app", "prod", "one");
        HttpResponse<String> refused = past.tryPut("team/app", "prod.at-20261101T120000Z", MANIFEST, image("one"));
        assertThat(error(refused)).isEqualTo("400 TAG_INVALID");
        assertThat(error(past.tryPut(
                        "team/app",
                        digest(image("one")) + "?tag=v1&tag=prod.at-20261101T120000Z",
                        MANIFEST,
                        image("one"))))
                .isEqualTo("400 TAG_INVALID");
        past.put("team/app", "prod.at-noon", MANIFEST, image("one"));
        assertThat(past.pull("team/app", "prod.at-noon", admin()).statusCode()).isEqualTo(200);
        assertThat(json(past.get("/v2/team/app/tags/list", admin())).get("tags").toString())
                .isEqualTo("[\"prod\",\"prod.at-noon\"]");
    }

    @Test
    void whatWasDeletedIsPulledAsItWas() {
        past.push("team/app", "linux", "one");
        past.push("team/app", "windows", "two");
        Digest index = past.put("team/app", "prod", INDEX, index(image("one"), image("two")));
        String then = past.now("prod");
        past.later();
        past.delete("team/app", index);
        past.delete("team/app", digest(image("one")));
        past.server.send(
                "DELETE",
                "/v2/team/app/blobs/" + digest(config("one")),
                BodyPublishers.noBody(),
                "Authorization",
                admin());
        String reader = past.member("reader", Role.GUEST);

        // Deleted is deleted, for whoever asks for today.
        assertThat(past.pull("team/app", index, reader).statusCode()).isEqualTo(404);
        assertThat(past.pull("team/app", digest(image("one")), reader).statusCode())
                .isEqualTo(404);
        assertThat(past.get("/v2/team/app/blobs/" + digest(config("one")), reader)
                        .statusCode())
                .isEqualTo(404);

        assertThat(past.pull("team/app", then, reader).body()).isEqualTo(index(image("one"), image("two")));
        assertThat(past.pull("team/app", index, reader).statusCode()).isEqualTo(200);
        assertThat(past.pull("team/app", digest(image("one")), reader).body()).isEqualTo(image("one"));
        assertThat(past.get("/v2/team/app/blobs/" + digest(config("one")), reader)
                        .body())
                .isEqualTo(config("one"));
        // Those who push must not think that it is there.
        assertThat(past.server
                        .send(
                                "HEAD",
                                "/v2/team/app/blobs/" + digest(config("one")),
                                BodyPublishers.noBody(),
                                "Authorization",
                                admin())
                        .statusCode())
                .isEqualTo(404);
        assertThat(past.server
                        .send(
                                "HEAD",
                                "/v2/team/app/manifests/" + digest(image("one")),
                                BodyPublishers.noBody(),
                                "Authorization",
                                admin())
                        .statusCode())
                .isEqualTo(404);
        past.server.clock.advance(Duration.ofHours(2));
        assertThat(past.pull("team/app", index, reader).statusCode()).isEqualTo(404);
    }

    @Test
    void todaysRightsDecide() {
        past.push("team/app", "prod", "one");
        String then = past.now("prod");
        assertThat(past.pull("team/app", then, TestServer.alice()).statusCode()).isEqualTo(403);
        assertThat(past.server.get("/v2/team/app/manifests/" + then).statusCode())
                .isEqualTo(401);
        String guest = past.member("guest", Role.GUEST);
        assertThat(past.pull("team/app", then, guest).statusCode()).isEqualTo(200);
        String token = past.server.token(Optional.of(guest), "repository:team/app:pull");
        assertThat(past.pull("team/app", then, token).statusCode()).isEqualTo(200);
        assertThat(past.pull("team/other", then, token).statusCode()).isEqualTo(401);
    }

    @Test
    void nothingIsOpenedInOtherRepositories() {
        past.push("team/app", "prod", "one");
        past.push("team/other", "x", "two");
        String then = past.now("prod");
        past.later();
        past.delete("team/app", digest(image("one")));
        assertThat(past.pull("team/app", then, admin()).statusCode()).isEqualTo(200);
        assertThat(past.pull("team/app", digest(image("one")), admin()).statusCode())
                .isEqualTo(200);
        assertThat(past.pull("team/other", digest(image("one")), admin()).statusCode())
                .isEqualTo(404);
        assertThat(past.get("/v2/team/other/blobs/" + digest(config("one")), admin())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void beyondTheHorizonNothingIsPromised() {
        past.push("team/app", "prod", "one");
        String then = past.now("prod");
        past.later();
        past.delete("team/app", digest(image("one")));
        past.server.clock.advance(Duration.ofDays(2));
        assertThat(past.pull("team/app", then, admin()).statusCode()).isEqualTo(200);
        past.project(new ChangeTerms(Optional.empty(), Map.of("history_days", Optional.of("1")), Optional.empty()));
        assertThat(reason(past.pull("team/app", then, admin()))).contains("deleted at");
    }

    /** A project that is created again under the name of a deleted one is another project. */
    @Test
    void aLaterProjectOfTheNameHasNoPartInThePast() {
        past.push("team/app", "prod", "one");
        String then = past.now("prod");
        past.later();
        past.delete("team/app", digest(image("one")));
        retire();
        past.later();
        past.project(new DeleteProject());
        past.project(new CreateProject(8, "mallory", Visibility.PRIVATE));
        String mallory = past.member("mallory", Role.PROJECT_ADMIN);
        assertThat(reason(past.pull("team/app", then, mallory))).contains("stood for nothing");
        past.push("team/app", "x", "two");
        assertThat(reason(past.pull("team/app", then, mallory))).contains("stood for nothing");
        assertThat(past.get("/v2/team/app/blobs/" + digest(config("one")), mallory)
                        .statusCode())
                .isEqualTo(404);
        assertThat(past.get("/api/shiplog/v1/projects/team/repositories/app/tags/prod/history", mallory)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aDeletedRepositoryIsPulledAsItWas() {
        past.push("team/app", "prod", "one");
        String then = past.now("prod");
        past.later();
        past.delete("team/app", digest(image("one")));
        retire();
        assertThat(past.pull("team/app", "prod", admin()).statusCode()).isEqualTo(404);
        assertThat(past.pull("team/app", then, admin()).body()).isEqualTo(image("one"));
        assertThat(past.pull("team/app", digest(image("one")), admin()).body()).isEqualTo(image("one"));
        assertThat(past.get("/v2/team/app/blobs/" + digest(config("one")), admin())
                        .body())
                .isEqualTo(config("one"));
    }

    private void retire() {
        RepositoryName app = new RepositoryName("team/app");
        TestServer.await(past.server.repositories.execute(app, new RetireRepository(1), provenance()));
        past.project(new RemoveRepository(app, 1));
    }

    private org.shiplog.domain.aggregate.Provenance provenance() {
        return new org.shiplog.domain.aggregate.Provenance(
                "admin",
                past.instant(),
                "local",
                "",
                "retirement",
                java.util.UUID.randomUUID().toString());
    }
}
