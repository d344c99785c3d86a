package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.robot.Robot;

/** Two tenants: alice runs {@code alpha}, in which carol is a developer; bob runs {@code beta}. */
class RobotsApiTest {
    private static final String ROBOTS = "/api/v2.0/robots";
    private static final String PROJECTS = "/api/v2.0/projects";
    private static final String BOB = basic("bob", TestServer.PASSWORD);
    private static final String CAROL = basic("carol", TestServer.PASSWORD);
    private static final String PULL = "{\"resource\":\"repository\",\"action\":\"pull\"}";
    private static final String PUSH = "{\"resource\":\"repository\",\"action\":\"push\"}";
    private static final String READ = "{\"resource\":\"project\",\"action\":\"read\"}";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.register("bob", false);
        server.register("carol", false);
        createProject("alpha", alice());
        createProject("beta", BOB);
        await(server.projects.execute(
                new ProjectName("alpha"),
                new AddMember(Member.of(900, Member.Kind.USER, 4, "carol", Role.DEVELOPER)),
                TestServer.provenance()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void createProject(String name, String authorization) {
        server.sendJson("POST", PROJECTS, "{\"project_name\":\"" + name + "\"}", "Authorization", authorization);
    }

    @Test
    void createsAProjectsRobotAndTellsItsSecretOnce() {
        HttpResponse<String> response = create(projectRobot("ci", "alpha", PULL, PUSH), alice());
        assertThat(response.statusCode()).isEqualTo(201);
        JsonNode created = json(response);
        assertThat(header(response, "Location")).isEqualTo(ROBOTS + "/" + created.get("id"));
        assertThat(created.get("name").asText()).isEqualTo("robot$alpha+ci");
        assertThat(created.get("secret").asText()).hasSizeGreaterThanOrEqualTo(32);
        Instant createdAt = Instant.parse(created.get("creation_time").asText());
        assertThat(created.get("expires_at").asLong())
                .isEqualTo(createdAt.plus(Duration.ofDays(30)).getEpochSecond());
        HttpResponse<String> shown = server.get(header(response, "Location"), "Authorization", alice());
        assertThat(shown.body()).doesNotContain(created.get("secret").asText()).doesNotContain("argon2");
        JsonNode robot = json(shown);
        assertThat(robot.get("level").asText()).isEqualTo("project");
        assertThat(robot.get("editable").asBoolean()).isTrue();
        assertThat(robot.get("disable").asBoolean()).isFalse();
        assertThat(robot.get("duration").asLong()).isEqualTo(30);
        assertThat(robot.get("creator_type").asText()).isEqualTo("local");
        assertThat(robot.get("creator_ref").asLong()).isEqualTo(2);
        String access = shown(PULL) + "," + shown(PUSH);
        assertThat(robot.get("permissions").toString())
                .isEqualTo("[{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[" + access + "]}]");
        assertThat(robot.has("trust")).isFalse();
    }

    /** Every permission is shown with its effect, which is always the same one. */
    private static String shown(String permission) {
        return permission.replace("}", ",\"effect\":\"allow\"}");
    }

    @Test
    void letsTheRobotIn() {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL, READ), alice()));
        String robot = authorization(created);
        assertThat(server.get(PROJECTS + "/alpha", "Authorization", robot).statusCode())
                .isEqualTo(200);
        assertThat(server.get(PROJECTS + "/beta", "Authorization", robot).statusCode())
                .isEqualTo(403);
        assertThat(server.get(PROJECTS + "/nosuch", "Authorization", robot).statusCode())
                .isEqualTo(403);
    }

    @Test
    void refusesASecondRobotOfTheSameName() {
        create(projectRobot("ci", "alpha", PULL), alice());
        assertThat(error(create(projectRobot("ci", "alpha", PULL), alice()))).isEqualTo("409 CONFLICT");
        assertThat(create(projectRobot("ci", "beta", PULL), BOB).statusCode()).isEqualTo(201);
        assertThat(create(systemRobot("ci", block("project", "*", PULL)), admin())
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void grantsByRoleAndKeepsTenantsApart() {
        for (String project : List.of("beta", "nosuch")) {
            assertThat(error(create(projectRobot("ci", project, PULL), alice())))
                    .as(project)
                    .isEqualTo("403 FORBIDDEN");
        }
        assertThat(error(create(projectRobot("ci", "nosuch", PULL), admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(create(projectRobot("ci", "alpha", PULL), CAROL))).isEqualTo("403 FORBIDDEN");
        assertThat(error(create(systemRobot("ci", block("project", "alpha", PULL)), alice())))
                .isEqualTo("403 FORBIDDEN");
        assertThat(server.sendJson("POST", ROBOTS, projectRobot("ci", "alpha", PULL))
                        .statusCode())
                .isEqualTo(401);
        assertThat(error(create(systemRobot("ci", block("project", "nosuch", PULL)), admin())))
                .isEqualTo("404 NOT_FOUND");
    }

    @Test
    void showsOthersRobotsLikeUnknownOnes() {
        String bobs = ROBOTS + "/"
                + json(create(projectRobot("ci", "beta", PULL), BOB)).get("id");
        String systems = ROBOTS + "/"
                + json(create(systemRobot("ci", block("project", "*", PULL)), admin()))
                        .get("id");
        String change = change("robot$beta+ci", "project", block("project", "beta", PULL));
        for (String path : List.of(bobs, systems, ROBOTS + "/99999", ROBOTS + "/x", ROBOTS + "/0")) {
            HttpResponse<String> response = server.get(path, "Authorization", alice());
            assertThat(error(response)).as(path).isEqualTo("404 NOT_FOUND");
            assertThat(response.body())
                    .isEqualTo(server.get(ROBOTS + "/99999", "Authorization", alice())
                            .body());
            assertThat(error(put(path, change, alice()))).as(path).isEqualTo("404 NOT_FOUND");
            assertThat(error(patch(path, "{\"secret\":\"\"}", alice())))
                    .as(path)
                    .isEqualTo("404 NOT_FOUND");
            assertThat(error(delete(path, alice()))).as(path).isEqualTo("404 NOT_FOUND");
        }
        assertThat(server.get(bobs, "Authorization", BOB).statusCode()).isEqualTo(200);
        assertThat(server.get(bobs, "Authorization", admin()).statusCode()).isEqualTo(200);
    }

    @Test
    void letsDevelopersReadAndChangeNothing() {
        String robot = ROBOTS + "/"
                + json(create(projectRobot("ci", "alpha", PULL), alice())).get("id");
        assertThat(server.get(robot, "Authorization", CAROL).statusCode()).isEqualTo(200);
        assertThat(error(delete(robot, CAROL))).isEqualTo("403 FORBIDDEN");
        assertThat(error(patch(robot, "{}", CAROL))).isEqualTo("403 FORBIDDEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"level\":\"project\",\"duration\":1,\"permissions\":[%s]}",
                "{\"name\":\"A\",\"level\":\"project\",\"duration\":1,\"permissions\":[%s]}",
                "{\"name\":\"a+b\",\"level\":\"project\",\"duration\":1,\"permissions\":[%s]}",
                "{\"name\":\"a\",\"level\":\"registry\",\"duration\":1,\"permissions\":[%s]}",
                "{\"name\":\"a\",\"duration\":1,\"permissions\":[%s]}",
                "{\"name\":\"a\",\"level\":\"project\",\"permissions\":[%s]}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":0,\"permissions\":[%s]}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":-2,\"permissions\":[%s]}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":99999999,\"permissions\":[%s]}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1,\"permissions\":[%1$s,%1$s]}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1,\"permissions\":[]}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1,\"permissions\":[%s],\"id\":7}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1,\"permissions\":[%s],\"editable\":false}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1,\"permissions\":[%s],\"creator_ref\":1}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1,\"permissions\":[%s],\"description\":\"\\u0000\"}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1,\"permissions\":[%s],\"trust\":[{}]}",
                "{\"name\":\"a\",\"level\":\"project\",\"duration\":1,\"permissions\":[%s],\"trust\":[{\"issuer\":\"https://a.example\",\"audience\":\"b\",\"claims\":{\"sub\":\"*\"}}]}"
            })
    void refusesRobotsThatMeanSomethingElse(String body) {
        assertThat(error(create(body.formatted(block("project", "alpha", PULL)), alice())))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(server.robots.known()).isEmpty();
    }

    @Test
    void limitsNames() {
        String longName = "a".repeat(250);
        assertThat(error(create(projectRobot(longName, "alpha", PULL), alice())))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(create(projectRobot("a".repeat(249), "alpha", PULL), alice()).statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[]}",
                "{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[{\"resource\":\"repository\",\"action\":\"*\"}]}",
                "{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[{\"resource\":\"*\",\"action\":\"pull\"}]}",
                "{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[{\"resource\":\"user\",\"action\":\"create\"}]}",
                "{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[{\"resource\":\"repository\"}]}",
                "{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[{\"resource\":\"repository\",\"action\":\"pull\",\"effect\":\"deny\"}]}",
                "{\"kind\":\"project\",\"namespace\":\"/\",\"access\":[{\"resource\":\"repository\",\"action\":\"pull\"}]}",
                "{\"kind\":\"system\",\"namespace\":\"alpha\",\"access\":[{\"resource\":\"user\",\"action\":\"create\"}]}",
                "{\"kind\":\"system\",\"namespace\":\"/\",\"access\":[{\"resource\":\"repository\",\"action\":\"pull\"}]}",
                "{\"kind\":\"system\",\"namespace\":\"/\",\"access\":[{\"resource\":\"configuration\",\"action\":\"update\"}]}",
                "{\"kind\":\"group\",\"namespace\":\"/\",\"access\":[{\"resource\":\"user\",\"action\":\"create\"}]}",
                "{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[{\"resource\":\"repository\",\"action\":\"pull\"}],\"repositories\":[\"A\"]}"
            })
    void refusesPermissionsThatNobodyCanHave(String block) {
        assertThat(error(create(systemRobot("a", block), admin()))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void limitsProjectsRobotsToTheirProject() {
        assertThat(error(create(body("a", "project", block("project", "*", PULL)), alice())))
                .isEqualTo("400 BAD_REQUEST");
        String system = "{\"resource\":\"user\",\"action\":\"create\"}";
        assertThat(error(create(body("a", "project", block("system", "/", system)), alice())))
                .isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void replacesTheSecret() {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL, READ), alice()));
        String path = ROBOTS + "/" + created.get("id");
        HttpResponse<String> refreshed = patch(path, "{\"secret\":\"\"}", alice());
        assertThat(refreshed.statusCode()).isEqualTo(200);
        String fresh = json(refreshed).get("secret").asText();
        assertThat(logsIn(authorization(created))).isFalse();
        assertThat(logsIn(basic("robot$alpha+ci", fresh))).isTrue();
        HttpResponse<String> chosen = patch(path, "{\"secret\":\"Chosen4myself\"}", alice());
        assertThat(chosen.body()).isEqualTo("{\"secret\":\"\"}");
        assertThat(logsIn(basic("robot$alpha+ci", "Chosen4myself"))).isTrue();
        assertThat(logsIn(basic("robot$alpha+ci", fresh))).isFalse();
    }

    @Test
    void letsTheFormerSecretHoldForAWhile() {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL, READ), alice()));
        String path = ROBOTS + "/" + created.get("id");
        patch(path, "{\"secret\":\"Chosen4myself\",\"overlap_seconds\":3600}", alice());
        Robot.Account account = await(
                        server.robots.query(RobotName.parse("alpha+ci").orElseThrow(), new Robot.FindRobot()))
                .orElseThrow();
        assertThat(account.secrets()).hasSize(2);
        assertThat(account.secrets().getLast().validUntil()).isPresent();
        assertThat(logsIn(authorization(created))).isTrue();
        assertThat(logsIn(basic("robot$alpha+ci", "Chosen4myself"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"secret\":\"short1A\"}",
                "{\"secret\":\"nouppercase1\"}",
                "{\"secret\":\"NOLOWERCASE1\"}",
                "{\"secret\":\"NoDigitsHere\"}",
                "{\"secret\":\"\",\"overlap_seconds\":-1}",
                "{\"secret\":\"\",\"overlap_seconds\":604801}",
                "{\"secret\":\"\",\"id\":1}",
                "{\"secret\":7}"
            })
    void refusesSecretsThatAreNone(String body) {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL, READ), alice()));
        HttpResponse<String> response = patch(ROBOTS + "/" + created.get("id"), body, alice());
        assertThat(error(response)).isEqualTo("400 BAD_REQUEST");
        assertThat(response.body()).doesNotContain("short1A").doesNotContain("uppercase1");
        assertThat(logsIn(authorization(created))).isTrue();
    }

    @Test
    void replacesEverythingButNameLevelAndProject() {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL, PUSH), alice()));
        String path = ROBOTS + "/" + created.get("id");
        String update = change("robot$alpha+ci", "project", block("project", "alpha", READ));
        assertThat(put(path, update, alice()).statusCode()).isEqualTo(200);
        JsonNode robot = json(server.get(path, "Authorization", alice()));
        assertThat(robot.at("/permissions/0/access").toString()).isEqualTo("[" + shown(READ) + "]");
        assertThat(robot.get("duration").asLong()).isEqualTo(-1);
        assertThat(robot.get("expires_at").asLong()).isEqualTo(-1);
        assertThat(robot.get("disable").asBoolean()).isTrue();
        assertThat(logsIn(authorization(created))).isFalse();
        for (String refused : List.of(
                change("alpha+ci", "project", block("project", "alpha", READ)),
                change("robot$alpha+other", "project", block("project", "alpha", READ)),
                change("robot$alpha+ci", "system", block("project", "alpha", READ)),
                change("robot$alpha+ci", "system", block("project", "*", READ)))) {
            assertThat(error(put(path, refused, alice()))).as(refused).isEqualTo("400 BAD_REQUEST");
        }
        assertThat(error(put(path, change("robot$alpha+ci", "project", block("project", "open", READ)), admin())))
                .isEqualTo("400 BAD_REQUEST");
    }

    /** Harbor's clients send back a robot without what they do not know. */
    @Test
    void keepsItsLimitsUnlessTheBodySaysOthers() {
        String limited =
                block("project", "alpha", PULL).replace("\"access\"", "\"repositories\":[\"app-*\"],\"access\"");
        JsonNode created = json(create(body("ci", "project", limited), alice()));
        String path = ROBOTS + "/" + created.get("id");
        String unaware = change("robot$alpha+ci", "project", block("project", "alpha", PULL, PUSH));
        assertThat(put(path, unaware, alice()).statusCode()).isEqualTo(200);
        JsonNode kept = json(server.get(path, "Authorization", alice())).at("/permissions/0");
        assertThat(kept.get("repositories").toString()).isEqualTo("[\"app-*\"]");
        assertThat(kept.get("access")).hasSize(2);
        put(path, unaware.replace("\"access\"", "\"repositories\":[],\"access\""), alice());
        assertThat(json(server.get(path, "Authorization", alice()))
                        .at("/permissions/0")
                        .has("repositories"))
                .isFalse();
    }

    @Test
    void asksForItsLimitsWhereSeveralCouldBeMeant() {
        String some = block("project", "alpha", PULL).replace("\"access\"", "\"repositories\":[\"app-*\"],\"access\"");
        String all = block("project", "alpha", READ);
        JsonNode created = json(create(systemRobot("ci", some + "," + all), admin()));
        String path = ROBOTS + "/" + created.get("id");
        assertThat(error(put(path, change("robot$ci", "system", all), admin()))).isEqualTo("400 BAD_REQUEST");
        assertThat(put(path, change("robot$ci", "system", some), admin()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesBackWhatItShowed() {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL), alice()));
        String path = ROBOTS + "/" + created.get("id");
        String shown = server.get(path, "Authorization", alice()).body();
        assertThat(put(path, shown, alice()).statusCode()).isEqualTo(200);
        assertThat(server.get(path, "Authorization", alice()).body()).isEqualTo(shown);
    }

    @Test
    void deletesARobotThatThenIsNobody() {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL, READ), alice()));
        String path = ROBOTS + "/" + created.get("id");
        assertThat(delete(path, alice()).statusCode()).isEqualTo(200);
        assertThat(logsIn(authorization(created))).isFalse();
        assertThat(error(delete(path, alice()))).isEqualTo("404 NOT_FOUND");
        assertThat(create(projectRobot("ci", "alpha", PULL, READ), alice()).statusCode())
                .isEqualTo(201);
    }

    @Test
    void listsTheRobotsOfOneLevel() {
        create(projectRobot("one", "alpha", PULL), alice());
        create(projectRobot("two", "alpha", PULL), alice());
        create(projectRobot("three", "beta", PULL), BOB);
        create(systemRobot("four", block("project", "*", PULL)), admin());
        long alpha = projectId("alpha");
        HttpResponse<String> page = list("?q=Level%3Dproject%2CProjectID%3D" + alpha + "&page_size=1", alice());
        assertThat(json(page).findValuesAsText("name")).containsExactly("robot$alpha+one");
        assertThat(header(page, "X-Total-Count")).isEqualTo("2");
        assertThat(header(page, "Link")).contains("rel=\"next\"");
        assertThat(json(list("", admin())).findValuesAsText("name")).containsExactly("robot$four");
        assertThat(error(list("", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(list("?q=Level%3Dproject", alice()))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(list("?q=Level%3Dproject%2CProjectID%3Dx", alice()))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(list("?q=Level%3Dother", admin()))).isEqualTo("400 BAD_REQUEST");
        for (long other : List.of(projectId("beta"), 99_999L)) {
            assertThat(error(list("?q=Level%3Dproject%2CProjectID%3D" + other, alice())))
                    .isEqualTo("403 FORBIDDEN");
        }
        assertThat(json(list("?q=Level%3Dproject%2CProjectID%3D" + alpha, CAROL)))
                .hasSize(2);
    }

    @Test
    void keepsRobotsFromGivingMoreThanTheyHave() {
        String create = "{\"resource\":\"robot\",\"action\":\"create\"}";
        String maker = authorization(json(create(
                systemRobot("maker", block("system", "/", create) + "," + block("project", "alpha", PUSH)), admin())));
        assertThat(create(systemRobot("a", block("project", "alpha", PUSH)), maker)
                        .statusCode())
                .isEqualTo(201);
        JsonNode made = json(create(systemRobot("b", block("system", "/", create)), maker));
        assertThat(json(server.get(ROBOTS + "/" + made.get("id"), "Authorization", admin()))
                        .get("creator_type")
                        .asText())
                .isEqualTo("robot");
        for (String block : List.of(
                block("project", "alpha", PULL),
                block("project", "*", PUSH),
                block("project", "beta", PUSH),
                block("project", "nosuch", PUSH),
                block("system", "/", "{\"resource\":\"user\",\"action\":\"create\"}"))) {
            assertThat(error(create(systemRobot("c", block), maker))).as(block).isEqualTo("403 DENIED");
        }
        assertThat(error(create(projectRobot("c", "alpha", PUSH), maker))).isEqualTo("403 FORBIDDEN");
    }

    @Test
    void keepsProjectsRobotsWithinTheirProject() {
        String create = "{\"resource\":\"robot\",\"action\":\"create\"}";
        String maker = authorization(json(create(
                body(
                        "maker",
                        "project",
                        "{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[" + create + "," + PUSH + "]}"),
                alice())));
        assertThat(create(projectRobot("a", "alpha", PUSH, PULL), maker).statusCode())
                .isEqualTo(201);
        assertThat(error(create(projectRobot("b", "alpha", READ), maker))).isEqualTo("403 DENIED");
        assertThat(error(create(projectRobot("b", "beta", PUSH), maker))).isEqualTo("403 FORBIDDEN");
        assertThat(error(create(systemRobot("b", block("project", "alpha", PUSH)), maker)))
                .isEqualTo("403 FORBIDDEN");
    }

    @Test
    void namesRobotsByThePrefixOfToday() {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL, READ), alice()));
        server.set("robot_name_prefix", "bot-");
        assertThat(json(server.get(ROBOTS + "/" + created.get("id"), "Authorization", alice()))
                        .get("name")
                        .asText())
                .isEqualTo("bot-alpha+ci");
        assertThat(logsIn(basic("bot-alpha+ci", created.get("secret").asText())))
                .isTrue();
    }

    @Test
    void rememberWhomElseItTrusts() {
        String rule =
                "{\"issuer\":\"https://ci.example\",\"audience\":\"registry\",\"claims\":{\"sub\":\"repo:acme/*:main\"}}";
        String body = projectRobot("ci", "alpha", PULL);
        JsonNode created = json(create(body.substring(0, body.length() - 1) + ",\"trust\":[" + rule + "]}", alice()));
        String path = ROBOTS + "/" + created.get("id");
        assertThat(json(server.get(path, "Authorization", alice())).get("trust").toString())
                .isEqualTo("[" + rule + "]");
        put(path, change("robot$alpha+ci", "project", block("project", "alpha", READ)), alice());
        assertThat(json(server.get(path, "Authorization", alice())).get("trust"))
                .hasSize(1);
    }

    @Test
    void takesRobotsOfADeletedProjectAway() {
        JsonNode created = json(create(projectRobot("ci", "alpha", PULL, READ), alice()));
        assertThat(delete(PROJECTS + "/alpha", alice()).statusCode()).isEqualTo(200);
        assertThat(error(server.get(ROBOTS + "/" + created.get("id"), "Authorization", admin())))
                .isEqualTo("404 NOT_FOUND");
        createProject("alpha", BOB);
        assertThat(logsIn(authorization(created))).isFalse();
        assertThat(create(projectRobot("ci", "alpha", PULL), BOB).statusCode()).isEqualTo(201);
    }

    private boolean logsIn(String authorization) {
        return server.get(PROJECTS + "/alpha", "Authorization", authorization).statusCode() == 200;
    }

    private long projectId(String name) {
        return await(server.projects.query(new ProjectName(name), project -> project))
                .projectId();
    }

    private static String authorization(JsonNode created) {
        return basic(created.get("name").asText(), created.get("secret").asText());
    }

    private static String projectRobot(String name, String project, String... access) {
        return body(name, "project", block("project", project, access));
    }

    private static String systemRobot(String name, String blocks) {
        return body(name, "system", blocks);
    }

    private static String body(String name, String level, String blocks) {
        return "{\"name\":\"" + name + "\",\"level\":\"" + level
                + "\",\"description\":\"\",\"duration\":30,\"disable\":false,\"secret\":\"ignored\",\"permissions\":["
                + blocks + "]}";
    }

    private static String change(String name, String level, String blocks) {
        return "{\"name\":\"" + name + "\",\"level\":\"" + level
                + "\",\"duration\":-1,\"disable\":true,\"permissions\":[" + blocks + "]}";
    }

    private static String block(String kind, String namespace, String... access) {
        return "{\"kind\":\"" + kind + "\",\"namespace\":\"" + namespace + "\",\"access\":[" + String.join(",", access)
                + "]}";
    }

    private HttpResponse<String> create(String body, String authorization) {
        return server.sendJson("POST", ROBOTS, body, "Authorization", authorization);
    }

    private HttpResponse<String> put(String path, String body, String authorization) {
        return server.sendJson("PUT", path, body, "Authorization", authorization);
    }

    private HttpResponse<String> patch(String path, String body, String authorization) {
        return server.sendJson("PATCH", path, body, "Authorization", authorization);
    }

    private HttpResponse<String> list(String query, String authorization) {
        return server.get(ROBOTS + query, "Authorization", authorization);
    }

    private HttpResponse<String> delete(String path, String authorization) {
        return server.send("DELETE", path, BodyPublishers.noBody(), "Authorization", authorization);
    }
}
