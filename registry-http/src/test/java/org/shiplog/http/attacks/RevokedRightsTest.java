package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.json;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.BERT;
import static org.shiplog.http.attacks.Tenants.DEVELOPER;
import static org.shiplog.http.attacks.Tenants.PROJECTS;
import static org.shiplog.http.attacks.Tenants.ROBOTS;
import static org.shiplog.http.attacks.Tenants.demand;
import static org.shiplog.http.attacks.Tenants.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.http.Browser;
import org.shiplog.http.TestServer;

/** Tokens, sessions and secrets that outlive what they stood for. */
class RevokedRightsTest {
    private static final String SCOPE = "repository:alpha/app:pull,push,delete";

    /** For so long a node may believe that an account is what it was. */
    private static final Duration ACCOUNTS_KNOWN_FOR = Duration.ofSeconds(5);

    private Tenants tenants;

    @BeforeEach
    void start() {
        tenants = new Tenants();
        tenants.image("alpha/app", "v1", "first");
    }

    @AfterEach
    void stop() {
        tenants.close();
    }

    private String token(String who) {
        return tenants.server.token(Optional.of(who), SCOPE);
    }

    private void assertWorks(String authorization) {
        assertThat(tenants.get("/v2/alpha/app/manifests/v1", authorization).statusCode())
                .isEqualTo(200);
        assertThat(tenants.pushManifest("alpha/app", "v2", manifest("second"), authorization)
                        .statusCode())
                .isEqualTo(201);
    }

    private void assertRefused(String authorization) {
        assertThat(tenants.get("/v2/alpha/app/manifests/v1", authorization).statusCode())
                .isIn(401, 403);
        long before = tenants.events();
        assertThat(tenants.pushManifest("alpha/app", "v2", manifest("third"), authorization)
                        .statusCode())
                .isIn(401, 403);
        assertThat(tenants.bare("DELETE", "/v2/alpha/app/manifests/v1", authorization)
                        .statusCode())
                .isIn(401, 403);
        assertThat(tenants.events()).isEqualTo(before);
    }

    @Test
    void tokenOfAMemberWhoWasRemoved() {
        tenants.server.register("leaver", false);
        String leaver = basic("leaver", TestServer.PASSWORD);
        String membership = tenants.addMember("alpha", "leaver", 2);
        String token = token(leaver);
        assertWorks(token);
        demand(200, tenants.bare("DELETE", membership, ANNA));
        assertRefused(token);
        assertRefused(leaver);
    }

    @Test
    void tokenOfAMemberWhoseRoleBecameLess() {
        tenants.server.register("leaver", false);
        String leaver = basic("leaver", TestServer.PASSWORD);
        String membership = tenants.addMember("alpha", "leaver", 2);
        String token = token(leaver);
        assertWorks(token);
        demand(200, tenants.put(membership, "{\"role_id\":3}", ANNA));
        assertThat(tenants.get("/v2/alpha/app/manifests/v1", token).statusCode())
                .isEqualTo(200);
        assertThat(tenants.pushManifest("alpha/app", "v2", manifest("third"), token)
                        .statusCode())
                .isEqualTo(403);
    }

    /** Not an attack that is withstood: as with Harbor, builds go on when somebody leaves. Whoever administers the project sees the robot. */
    @Test
    void robotOfAnAdministratorOfTheProjectWhoWasRemoved() {
        tenants.server.register("leaver", false);
        String leaver = basic("leaver", TestServer.PASSWORD);
        String membership = tenants.addMember("alpha", "leaver", 1);
        String body = "{\"name\":\"left\",\"level\":\"project\",\"duration\":30,\"permissions\":[{\"kind\":\"project\","
                + "\"namespace\":\"alpha\",\"access\":[{\"resource\":\"repository\",\"action\":\"pull\"},"
                + "{\"resource\":\"repository\",\"action\":\"push\"}]}]}";
        JsonNode robot = json(demand(201, tenants.post(ROBOTS, body, leaver)));
        String authorization =
                basic(robot.get("name").asText(), robot.get("secret").asText());
        demand(200, tenants.bare("DELETE", membership, ANNA));
        assertRefused(leaver);
        assertWorks(authorization);
        demand(200, tenants.bare("DELETE", ROBOTS + "/" + robot.get("id").asLong(), ANNA));
        assertRefused(authorization);
    }

    @Test
    void tokenOfAProjectThatBecamePrivate() {
        demand(200, tenants.put(PROJECTS + "/alpha/metadatas/public", "{\"public\":\"true\"}", ANNA));
        String nobodys = tenants.server.token(Optional.empty(), SCOPE);
        String bystanders = token(BERT);
        assertThat(tenants.get("/v2/alpha/app/manifests/v1", nobodys).statusCode())
                .isEqualTo(200);
        assertThat(tenants.get("/v2/alpha/app/manifests/v1", bystanders).statusCode())
                .isEqualTo(200);
        demand(200, tenants.put(PROJECTS + "/alpha/metadatas/public", "{\"public\":\"false\"}", ANNA));
        assertRefused(nobodys);
        assertRefused(bystanders);
    }

