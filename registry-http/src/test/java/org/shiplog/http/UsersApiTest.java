package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.PASSWORD;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.identity.UserCommand.RegisterUser;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.robot.RobotCommand.CreateRobot;
import org.shiplog.domain.robot.RobotFacts;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.http.auth.TestPasswords;

class UsersApiTest {
    private static final String USERS = "/api/v2.0/users";
    private static final String STRONG = "Correct1horse";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String bob(String... replaced) {
        String body = "{\"username\":\"bob\",\"email\":\"bob@example.org\",\"realname\":\"Bob\",\"comment\":\"hi\","
                + "\"password\":\"" + STRONG + "\"}";
        for (int i = 0; i < replaced.length; i += 2) {
            body = body.replace(replaced[i], replaced[i + 1]);
        }
        return body;
    }

    private HttpResponse<String> post(String body) {
        return server.sendJson("POST", USERS, body, "Authorization", admin());
    }

    private HttpResponse<String> put(String path, String body, String authorization) {
        return server.sendJson("PUT", USERS + path, body, "Authorization", authorization);
    }

    private HttpResponse<String> delete(String path, String authorization) {
        return server.send("DELETE", USERS + path, BodyPublishers.noBody(), "Authorization", authorization);
    }

    private HttpResponse<String> get(String path, String authorization) {
        return server.get(USERS + path, "Authorization", authorization);
    }

    private static List<String> texts(HttpResponse<String> response, String field) {
        List<String> found = new ArrayList<>();
        json(response).forEach(row -> found.add(row.get(field).asText()));
        return found;
    }

    private String robot(Permission... permissions) {
        RobotPermission granted = new RobotPermission(
                RobotPermission.Scope.SYSTEM, RobotPermission.SYSTEM, 0, List.of(permissions), List.of());
        RobotFacts facts = new RobotFacts(1, 0, RobotFacts.CreatorKind.USER, 1, server.clock.instant());
        RobotProfile profile = new RobotProfile("", true, RobotProfile.NEVER, List.of(granted), List.of());
        String hash = TestPasswords.cheap().hash(STRONG);
        await(server.robots.execute(
                new RobotName(Optional.empty(), "helper"),
                new CreateRobot(facts, profile, hash),
                TestServer.provenance()));
        return basic("robot$helper", STRONG);
    }

