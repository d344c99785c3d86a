package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.DeleteProject;
import org.shiplog.domain.project.Visibility;

@ResourceLock(TestHistory.TABLES)
class EventsApiTest {
    private static final String EVENTS = "/api/shiplog/v1/events";

    private final PastFixture past = new PastFixture();

    @BeforeEach
    void push() {
        past.push("team/app", "prod", "one");
        past.push("team/web", "prod", "two");
    }

    @AfterEach
    void stop() {
        past.server.close();
    }

    private HttpResponse<String> ask(String query, String authorization, String... more) {
        List<String> headers = new ArrayList<>(List.of("Authorization", authorization));
        headers.addAll(List.of(more));
        return past.server.get(EVENTS + query, headers.toArray(String[]::new));
    }

    private JsonNode page(String query, String authorization) {
        HttpResponse<String> response = ask(query, authorization);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static List<JsonNode> events(JsonNode page) {
        return StreamSupport.stream(page.get("events").spliterator(), false).toList();
    }

    /** Everything there is, page by page. */
    private List<JsonNode> all(String query, String authorization) {
        List<JsonNode> all = new ArrayList<>();
        String after = "earliest";
        JsonNode page;
        do {
            page = page("?after=" + after + query, authorization);
            all.addAll(events(page));
            after = page.get("next").asText();
        } while (page.get("more").asBoolean());
        return all;
    }

    /** What happened to what, in short: {@code tag.moved team/app:prod}. */
    private static List<String> told(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.get("type")
                                .asText()
                                .replaceFirst("org\\.shiplog\\.(repository\\.)?", "")
                                .replace(".v1", "")
                        + " "
                        + event.get("subject").asText().replaceFirst("@sha256:.*", "@"))
                .toList();
    }

    private static final List<String> OF_TEAM = List.of(
            "project.created team",
            "created team/app",
            "manifest.pushed team/app@",
            "tag.moved team/app:prod",
            "created team/web",
            "manifest.pushed team/web@",
            "tag.moved team/web:prod");

    @Test
    void tellsWhatHappenedInOrderAsCloudEvents() {
        List<JsonNode> events = all("&project=team", admin());
        assertThat(told(events)).isEqualTo(OF_TEAM);
        JsonNode tag = events.get(3);
        assertThat(tag.get("specversion").asText()).isEqualTo("1.0");
        assertThat(tag.get("source").asText()).isEqualTo(past.server.address());
        assertThat(tag.get("time").asText()).isEqualTo(past.instant().toString());
        assertThat(tag.get("actor").asText()).isEqualTo("admin");
        assertThat(tag.at("/data/repository").asText()).isEqualTo("team/app");
        assertThat(tag.at("/data/tag").asText()).isEqualTo("prod");
        assertThat(tag.at("/data/to").asText())
                .isEqualTo(events.get(2).at("/data/digest").asText());
        assertThat(tag.at("/data/from").isMissingNode()).isTrue();
        JsonNode audited = json(past.get("/api/shiplog/v1/projects/team/repositories/app/tags/prod/history", admin()));
        assertThat(tag.get("eventnumber").asLong())
                .isEqualTo(audited.at("/history/0/event").asLong());
        JsonNode schema = json(past.server.get(
                tag.get("dataschema").asText().substring(past.server.address().length())));
        assertThat(schema.get("title").asText()).isEqualTo("org.shiplog.repository.tag.moved.v1");
    }

    @Test
    void goesOnBehindAnyEventInPagesOfAnySize() {
        List<JsonNode> events = all("", admin());
        for (int limit : new int[] {1, 2, 7}) {
            assertThat(all("&limit=" + limit, admin())).isEqualTo(events);
        }
        String third = events.get(2).get("id").asText();
        assertThat(events(page("?limit=2&after=" + third, admin()))).isEqualTo(events.subList(3, 5));
        assertThat(events(page("", admin()))).isEqualTo(events);
        assertThat(events(page("?after=0", admin()))).isEqualTo(events);
        JsonNode latest = page("?after=latest", admin());
        assertThat(events(latest)).isEmpty();
        assertThat(latest.get("more").asBoolean()).isFalse();
        past.push("team/app", "next", "three");
        assertThat(told(events(page("?after=" + latest.get("next").asText(), admin()))))
                .containsExactly("manifest.pushed team/app@", "tag.moved team/app:next");
    }

