package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;

/** What else comes back with deleted artifacts and repositories: labels and descriptions. */
@ResourceLock(TestHistory.TABLES)
class RestoringApiTest {
    private static final RepositoryName APP = new RepositoryName("team/app");

    private final PastFixture past = new PastFixture();

    @BeforeEach
    void begin() {
        past.later();
    }

    @AfterEach
    void stop() {
        past.server.close();
    }

    private long undo(long event, String authorization) {
        HttpResponse<String> response = past.undo(event, authorization);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        past.later();
        return json(response).get("event").asLong();
    }

    /** Changes the repository. @return the last event of that */
    private long change(String method, String path, String body) {
        HttpResponse<String> response = past.server.sendJson(
                method, "/api/v2.0/projects/team/repositories/app" + path, body, "Authorization", admin());
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        past.past("?at=" + past.instant());
        long event = past.server.history.id(
                past.server.repositories.happened().getLast().number());
        past.later();
        return event;
    }

    private long delete(Digest artifact) {
        past.delete("team/app", artifact);
        past.past("?at=" + past.instant());
        past.later();
        return past.server.repositories.happened().stream()
                .filter(each -> each.event() instanceof ManifestDeleted)
                .mapToLong(each -> past.server.history.id(each.number()))
                .max()
                .orElseThrow();
    }

    private long label(String name) {
        HttpResponse<String> made = past.server.sendJson(
                "POST", "/api/v2.0/labels", "{\"name\":\"" + name + "\",\"scope\":\"g\"}", "Authorization", admin());
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String location = header(made, "Location");
        return Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
    }

    private void attach(Digest artifact, long label) {
        change("POST", "/artifacts/" + artifact + "/labels", "{\"id\":" + label + "}");
    }

    private void describe(String description) {
        change("PUT", "", "{\"description\":\"" + description + "\"}");
    }

    private List<Long> labels(Digest artifact) {
        @Nullable
        List<Long> labels = TestServer.await(past.server.repositories.stateAt(APP, Instant.MAX))
                .labels()
                .get(artifact);
        return labels == null ? List.of() : labels;
    }

    private String description() {
        return TestServer.await(past.server.repositories.stateAt(APP, Instant.MAX))
                .description();
    }

    private String robotThatPushes() {
        JsonNode created = json(past.server.sendJson("POST", "/api/v2.0/robots", """
            {"name": "pusher", "level": "system", "duration": -1, "permissions": [{"kind": "project",
             "namespace": "team", "access": [{"resource": "repository", "action": "pull"},
                                             {"resource": "repository", "action": "push"}]}]}
            """, "Authorization", admin()));
        return TestServer.basic(
                created.path("name").asText(), created.path("secret").asText());
    }

    @Test
    void aDeletedArtifactComesBackWithTheLabelsThatItHadThen() {
        Digest one = past.push("team/app", "prod", "one");
        long first = label("first");
        long second = label("second");
        long third = label("third");
        attach(one, first);
        delete(one);
        past.push("team/app", "prod", "one");
        attach(one, second);
        attach(one, third);
        change("DELETE", "/artifacts/" + one + "/labels/" + third, "");

        long undone = undo(delete(one), admin());

        assertThat(labels(one)).containsExactly(second);
        long undoneAgain = undo(undone, admin());
        assertThat(past.pull("team/app", one, admin()).statusCode()).isEqualTo(404);
        undo(undoneAgain, admin());
        assertThat(labels(one)).containsExactly(second);
    }

    @Test
    void aDeletedRepositoryComesBackWithItsDescriptionAndLabels() {
        Digest one = past.push("team/app", "prod", "one");
        Digest two = past.push("team/app", "next", "two");
        long first = label("first");
        long second = label("second");
        attach(one, first);
        attach(one, second);
        attach(two, second);
        describe("What we sold");
        describe("What we sell");

        undo(change("DELETE", "", ""), admin());

        assertThat(labels(one)).containsExactly(first, second);
        assertThat(labels(two)).containsExactly(second);
        assertThat(description()).isEqualTo("What we sell");
    }

    @Test
    void whoMayOnlyPushBringsNoLabelsAndNoDescriptionBack() {
        Digest one = past.push("team/app", "prod", "one");
        attach(one, label("first"));
        describe("What we sell");

        undo(change("DELETE", "", ""), robotThatPushes());

        assertThat(header(past.pull("team/app", "prod", admin()), "Docker-Content-Digest"))
                .isEqualTo(one.toString());
        assertThat(labels(one)).isEmpty();
        assertThat(description()).isEmpty();
    }

    @Test
    void aNewDescriptionStaysWhenARepositoryComesBack() {
        past.push("team/app", "prod", "one");
        describe("What we sold");
        long deletion = change("DELETE", "", "");
        past.push("team/app", "young", "two");
        describe("What we sell");

        undo(deletion, admin());

        assertThat(description()).isEqualTo("What we sell");
    }
}
