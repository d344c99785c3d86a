package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.PastFixture.digest;
import static org.shiplog.http.PastFixture.image;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.Visibility;

@ResourceLock(TestHistory.TABLES)
class HistoryApiTest {
    private static final String PROJECT = "/api/shiplog/v1/projects/team";
    private static final String APP = PROJECT + "/repositories/app";

    private final PastFixture past = new PastFixture();

    @BeforeEach
    void begin() {
        past.later();
    }

    @AfterEach
    void stop() {
        past.server.close();
    }

    @Test
    void showsEverythingThatATagStoodFor() {
        Instant first = past.instant();
        Digest one = past.push("team/app", "prod", "one");
        past.later();
        Instant second = past.instant();
        Digest two = past.push("team/app", "prod", "two");
        past.later();
        past.delete("team/app", two);

        JsonNode body = past.past("/repositories/app/tags/prod/history");
        assertThat(body.get("repository").asText()).isEqualTo("team/app");
        assertThat(body.get("tag").asText()).isEqualTo("prod");
        assertThat(body.get("history_days").asInt()).isEqualTo(90);
        assertThat(body.get("horizon").asText()).isEqualTo("2026-08-23T10:00:30Z");
        JsonNode rows = body.get("history");
        assertThat(rows).hasSize(2);
        assertThat(rows.at("/0/digest").asText()).isEqualTo(two.toString());
        assertThat(rows.at("/0/from").asText()).isEqualTo(second.toString());
        assertThat(rows.at("/0/until").asText()).isEqualTo(past.instant().toString());
        assertThat(rows.at("/0/by").asText()).isEqualTo("admin");
        assertThat(rows.at("/0/available").asBoolean()).isTrue();
        assertThat(rows.at("/1/digest").asText()).isEqualTo(one.toString());
        assertThat(rows.at("/1/from").asText()).isEqualTo(first.toString());
        assertThat(rows.at("/1/until").asText()).isEqualTo(second.toString());
        assertThat(rows.at("/1/end_event").asLong())
                .isEqualTo(rows.at("/0/event").asLong());
    }

    @Test
    void showsHistoriesInPages() {
        for (String note : List.of("one", "two", "three")) {
            past.push("team/app", "prod", note);
            past.later();
        }
        HttpResponse<String> page = past.get(APP + "/tags/prod/history?page=2&page_size=1", admin());
        assertThat(json(page).at("/history/0/digest").asText())
                .isEqualTo(digest(image("two")).toString());
        assertThat(header(page, "X-Total-Count")).isEqualTo("3");
        assertThat(header(page, "Link"))
                .contains("<" + APP + "/tags/prod/history?page=1&page_size=1>; rel=\"prev\"")
                .contains("<" + APP + "/tags/prod/history?page=3&page_size=1>; rel=\"next\"");
    }