    @Test
    void tellsOnlyOfWhatIsAskedFor() {
        assertThat(told(all("&repository=team/app", admin()))).isEqualTo(OF_TEAM.subList(1, 4));
        assertThat(told(all("&project=team&repository=w*", admin()))).isEqualTo(OF_TEAM.subList(4, 7));
        assertThat(told(all("&repository=team/**&type=org.shiplog.repository.tag.moved.v1", admin())))
                .containsExactly("tag.moved team/app:prod", "tag.moved team/web:prod");
        assertThat(told(all(
                        "&project=team&type=org.shiplog.project.created.v1,org.shiplog.repository.created.v1"
                                + "&type=org.shiplog.repository.deleted.v1",
                        admin())))
                .containsExactly("project.created team", "created team/app", "created team/web");
        assertThat(told(all("&type=org.shiplog.user.registered.v1", admin())))
                .containsExactly("user.registered users/admin", "user.registered users/alice");
    }

    @Test
    void comesAsABatchOfCloudEvents() {
        HttpResponse<String> batch =
                ask("?project=team&limit=2&after=earliest", admin(), "Accept", "application/cloudevents-batch+json");
        assertThat(header(batch, "Content-Type")).isEqualTo("application/cloudevents-batch+json");
        assertThat(json(batch)).hasSize(2);
        String link = header(batch, "Link");
        assertThat(link).startsWith("<" + EVENTS + "?after=").endsWith("&project=team&limit=2>; rel=\"next\"");
        String next = link.substring(1, link.indexOf('>')).substring(EVENTS.length());
        assertThat(told(events(page(next, admin())))).isEqualTo(OF_TEAM.subList(2, 4));
    }

    @Test
    void tellsEverybodyWhatTheyMayKnow() {
        String guest = past.member("guest", Role.LIMITED_GUEST);
        String owner = past.member("owner", Role.PROJECT_ADMIN);

        assertThat(told(all("&project=team", guest))).isEqualTo(OF_TEAM);
        assertThat(all("&project=team", guest))
                .allSatisfy(event -> assertThat(event.has("actor") || event.has("eventnumber"))
                        .isFalse());
        assertThat(told(all("&project=team", owner)))
                .containsAll(OF_TEAM)
                .endsWith("project.member.added team", "project.member.added team");
        assertThat(all("&project=team", owner))
                .allSatisfy(event -> assertThat(event.get("actor").asText()).isEqualTo("admin"));
        assertThat(told(all("", guest)))
                .as("public projects, and nobody's account")
                .containsAll(OF_TEAM)
                .contains("created open/app", "project.created open")
                .noneMatch(event -> event.contains("secret") || event.contains("user"));
        assertThat(told(all("", alice()))).containsExactly("project.created open", "created open/app");
        assertThat(past.server.get(EVENTS).statusCode()).isEqualTo(401);
        assertThat(told(all("", admin())))
                .contains("user.registered users/alice", "project.created secret")
                .containsAll(OF_TEAM);
    }

    @Test
    void whatOneMayNotKnowLooksLikeWhatThereIsNot() {
        for (String filter : List.of("?project=", "?project=%s&repository=app", "?repository=%s/app")) {
            HttpResponse<String> forbidden = ask(query(filter, "team"), alice());
            HttpResponse<String> unknown = ask(query(filter, "nothing"), alice());
            assertThat(error(forbidden)).isEqualTo("403 FORBIDDEN");
            assertThat(unknown.body()).isEqualTo(forbidden.body());
        }
        assertThat(events(page("?project=nothing", admin()))).isEmpty();
    }

    private static String query(String filter, String project) {
        return filter.contains("%s") ? filter.formatted(project) : filter + project;
    }

    @Test
    void whoIsLimitedToSomeRepositoriesIsToldOfThose() {
        String half = past.member("half", Role.DEVELOPER);
        JsonNode members = json(past.get("/api/v2.0/projects/team/members", admin()));
        assertThat(past.server
                        .sendJson(
                                "PUT",
                                "/api/v2.0/projects/team/members/"
                                        + members.get(0).get("id").asLong(),
                                "{\"role_id\":2,\"repositories\":[\"web\"]}",
                                "Authorization",
                                admin())
                        .statusCode())
                .isEqualTo(200);
        assertThat(told(all("&project=team", half)))
                .containsExactly(
                        "project.created team",
                        "created team/web",
                        "manifest.pushed team/web@",
                        "tag.moved team/web:prod");
    }

    @Test
    void aLaterProjectOfTheNameHasNoPartInWhatHappenedBefore() {
        for (String name : List.of("app", "web")) {
            assertThat(past.server
                            .send(
                                    "DELETE",
                                    "/api/v2.0/projects/team/repositories/" + name,
                                    BodyPublishers.noBody(),
                                    "Authorization",
                                    admin())
                            .statusCode())
                    .isEqualTo(200);
        }
        past.project(new DeleteProject());
        past.project(new CreateProject(8, "admin", Visibility.PRIVATE));
        String owner = past.member("owner", Role.PROJECT_ADMIN);
        past.push("team/app", "prod", "another");

        assertThat(told(all("&project=team", owner)))
                .containsExactly(
                        "project.created team",
                        "project.member.added team",
                        "created team/app",
                        "manifest.pushed team/app@",
                        "tag.moved team/app:prod");
        assertThat(told(all("&project=team", admin())))
                .startsWith(OF_TEAM.toArray(String[]::new))
                .contains("project.deleted team", "deleted team/app");
    }

