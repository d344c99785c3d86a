package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.PastFixture.MANIFEST;
import static org.shiplog.http.PastFixture.config;
import static org.shiplog.http.PastFixture.digest;
import static org.shiplog.http.PastFixture.image;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.DeleteProject;
import org.shiplog.domain.project.ProjectQuery.FindMember;
import org.shiplog.domain.project.ProjectQuery.FindTerms;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.http.oci.InMemoryEntities.Happened;

@ResourceLock(TestHistory.TABLES)
class UndoApiTest {
    private final PastFixture past = new PastFixture();

    @BeforeEach
    void begin() {
        past.later();
    }

    @AfterEach
    void stop() {
        past.server.close();
    }

    private String now(String repository, String tag) {
        return header(past.pull(repository, tag, admin()), "Docker-Content-Digest");
    }

    private long done(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode body = json(response);
        assertThat(body.get("changed").asBoolean()).as(response.body()).isTrue();
        past.later();
        return body.get("event").asLong();
    }

    private String conflict(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(409);
        return json(response).at("/errors/0/message").asText();
    }

    @Test
    void aMovedTagGoesBackAndForth() {
        Digest one = past.push("team/app", "prod", "one");
        past.later();
        Digest two = past.push("team/app", "prod", "two");
        past.later();
        long moved = past.lastEvent("app", "prod");

        long undone = done(past.undo(moved, admin()));
        assertThat(now("team/app", "prod")).isEqualTo(one.toString());
        JsonNode latest = past.past("/repositories/app/tags/prod/history").at("/history/0");
        assertThat(latest.get("undoes").asLong()).isEqualTo(moved);
        assertThat(latest.get("event").asLong()).isEqualTo(undone);
        assertThat(json(past.undo(moved, admin())).get("changed").asBoolean()).isFalse();

        done(past.undo(undone, admin()));
        assertThat(now("team/app", "prod")).isEqualTo(two.toString());
    }

    @Test
    void aTagThatMovedOnStaysUnlessForced() {
        Digest one = past.push("team/app", "prod", "one");
        past.push("team/app", "prod", "two");
        long moved = past.lastEvent("app", "prod");
        past.push("team/app", "prod", "three");
        assertThat(conflict(past.undo(moved, admin()))).contains("tag prod was changed since");
        assertThat(now("team/app", "prod")).isEqualTo(digest(image("three")).toString());
        done(past.undo(moved, "?force=true", admin()));
        assertThat(now("team/app", "prod")).isEqualTo(one.toString());
    }

    @Test
    void aDeletedTagComesBack() {
        Digest one = past.push("team/app", "prod", "one");
        past.delete("team/app", "prod");
        done(past.undo(past.lastEvent("app", "prod"), admin()));
        assertThat(now("team/app", "prod")).isEqualTo(one.toString());
    }

    /** The event of the last deletion of an artifact. */
    private long lastDeletion() {
        past.past("/repositories/app/diff?from=2026-11-21T10:00:00Z&to=" + past.instant());
        return past.server.repositories.happened().stream()
                .filter(each -> each.event() instanceof ManifestDeleted)
                .mapToLong(this::id)
                .max()
                .orElseThrow();
    }

    private long id(Happened<RepositoryName, ?> event) {
        return past.server.history.id(event.number());
    }