    @Test
    void showsARepositoryAsItWas() {
        Digest one = past.push("team/app/deep", "prod", "one");
        Instant then = past.instant();
        past.later();
        Digest two = past.push("team/app/deep", "prod", "two");
        past.push("team/app/deep", "next", "two");
        for (String name : List.of("app%2Fdeep", "app%252Fdeep")) {
            JsonNode body = past.past("/repositories/" + name + "?at=" + then);
            assertThat(body.get("at").asText()).isEqualTo(then.toString());
            assertThat(body.get("artifacts")).hasSize(1);
            assertThat(body.at("/artifacts/0/digest").asText()).isEqualTo(one.toString());
            assertThat(body.at("/artifacts/0/tags").toString()).isEqualTo("[\"prod\"]");
            assertThat(body.at("/artifacts/0/media_type").asText()).isEqualTo(PastFixture.MANIFEST);
        }
        JsonNode now = past.past("/repositories/app%2Fdeep?at=" + past.instant());
        assertThat(now.get("artifacts").findValuesAsText("digest"))
                .containsExactlyInAnyOrder(one.toString(), two.toString());
        assertThat(past.get(PROJECT + "/repositories/app%2Fdeep?at=2026-11-21T09:00:00Z", admin())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void showsAProjectAsItWas() {
        past.push("team/app", "prod", "one");
        Instant then = past.instant();
        past.later();
        past.push("team/other", "prod", "two");
        past.project(new ChangeTerms(Optional.of(Visibility.PUBLIC), java.util.Map.of(), Optional.empty()));
        past.member("bob", Role.DEVELOPER);

        JsonNode body = past.past("?at=" + then);
        assertThat(body.get("visibility").asText()).isEqualTo("private");
        assertThat(body.get("members")).isEmpty();
        assertThat(body.get("repositories").toString())
                .isEqualTo("[{\"name\":\"team/app\",\"artifact_count\":1,\"tag_count\":1}]");
        JsonNode now = past.past("?at=" + past.instant());
        assertThat(now.get("visibility").asText()).isEqualTo("public");
        assertThat(now.get("members").findValuesAsText("entity_name")).containsExactly("bob");
        assertThat(now.get("repositories")).hasSize(2);
        // Before there was the project.
        assertThat(past.get(PROJECT + "?at=2026-11-20T10:00:00Z", admin()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void showsWhatIsOtherAtAnotherTime() {
        Digest one = past.push("team/app", "prod", "one");
        Instant then = past.instant();
        past.later();
        Digest two = past.push("team/app", "prod", "two");
        past.push("team/other", "new", "three");
        for (String path : List.of("/repositories/app/diff", "/diff")) {
            JsonNode rows =
                    past.past(path + "?from=" + then + "&to=" + past.instant()).get("differences");
            assertThat(rows.get(0).toString())
                    .isEqualTo("{\"repository\":\"team/app\",\"change\":\"added\",\"artifact\":\"" + two + "\"}");
            assertThat(rows.get(1).toString())
                    .isEqualTo("{\"repository\":\"team/app\",\"change\":\"moved\",\"tag\":\"prod\",\"from\":\"" + one
                            + "\",\"to\":\"" + two + "\"}");
            assertThat(rows).hasSize(path.equals("/diff") ? 4 : 2);
        }
    }

    @Test
    void tellsWhatIsWrongWithARequest() {
        past.push("team/app", "prod", "one");
        for (String path : List.of(
                APP,
                APP + "?at=yesterday",
                APP + "?at=2999-01-01T00:00:00Z",
                APP + "?at=2026-11-21T10:00:00Z&x=1",
                APP + "?at=" + "2".repeat(50),
                APP + "?at=%2B999999999-01-01T00:00:00Z",
                APP + "/diff?from=2026-11-21T10:00:00Z",
                APP + "/diff?from=2026-11-21T10:00:05Z&to=2026-11-21T10:00:05Z",
                APP + "/tags/prod/history?at=2026-11-21T10:00:00Z",
                APP + "/tags/-bad-/history",
                PROJECT + "/repositories/UPPER/tags/prod/history",
                PROJECT,
                PROJECT + "/diff")) {
            assertThat(error(past.get(path, admin()))).as(path).isEqualTo("400 BAD_REQUEST");
        }
        assertThat(past.get(APP + "/tags/prod/history?page_size=101", admin()).statusCode())
                .isEqualTo(422);
        assertThat(past.get(APP + "/tags/never/history", admin()).statusCode()).isEqualTo(404);
    }

    @Test
    void isForThoseWhoMayPull() {
        past.push("team/app", "prod", "one");
        past.push("team/hidden", "prod", "two");
        String history = "/tags/prod/history";
        assertThat(past.get(APP + history, TestServer.alice()).statusCode()).isEqualTo(403);
        assertThat(past.server.get(APP + history).statusCode()).isEqualTo(401);
        String owner = past.member("owner", Role.PROJECT_ADMIN);
        assertThat(json(past.get(APP + history, owner)).at("/history/0/by").asText())
                .isEqualTo("admin");
        past.server.register("limited", false);
        long userId = TestServer.await(past.server.users.query(
                        new org.shiplog.domain.identity.Username("limited"),
                        new org.shiplog.domain.identity.User.FindUser()))
                .orElseThrow()
                .userId();
        past.project(new AddMember(new Member(
                77,
                Member.Kind.USER,
                userId,
                "limited",
                Role.DEVELOPER,
                List.of(new RepositoryGlob("app")),
                List.of("pull"))));
        String limited = TestServer.basic("limited", TestServer.PASSWORD);
        JsonNode seen = json(past.get(APP + history, limited));
        assertThat(seen.at("/history/0/digest").asText()).isNotEmpty();
        assertThat(seen.at("/history/0/by").isMissingNode()).isTrue();
        assertThat(past.get(PROJECT + "/repositories/hidden" + history, limited).statusCode())
                .isEqualTo(403);
        assertThat(past.get(PROJECT + "?at=" + past.instant(), limited).statusCode())
                .isEqualTo(403);
        assertThat(past.get(PROJECT + "/diff?from=2026-11-21T10:00:00Z&to=" + past.instant(), limited)
                        .statusCode())
                .isEqualTo(403);
    }
}