    @Test
    void registersAUser() {
        HttpResponse<String> response = post(bob());
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "Location")).isEqualTo(USERS + "/101");
        JsonNode user = json(get("/101", basic("bob", STRONG)));
        assertThat(user.get("username").asText()).isEqualTo("bob");
        assertThat(user.get("email").asText()).isEqualTo("bob@example.org");
        assertThat(user.get("realname").asText()).isEqualTo("Bob");
        assertThat(user.get("comment").asText()).isEqualTo("hi");
        assertThat(user.get("sysadmin_flag").asBoolean()).isFalse();
        assertThat(user.has("password")).isFalse();
    }

    @Test
    void keepsPersonalDataAndPasswordsOutOfCommands() {
        post(bob());
        assertThat(server.users.executed().getLast().toString())
                .contains("argon2id")
                .doesNotContain(STRONG)
                .doesNotContain("example.org");
    }

    @Test
    void refusesASecondUserOfTheSameNameOrMailAddress() {
        post(bob());
        assertThat(error(post(bob("bob@", "other@")))).isEqualTo("409 CONFLICT");
        assertThat(error(post(bob("\"bob\"", "\"rob\"", "bob@example.org", "BOB@Example.org"))))
                .isEqualTo("409 CONFLICT");
        assertThat(error(post(bob("\"bob\"", "\"alice\"", "bob@", "alice@")))).isEqualTo("409 CONFLICT");
        assertThat(get("/search?username=rob", alice()).body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bob\"=\"\"",
                "\"bob\"=\"a,b\"",
                "\"bob\"=\"a$b\"",
                "\"bob\"=\"a|b\"",
                "\"bob\"=\" bob\"",
                "\"bob\"=\"anonymous\"",
                "\"bob\"=\"shiplog\"",
                "\"bob\"=\"robot$x\"",
                "\"bob\"=7",
                "\"username\":\"bob\",=",
                "bob@example.org=",
                "bob@example.org=bob",
                "bob@example.org=b b@example.org",
                "\"Bob\"=\"\"",
                "\"Bob\"=\"a#b\"",
                "\"hi\"=\"this comment is longer than thirty\"",
                "Correct1horse=Sh0rt",
                "Correct1horse=nouppercase1",
                "Correct1horse=NOLOWERCASE1",
                "Correct1horse=NoDigitsAtAll",
                "\"hi\"=\"hi\",\"user_id\":1",
                "\"hi\"=\"hi\",\"admin_role_in_auth\":true"
            })
    void refusesUsersWhoMeanSomethingElse(String replacement) {
        int equals = replacement.indexOf('=');
        assertThat(error(post(bob(replacement.substring(0, equals), replacement.substring(equals + 1)))))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(json(get("", admin()))).hasSize(2);
    }

    @Test
    void refusesTextThatIsTooLong() {
        assertThat(error(post(bob("\"bob\"", "\"" + "b".repeat(256) + "\"")))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(post(bob("bob@", "b".repeat(300) + "@")))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(post(bob(STRONG, "Aa1" + "x".repeat(126))))).isEqualTo("400 BAD_REQUEST");
        assertThat(post(bob(STRONG, "Aa1" + "x".repeat(125))).statusCode()).isEqualTo(201);
    }

    @Test
    void letsOnlyTheAllowedRegisterUsers() {
        assertThat(error(server.sendJson("POST", USERS, bob()))).isEqualTo("401 UNAUTHORIZED");
        assertThat(error(server.sendJson("POST", USERS, bob(), "Authorization", alice())))
                .isEqualTo("403 FORBIDDEN");
        String robot = robot(new Permission("user", "create"));
        assertThat(server.sendJson("POST", USERS, bob(), "Authorization", robot).statusCode())
                .isEqualTo(201);
    }

    @Test
    void registersNobodyWhereUsersAreKnownElsewhere() {
        server.set("auth_mode", "ldap_auth");
        assertThat(error(post(bob()))).isEqualTo("403 FORBIDDEN");
    }

    @Test
    void letsPeopleRegisterThemselvesFromAPageOnly() {
        Browser browser = Browser.opened(server);
        assertThat(error(browser.json("POST", USERS, bob()))).isEqualTo("401 UNAUTHORIZED");
        server.set("self_registration", "true");
        assertThat(error(server.sendJson("POST", USERS, bob()))).isEqualTo("403 FORBIDDEN");
        assertThat(browser.json("POST", USERS, bob()).statusCode()).isEqualTo(201);
        assertThat(json(get("/current", basic("bob", STRONG)))
                        .get("sysadmin_flag")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void listsUsersToTheAllowed() {
        post(bob());
        HttpResponse<String> page = get("?page_size=2", admin());
        assertThat(texts(page, "username")).containsExactly("admin", "alice");
        assertThat(header(page, "X-Total-Count")).isEqualTo("3");
        assertThat(header(page, "Link")).contains("rel=\"next\"");
        assertThat(texts(get("?q=username=~bo", admin()), "username")).containsExactly("bob");
        assertThat(texts(get("?email=bob@", admin()), "username")).containsExactly("bob");
        assertThat(error(get("", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(server.get(USERS))).isEqualTo("401 UNAUTHORIZED");
        assertThat(json(get("", robot(new Permission("user", "list"))))).hasSize(3);
    }

    @Test
    void findsNamesForAnybodyWhoIsLoggedIn() {
        HttpResponse<String> found = get("/search?username=ali", alice());
        assertThat(found.body()).isEqualTo("[{\"user_id\":2,\"username\":\"alice\"}]");
        assertThat(error(server.get(USERS + "/search?username=ali"))).isEqualTo("401 UNAUTHORIZED");
        assertThat(error(get("/search", alice()))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(texts(get("/search?username=ali&q=email=~x", alice()), "username"))
                .as("only names can be looked for")
                .containsExactly("alice");
    }

    @Test
    void tellsWhoSomebodyIs() {
        JsonNode self = json(get("/current", alice()));
        assertThat(self.get("user_id").asLong()).isEqualTo(2);
        assertThat(self.get("admin_role_in_auth").asBoolean()).isFalse();
        assertThat(self.has("oidc_user_meta")).isFalse();
        assertThat(error(server.get(USERS + "/current"))).isEqualTo("401 UNAUTHORIZED");
        assertThat(error(get("/current", robot(new Permission("user", "read")))))
                .isEqualTo("412 PRECONDITION");
    }

    @Test
    void tellsNoOidcUserTheirSecret() {
        await(server.users.execute(
                new Username("olga"), new RegisterUser(9, UserSource.OIDC, "", false), TestServer.provenance()));
        JsonNode meta = json(get("/9", admin())).get("oidc_user_meta");
        assertThat(meta.get("user_id").asLong()).isEqualTo(9);
        assertThat(meta.get("secret").asText()).isEmpty();
    }

    @Test
    void showsUsersToThemselvesAndTheAllowed() {
        assertThat(get("/2", alice()).statusCode()).isEqualTo(200);
        assertThat(get("/2", admin()).statusCode()).isEqualTo(200);
        assertThat(error(get("/99", admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("/x", admin()))).isEqualTo("404 NOT_FOUND");
        HttpResponse<String> forbidden = get("/1", alice());
        HttpResponse<String> unknown = get("/99", alice());
        assertThat(error(forbidden)).isEqualTo("403 FORBIDDEN");
        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(unknown.body()).isEqualTo(forbidden.body());
        assertThat(error(server.get(USERS + "/1"))).isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void letsUsersChangeTheirProfile() {
        String profile = "{\"email\":\"alice@example.org\",\"realname\":\"Alice\",\"comment\":\"\"}";
        assertThat(put("/2", profile, alice()).statusCode()).isEqualTo(200);
        assertThat(json(get("/2", alice())).get("email").asText()).isEqualTo("alice@example.org");
        assertThat(error(put("/1", profile, alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/99", profile, alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/99", profile, admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(put("/1", profile, admin()))).isEqualTo("409 CONFLICT");
        assertThat(error(put("/2", profile.replace("alice@example.org", "alice"), alice())))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(error(put("/2", profile.replace("}", ",\"sysadmin_flag\":true}"), alice())))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(error(put("/2", profile.replace("}", ",\"username\":\"eve\"}"), alice())))
                .isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void changesOnlyTheFirstAdministratorWhereUsersAreKnownElsewhere() {
        server.set("auth_mode", "oidc_auth");
        String profile = "{\"email\":\"a@example.org\",\"realname\":\"A\"}";
        assertThat(error(put("/2", profile, admin()))).isEqualTo("403 FORBIDDEN");
        assertThat(put("/1", profile, admin()).statusCode()).isEqualTo(200);
    }

    @Test
    void deletesAUserAndWhatIsPersonal() {
        post(bob());
        assertThat(error(delete("/101", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(delete("/101", admin()).statusCode()).isEqualTo(200);
        assertThat(error(get("/101", admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(delete("/101", admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("/current", basic("bob", STRONG)))).isEqualTo("401 UNAUTHORIZED");
        assertThat(server.profiles.of(101).email()).isEmpty();
        HttpResponse<String> again = post(bob());
        assertThat(header(again, "Location")).isEqualTo(USERS + "/102");
    }

    @Test
    void keepsTheFirstAdministratorAndWhoeverAsks() {
        server.register("root", true);
        String root = basic("root", PASSWORD);
        assertThat(error(delete("/1", root))).isEqualTo("403 FORBIDDEN");
        assertThat(error(delete("/3", root))).isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/1/sysadmin", "{\"sysadmin_flag\":false}", root))).isEqualTo("403 FORBIDDEN");
        assertThat(get("/current", root).statusCode()).isEqualTo(200);
    }

    @Test
    void makesAdministrators() {
        assertThat(error(put("/2/sysadmin", "{\"sysadmin_flag\":true}", alice())))
                .isEqualTo("403 FORBIDDEN");
        assertThat(put("/2/sysadmin", "{\"sysadmin_flag\":true}", admin()).statusCode())
                .isEqualTo(200);
        assertThat(json(get("/current", alice())).get("sysadmin_flag").asBoolean())
                .isTrue();
        assertThat(get("", alice()).statusCode()).isEqualTo(200);
        assertThat(put("/2/sysadmin", "{\"sysadmin_flag\":false}", admin()).statusCode())
                .isEqualTo(200);
        assertThat(get("", alice()).statusCode()).isEqualTo(403);
        assertThat(error(put("/99/sysadmin", "{\"sysadmin_flag\":true}", admin())))
                .isEqualTo("404 NOT_FOUND");
        assertThat(error(put("/2/sysadmin", "{\"sysadmin_flag\":\"yes\"}", admin())))
                .isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void letsNoRobotMakeOrTakeOverAdministrators() {
        String robot = robot(new Permission("user", "update"));
        String password = "{\"new_password\":\"" + STRONG + "\"}";
        assertThat(error(put("/2/sysadmin", "{\"sysadmin_flag\":true}", robot))).isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/1/password", password, robot))).isEqualTo("403 FORBIDDEN");
        assertThat(put("/2/password", password, robot).statusCode()).isEqualTo(200);
    }

    private static String passwords(String old, String fresh) {
        return "{\"old_password\":\"" + old + "\",\"new_password\":\"" + fresh + "\"}";
    }

    @Test
    void letsUsersChangeTheirPassword() {
        assertThat(error(put("/2/password", passwords("wrong", STRONG), alice())))
                .isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/2/password", "{\"new_password\":\"" + STRONG + "\"}", alice())))
                .isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/2/password", passwords(PASSWORD, "weak"), alice())))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(put("/2/password", passwords(PASSWORD, STRONG), alice()).statusCode())
                .isEqualTo(200);
        assertThat(get("/current", alice()).statusCode()).isEqualTo(401);
        String fresh = basic("alice", STRONG);
        assertThat(error(put("/2/password", passwords(STRONG, STRONG), fresh))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(put("/1/password", passwords(PASSWORD, STRONG), fresh)))
                .isEqualTo("403 FORBIDDEN");
        assertThat(error(put("/99/password", passwords(PASSWORD, STRONG), fresh)))
                .isEqualTo("403 FORBIDDEN");
    }

    @Test
    void letsAdministratorsChangePasswordsOfOthers() {
        assertThat(put("/2/password", "{\"new_password\":\"" + STRONG + "\"}", admin())
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/current", basic("alice", STRONG)).statusCode()).isEqualTo(200);
        assertThat(error(put("/1/password", "{\"new_password\":\"" + STRONG + "\"}", admin())))
                .as("one's own needs the old one")
                .isEqualTo("403 FORBIDDEN");
    }

    @Test
    void guessesOfTheOldPasswordCountLikeThoseAtTheLogin() {
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(put("/2/password", passwords("wrong" + attempt, STRONG), alice())
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(error(put("/2/password", passwords("wrong again", STRONG), alice())))
                .isEqualTo("429 TOOMANYREQUESTS");
    }

    @Test
    void setsTheCommandLineSecretOfOidcUsersOnly() {
        String secret = "{\"secret\":\"" + STRONG + "\"}";
        assertThat(error(put("/2/cli_secret", secret, alice()))).isEqualTo("412 PRECONDITION");
        await(server.users.execute(
                new Username("olga"), new RegisterUser(9, UserSource.OIDC, "", false), TestServer.provenance()));
        server.set("auth_mode", "oidc_auth");
        assertThat(error(put("/9/cli_secret", "{\"secret\":\"weak\"}", admin())))
                .isEqualTo("400 BAD_REQUEST");
        HttpResponse<String> response = put("/9/cli_secret", secret, admin());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(server.users.executed().getLast().toString())
                .contains("argon2id")
                .doesNotContain(STRONG);
        assertThat(error(put("/9/cli_secret", secret, alice()))).isEqualTo("403 FORBIDDEN");
    }

    @Test
    void tellsCallersWhatTheyMayDo() {
        assertThat(get("/current/permissions", admin()).body()).isEqualTo("[]");
        HttpResponse<String> open = get("/current/permissions?scope=/project/1&relative=true", alice());
        assertThat(texts(open, "resource")).contains("repository", ".").doesNotContain("member");
        assertThat(get("/current/permissions?scope=/project/2&relative=true", alice())
                        .body())
                .isEqualTo("[]");
        assertThat(get("/current/permissions?scope=/project/99", alice()).body())
                .isEqualTo("[]");
        assertThat(get("/current/permissions?scope=/project/2", admin()).body())
                .contains("{\"resource\":\"/project/2/member\",\"action\":\"create\"}")
                .contains("{\"resource\":\"/project/2\",\"action\":\"delete\"}");
        assertThat(get("/current/permissions?scope=/system&relative=true", admin())
                        .body())
                .contains("{\"resource\":\"user\",\"action\":\"create\"}");
        assertThat(get("/current/permissions?scope=/system", alice()).body()).isEqualTo("[]");
        assertThat(error(server.get(USERS + "/current/permissions"))).isEqualTo("401 UNAUTHORIZED");
    }
}