    @Test
    void tokenOfARobotThatWasDeletedOrDisabled() {
        Tenants.Robot deleted = tenants.robot("alpha", "deleted", "pull", "push");
        String token = token(deleted.authorization());
        assertWorks(token);
        demand(200, tenants.bare("DELETE", ROBOTS + "/" + deleted.id(), ANNA));
        tenants.server.clock.advance(ACCOUNTS_KNOWN_FOR);
        assertRefused(token);
        assertRefused(deleted.authorization());
    }

    @Test
    void secretOfARobotThatExpired() {
        Tenants.Robot robot = tenants.robot("alpha", "expiring", "pull", "push");
        assertWorks(robot.authorization());
        tenants.server.clock.advance(Duration.ofDays(31));
        assertRefused(robot.authorization());
        assertThat(tenants.get("/service/token?scope=" + SCOPE, robot.authorization())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void robotMadeAgainUnderTheNameOfAnother() {
        Tenants.Robot first = tenants.robot("alpha", "ci", "pull", "push");
        String token = token(first.authorization());
        assertWorks(token);
        demand(200, tenants.bare("DELETE", ROBOTS + "/" + first.id(), ANNA));
        Tenants.Robot second = tenants.robot("alpha", "ci", "pull", "push");
        tenants.server.clock.advance(ACCOUNTS_KNOWN_FOR);
        assertRefused(token);
        assertRefused(first.authorization());
        assertWorks(second.authorization());
    }

    @Test
    void tokenOfAUserWhoWasDeletedAndRegisteredAgain() {
        String token = token(DEVELOPER);
        assertWorks(token);
        String id = Long.toString(json(tenants.get("/api/v2.0/users/current", DEVELOPER))
                .get("user_id")
                .asLong());
        demand(200, tenants.bare("DELETE", "/api/v2.0/users/" + id, admin()));
        tenants.server.clock.advance(ACCOUNTS_KNOWN_FOR);
        assertRefused(token);
        tenants.server.register("developer", false);
        tenants.server.clock.advance(ACCOUNTS_KNOWN_FOR);
        assertRefused(token);
        assertRefused(DEVELOPER);
    }

    @Test
    void projectMadeAgainUnderTheNameOfAnother() {
        Tenants.Robot robot = tenants.robot("alpha", "ci", "pull", "push", "delete");
        String robots = token(robot.authorization());
        String annas = token(ANNA);
        String developers = token(DEVELOPER);
        assertWorks(annas);
        assertWorks(robots);
        for (String tag : new String[] {"v1", "v2"}) {
            String digest =
                    TestServer.header(tenants.get("/v2/alpha/app/manifests/" + tag, admin()), "Docker-Content-Digest");
            demand(202, tenants.bare("DELETE", "/v2/alpha/app/manifests/" + digest, admin()));
        }
        demand(200, tenants.bare("DELETE", PROJECTS + "/alpha", ANNA));
        tenants.createProject("alpha", BERT);
        tenants.image("alpha/app", "v1", "of bert");
        for (String old : new String[] {robots, robot.authorization(), annas, ANNA, developers, DEVELOPER}) {
            assertRefused(old);
        }
        assertThat(tenants.get(PROJECTS + "/alpha", ANNA).statusCode()).isEqualTo(403);
        assertWorks(BERT);
    }

    @Test
    void sessionAndSecretAfterThePasswordWasChanged() {
        Browser browser = Browser.loggedIn(tenants.server, "anna", TestServer.PASSWORD);
        String sid = "sid=" + browser.cookies.get("sid");
        String kept = "/api/v2.0/users/current";
        demand(200, tenants.server.get(kept, "Cookie", sid));
        demand(200, tenants.get("/v2/", ANNA));
        String id = Long.toString(json(tenants.get(kept, ANNA)).get("user_id").asLong());
        demand(
                200,
                tenants.put(
                        "/api/v2.0/users/" + id + "/password",
                        "{\"old_password\":\"" + TestServer.PASSWORD + "\",\"new_password\":\"Another1horse\"}",
                        ANNA));
        assertThat(tenants.server.get(kept, "Cookie", sid).statusCode()).isEqualTo(401);
        assertThat(tenants.get("/v2/", ANNA).statusCode()).isEqualTo(401);
        assertThat(tenants.get("/service/token?scope=" + SCOPE, ANNA).statusCode())
                .isEqualTo(401);
    }

    @Test
    void sessionAfterLogout() {
        Browser browser = Browser.loggedIn(tenants.server, "anna", TestServer.PASSWORD);
        String sid = "sid=" + browser.cookies.get("sid");
        demand(200, tenants.server.get(PROJECTS + "/alpha", "Cookie", sid));
        browser.get("/c/log_out");
        for (String path : new String[] {"/api/v2.0/users/current", PROJECTS + "/alpha"}) {
            assertThat(tenants.server.get(path, "Cookie", sid).statusCode()).isEqualTo(401);
        }
        assertThat(tenants.server
                        .send("DELETE", PROJECTS + "/alpha", BodyPublishers.noBody(), "Cookie", sid)
                        .statusCode())
                .isIn(401, 403);
    }
}