    @Test
    void noSecretAndNoAddressLeaves() {
        await(past.server.users.execute(
                new Username("alice"), new UserCommand.ChangePassword("$argon2id$hash"), TestServer.provenance()));
        past.server.set("ldap_search_password", "#0123456789abcdef");
        String everything = all("", admin()).toString();
        assertThat(everything)
                .contains("user.password.changed", "ldap_search_password")
                .doesNotContain("argon2", "#0123456789abcdef", "local\"", "Java-http-client");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=x",
                "after=",
                "after=-1",
                "after=AAAAAAAAAAAAAAAAAAAAAA",
                "after=7/4711",
                "after=earliest&after=latest",
                "limit=0",
                "limit=1001",
                "limit=-1",
                "limit=1e2",
                "limit=",
                "limit=1&limit=2",
                "wait=51",
                "wait=x",
                "project=",
                "project=UPPER",
                "project=a&project=b",
                "repository=team",
                "repository=",
                "repository=*/app",
                "repository=team/App",
                "project=team&repository=",
                "type=",
                "type=org.shiplog.nothing.v1",
                "type=org.shiplog.user.registered.v1,",
                "cursor=1",
                "after=%FF"
            })
    void refusesWhatItDoesNotUnderstand(String query) {
        assertThat(error(ask("?" + query, admin()))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void refusesAPlaceThatNoReaderCanHaveComeTo() throws Exception {
        page("", admin());
        String beyond = org.shiplog.projections.feed.Cursors.open(TestDatabase.get())
                .text(new org.shiplog.projections.journal.JournalOffset(1L << 40, 1));
        assertThat(error(ask("?after=" + beyond, admin()))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void saysFromWhereOnThereIsEverythingWhenTheFirstEventsWereRemoved() throws Exception {
        List<JsonNode> events = all("", admin());
        String first = events.getFirst().get("id").asText();
        long kept = events.get(events.size() - 2).get("eventnumber").asLong();
        try (Connection connection = TestDatabase.get().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM event_journal WHERE ordering < " + kept);
        }
        HttpResponse<String> gone = ask("?after=" + first, admin());
        assertThat(error(gone)).isEqualTo("410 GONE");
        assertThat(error(ask("?after=" + first, admin(), "Accept", "text/event-stream")))
                .isEqualTo("410 GONE");
        String oldest = json(gone).at("/errors/0/detail/oldest").asText();
        List<JsonNode> left = events.subList(events.size() - 2, events.size());
        assertThat(events(page("?after=" + oldest, admin()))).isEqualTo(left);
        assertThat(events(page("?after=earliest", admin()))).isEqualTo(left);
    }

    @Test
    void describesItself() {
        JsonNode document = json(past.server.get(EVENTS + "/schema"));
        assertThat(document.get("asyncapi").asText()).isEqualTo("3.0.0");
        String moved = "org.shiplog.repository.tag.moved.v1";
        assertThat(document.at("/channels/events/messages/" + moved + "/$ref").asText())
                .isEqualTo("#/components/messages/" + moved);
        String schema = document.at("/components/messages/" + moved + "/payload/schema/properties/data/$ref")
                .asText();
        assertThat(schema).isEqualTo(past.server.address() + EVENTS + "/schema/" + moved);
        assertThat(json(past.server.get(EVENTS + "/schema/" + moved))
                        .at("/properties/tag/type")
                        .asText())
                .isEqualTo("string");
        assertThat(error(past.server.get(EVENTS + "/schema/nothing"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void waitsForAnEventThatIsToCome() {
        String latest = page("?after=latest", admin()).get("next").asText();
        Thread.startVirtualThread(() -> {
            org.awaitility.Awaitility.await()
                    .pollDelay(java.time.Duration.ofMillis(300))
                    .until(() -> true);
            past.push("team/app", "next", "three");
            past.server.tell();
        });
        JsonNode page = page("?wait=20&after=" + latest, admin());
        assertThat(told(events(page))).startsWith("manifest.pushed team/app@");
        String end = page("?after=latest", admin()).get("next").asText();
        long asked = System.nanoTime();
        assertThat(events(page("?wait=1&after=" + end, admin()))).isEmpty();
        assertThat(System.nanoTime() - asked).isGreaterThan(900_000_000L);
    }

    @Test
    void answersNothingButGet() {
        assertThat(past.server
                        .send("POST", EVENTS, BodyPublishers.noBody(), "Authorization", admin())
                        .statusCode())
                .isEqualTo(405);
    }
}