    @Test
    void aDeletedArtifactComesBackWithItsTagsAndBlobs() {
        Digest one = past.push("team/app", "prod", "one");
        past.put("team/app", "stable", MANIFEST, image("one"));
        past.later();
        past.delete("team/app", one);
        past.server.send(
                "DELETE",
                "/v2/team/app/blobs/" + digest(config("one")),
                BodyPublishers.noBody(),
                "Authorization",
                admin());
        long undone = done(past.undo(lastDeletion(), admin()));
        assertThat(now("team/app", "prod")).isEqualTo(one.toString());
        assertThat(now("team/app", "stable")).isEqualTo(one.toString());
        assertThat(past.get("/v2/team/app/blobs/" + digest(config("one")), admin())
                        .statusCode())
                .isEqualTo(200);
        done(past.undo(undone, admin()));
        assertThat(past.pull("team/app", one, admin()).statusCode()).isEqualTo(404);
        assertThat(past.pull("team/app", "stable", admin()).statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsKeptNoLongerDoesNotComeBack() {
        Digest one = past.push("team/app", "prod", "one");
        past.delete("team/app", one);
        long deletion = lastDeletion();
        past.server.clock.advance(Duration.ofDays(91));
        assertThat(conflict(past.undo(deletion, admin()))).contains("deleted more than 90 days ago");
        past.project(new ChangeTerms(Optional.empty(), Map.of("history_days", Optional.of("365")), Optional.empty()));
        done(past.undo(deletion, admin()));
    }

    private long change(String method, String path, String body) {
        HttpResponse<String> response = past.server.sendJson(
                method, "/api/v2.0/projects/team/repositories/app" + path, body, "Authorization", admin());
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        past.past("?at=" + past.instant());
        return id(past.server.repositories.happened().getLast());
    }

    private long deleteRepository() {
        long deletion = change("DELETE", "", "");
        past.later();
        return deletion;
    }

    @Test
    void theHistoryOfATagTellsWhoDeletedItsRepository() {
        past.push("team/app", "prod", "one");
        String before = past.instant().toString();
        past.later();
        long deletion = deleteRepository();
        JsonNode latest = past.past("/repositories/app/tags/prod/history").at("/history/0");
        assertThat(latest.get("ended_by").asText()).isEqualTo("admin");
        assertThat(latest.get("end_event").asLong()).isEqualTo(deletion);
        JsonNode gone = past.past("/repositories/app/diff?from=" + before + "&to=" + past.instant());
        assertThat(gone.findValuesAsText("artifact"))
                .containsExactly(digest(image("one")).toString());
        assertThat(gone.findValuesAsText("tag")).containsExactly("prod");
    }

    @Test
    void aDescriptionIsTakenBack() {
        past.push("team/app", "prod", "one");
        long described = change("PUT", "", "{\"description\":\"What we sell\"}");
        done(past.undo(described, admin()));
        assertThat(json(past.get("/api/v2.0/projects/team/repositories/app", admin()))
                        .path("description")
                        .asText())
                .isEmpty();
    }

    @Test
    void aDeletedRepositoryComesBack() {
        Digest one = past.push("team/app", "prod", "one");
        past.push("team/app", "next", "two");
        long deletion = deleteRepository();
        assertThat(past.pull("team/app", "prod", admin()).statusCode()).isEqualTo(404);
        done(past.undo(deletion, admin()));
        assertThat(now("team/app", "prod")).isEqualTo(one.toString());
        assertThat(now("team/app", "next")).isEqualTo(digest(image("two")).toString());
        assertThat(past.get("/v2/team/app/blobs/" + digest(config("two")), admin())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void needsTheRightForWhatResults() {
        past.push("team/app", "prod", "one");
        past.push("team/app", "prod", "two");
        long moved = past.lastEvent("app", "prod");
        past.push("team/app", "young", "one");
        long created = past.lastEvent("app", "young");
        Digest gone = past.push("team/app", "gone", "three");
        past.delete("team/app", gone);
        long deletion = lastDeletion();
        String guest = past.member("guest", Role.GUEST);
        String developer = past.member("developer", Role.DEVELOPER);
        // Who may only read.
        for (long event : new long[] {moved, created, deletion}) {
            assertThat(past.undo(event, guest).statusCode()).isEqualTo(403);
        }
        // Who may push, and not delete.
        assertThat(past.undo(created, developer).statusCode()).isEqualTo(403);
        assertThat(past.undo(moved, developer).statusCode()).isEqualTo(200);
        assertThat(past.undo(deletion, developer).statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyLearnsWhichEventsThereAre() {
        past.push("team/app", "prod", "one");
        long event = past.lastEvent("app", "prod");
        HttpResponse<String> foreign = past.undo(event, TestServer.alice());
        HttpResponse<String> unknown = past.undo(999_999_999, TestServer.alice());
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).isEqualTo(unknown.body());
        assertThat(past.undo(999_999_999, admin()).statusCode()).isEqualTo(404);
        assertThat(past.server
                        .send("POST", "/api/shiplog/v1/events/" + event + "/undo", BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(401);
        assertThat(past.undo(event, "?force=perhaps", admin()).statusCode()).isEqualTo(400);
        assertThat(past.undo(event, "?other=1", admin()).statusCode()).isEqualTo(400);
    }

    @Test
    void membersAndTermsComeBack() {
        String bob = past.member("bob", Role.DEVELOPER);
        past.server.send(
                "DELETE", "/api/v2.0/projects/team/members/11", BodyPublishers.noBody(), "Authorization", admin());
        past.past("?at=" + past.instant());
        long removal =
                past.server.history.id(past.server.projects.happened().getLast().number());
        assertThat(past.undo(removal, bob).statusCode()).isEqualTo(403);
        done(past.undo(removal, admin()));
        assertThat(await(past.server.projects.query(PastFixture.TEAM, new FindMember(11)))
                        .map(Member::role))
                .contains(Role.DEVELOPER);
        // A member who may not give rights does not get them back either.
        long returned =
                past.server.history.id(past.server.projects.happened().getLast().number());
        assertThat(past.undo(returned, bob).statusCode()).isEqualTo(403);

        past.server.sendJson(
                "PUT",
                "/api/v2.0/projects/team",
                "{\"metadata\":{\"public\":\"true\",\"severity\":\"high\"}}",
                "Authorization",
                admin());
        past.past("?at=" + past.instant());
        long last = past.server.projects.happened().size();
        done(past.undo(
                past.server.history.id(
                        past.server.projects.happened().get((int) last - 1).number()),
                admin()));
        done(past.undo(
                past.server.history.id(
                        past.server.projects.happened().get((int) last - 2).number()),
                admin()));
        assertThat(await(past.server.projects.query(PastFixture.TEAM, new FindTerms()))
                        .orElseThrow()
                        .metadata())
                .isEmpty();
        assertThat(past.past("?at=" + past.instant()).get("visibility").asText())
                .isEqualTo("private");
    }

    @Test
    void aLaterProjectOfTheNameUndoesNothingOfTheEarlierOne() {
        past.push("team/app", "prod", "one");
        past.push("team/app", "next", "two");
        String bob = past.member("bob", Role.PROJECT_ADMIN);
        long member = past.server.projects.happened().getLast().number();
        long deletion = deleteRepository();
        past.project(new DeleteProject());
        past.project(new CreateProject(8, "mallory", Visibility.PRIVATE));
        String mallory = past.member("mallory", Role.PROJECT_ADMIN);
        past.past("?at=" + past.instant());
        assertThat(past.undo(deletion, mallory).statusCode()).isEqualTo(403);
        assertThat(past.undo(past.server.history.id(member), mallory).statusCode())
                .isEqualTo(403);
        assertThat(past.undo(deletion, bob).statusCode()).isEqualTo(403);
        assertThat(conflict(past.undo(deletion, admin()))).contains("earlier project");
        assertThat(past.server.repositories.happened().stream()
                        .filter(each -> each.provenance().undoes().isPresent()))
                .isEmpty();
    }

    @Test
    void saysWhyAnEventCannotBeUndone() {
        past.push("team/app", "prod", "one");
        past.past("?at=" + past.instant());
        for (var event : past.server.repositories.happened()) {
            if (event.id().value().equals("team/app")
                    && (event.event() instanceof RepositoryCreated || event.event() instanceof BlobUploaded)) {
                assertThat(conflict(past.undo(id(event), admin()))).isNotEmpty();
            }
        }
    }
}
