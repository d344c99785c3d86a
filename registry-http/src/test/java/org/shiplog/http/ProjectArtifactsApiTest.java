package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.Pushes.CONFIG;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.shiplog.domain.project.Visibility;

/** What all repositories of a project hold, in one list. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectArtifactsApiTest {
    private static final String PATH = "/api/v2.0/projects/gathered/artifacts";
    private static final String CHART = "application/vnd.cncf.helm.config.v1+json";

    private TestServer server;
    private String oldest;
    private String chart;
    private String inner;
    private String newest;

    @BeforeAll
    void push() {
        server = new TestServer();
        server.create("gathered", 41, Visibility.PRIVATE);
        server.create("elsewhere", 42, Visibility.PRIVATE);
        var pushes = new Pushes(server);
        oldest = pushes.push("gathered/app", "v1", pushes.image(CONFIG, ""));
        server.clock.advance(Duration.ofSeconds(1));
        chart = pushes.push("gathered/app", "chart", pushes.manifest(CHART, "{\"name\": \"c\"}", ""));
        server.clock.advance(Duration.ofSeconds(1));
        inner = pushes.push("gathered/deep/tool", "v1", pushes.image(CONFIG.replace("ann", "bob"), ""));
        server.clock.advance(Duration.ofSeconds(1));
        newest = pushes.push("gathered/app", "v2", pushes.image(CONFIG.replace("ann", "eve"), ""));
        pushes.push("elsewhere/app", "v1", pushes.image(CONFIG, ""));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String parameters) {
        return server.get(PATH + parameters, "Authorization", admin());
    }

    private JsonNode list(String parameters) {
        HttpResponse<String> response = get(parameters);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    @Test
    void listsThoseOfAllRepositoriesTheNewestFirst() {
        JsonNode all = list("");

        assertThat(all.findValuesAsText("digest")).containsExactly(newest, inner, chart, oldest);
        assertThat(all.findValuesAsText("repository_name"))
                .containsExactly("gathered/app", "gathered/deep/tool", "gathered/app", "gathered/app");
        assertThat(all.at("/1/tags/0/name").asText()).isEqualTo("v1");
        assertThat(all.at("/3/extra_attrs/author").asText()).isEqualTo("ann");
        assertThat(json(server.get("/api/v2.0/projects/41/artifacts", "Authorization", admin())))
                .isEqualTo(all);
    }

    @Test
    void showsItInPagesAndByWhatIsAskedFor() {
        HttpResponse<String> page = get("?page=2&page_size=3");

        assertThat(json(page).findValuesAsText("digest")).containsExactly(oldest);
        assertThat(header(page, "X-Total-Count")).isEqualTo("4");
        assertThat(list("?q=type%3DCHART").findValuesAsText("digest")).containsExactly(chart);
        assertThat(list("?q=repository_name%3D~deep").findValuesAsText("digest"))
                .containsExactly(inner);
        assertThat(list("?sort=push_time").findValuesAsText("digest")).containsExactly(oldest, chart, inner, newest);
        assertThat(list("?with_tag=false").at("/0/tags").isMissingNode()).isTrue();
    }

    @Test
    void showsTheLatestOfEachRepository() {
        String images = "?latest_in_repository=true&q=media_type%3D" + Pushes.IMAGE_CONFIG.replace("+", "%2B");

        assertThat(list(images).findValuesAsText("digest")).containsExactly(newest, inner);
        assertThat(header(get(images + "&page_size=1"), "X-Total-Count")).isEqualTo("2");
        assertThat(list("?latest_in_repository=true&q=media_type%3D" + CHART.replace("+", "%2B"))
                        .findValuesAsText("digest"))
                .containsExactly(chart);
        assertThat(error(get("?latest_in_repository=true"))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void showsNobodyMoreThanTheRepositoriesThatTheyMaySee() {
        JsonNode robot = json(server.send(
                "POST",
                "/api/v2.0/robots",
                BodyPublishers.ofString("""
                    {"name": "lister", "level": "project", "duration": -1, "permissions": [
                      {"kind": "project", "namespace": "gathered", "repositories": ["deep/**"],
                       "access": [{"resource": "artifact", "action": "list"}]}]}
                    """),
                "Authorization",
                admin(),
                "Content-Type",
                "application/json"));
        String limited = basic(robot.path("name").asText(), robot.path("secret").asText());

        assertThat(json(server.get(PATH, "Authorization", limited)).findValuesAsText("digest"))
                .containsExactly(inner);
        assertThat(server.get(PATH).statusCode()).isEqualTo(401);
        assertThat(server.get(PATH, "Authorization", TestServer.alice()).statusCode())
                .isEqualTo(403);
    }
}
