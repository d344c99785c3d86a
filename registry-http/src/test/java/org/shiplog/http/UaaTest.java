package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.ImitatedUaa.TOKEN;
import static org.shiplog.http.ImitatedUaa.USERS;
import static org.shiplog.http.ImitatedUaa.USER_INFO;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;

/** Users who log in at a UAA server, here an imitation over real HTTP. */
class UaaTest {
    private static final String ME = "/api/v2.0/users/current";
    private static final String CONFIGURATIONS = "/api/v2.0/configurations";
    private static final String BOB = basic("Bob", "b&b=%41");
    private static final String AWAY = "503 UNAVAILABLE";
    private static final String NO = "401 UNAUTHORIZED";

    private final ImitatedUaa uaa = new ImitatedUaa();
    private final TestServer server = new TestServer();

    @BeforeEach
    void use() {
        uaa.put("bob", "b&b=%41");
        String settings = "{\"uaa_endpoint\":\"" + uaa.url()
                + "/\",\"uaa_client_id\":\"shiplog\",\"uaa_client_secret\":\"" + ImitatedUaa.SECRET + "\"}";
        server.sendJson("PUT", CONFIGURATIONS, settings, "Authorization", admin());
        server.set("auth_mode", "uaa_auth");
    }

    @AfterEach
    void stop() {
        server.close();
        uaa.close();
    }

    private HttpResponse<String> me(String authorization) {
        return server.get(ME, "Authorization", authorization);
    }

    private Optional<User> user(String name) {
        return await(server.users.query(new Username(name), new FindUser()));
    }

    private HttpResponse<String> addMember(String name) {
        String body = "{\"role_id\":3,\"member_user\":{\"username\":\"" + name + "\"}}";
        return server.sendJson("POST", "/api/v2.0/projects/secret/members", body, "Authorization", admin());
    }

    @Test
    void takesInWhoeverHasTheRightPassword() {
        JsonNode bob = json(me(BOB));
        assertThat(bob.get("username").asText())
                .as("the server's names have no case")
                .isEqualTo("bob");
        assertThat(bob.get("realname").asText()).isEqualTo("The bob");
        assertThat(bob.get("email").asText()).isEqualTo("bob@example.org");
        assertThat(user("bob").orElseThrow().source()).isEqualTo(UserSource.UAA);
        assertThat(server.get("/v2/", "Authorization", BOB).statusCode()).isEqualTo(200);
        assertThat(uaa.requests(TOKEN)).hasSize(1);
        assertThat(error(me(basic("bob", "another word")))).isEqualTo(NO);
        assertThat(error(me(basic("bob", "")))).isEqualTo(NO);
        assertThat(error(me(basic("mallory", "b&b=%41")))).isEqualTo(NO);
        assertThat(user("mallory")).isEmpty();
    }

    @Test
    void leavesTheAdministratorToThePasswordThatIsKeptHere() {
        uaa.put("admin", "the server's word");
        assertThat(error(me(basic("admin", "the server's word")))).isEqualTo(NO);
        assertThat(error(me(basic("Admin", "the server's word")))).isEqualTo(NO);
        uaa.close();
        assertThat(me(admin()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /oauth/token | 200 | ``                                         | 503
        /oauth/token | 200 | {}                                         | 503
        /oauth/token | 200 | {"access_token":""}                        | 503
        /oauth/token | 200 | {"access_token":"two\\nlines"}             | 503
        /oauth/token | 400 | {"error":"invalid_grant"}                  | 401
        /oauth/token | 401 | {"error":"invalid_client"}                 | 503
        /oauth/token | 401 | ``                                         | 503
        /oauth/token | 302 | {"access_token":"of-bob"}                  | 503
        /oauth/token | 500 | {"access_token":"of-bob"}                  | 503
        /userinfo    | 200 | {}                                         | 503
        /userinfo    | 200 | {"user_name":["bob"]}                      | 503
        /userinfo    | 200 | {"user_name":"admin"}                      | 401
        /userinfo    | 200 | {"user_name":"b$b"}                        | 401
        /userinfo    | 500 | {"user_name":"bob"}                        | 503
        """)
    void letsNobodyInByAnotherAnswer(String path, int status, String text, int expected) {
        uaa.answerInstead(path, status, text);
        assertThat(me(BOB).statusCode()).isEqualTo(expected);
        assertThat(user("bob")).isEmpty();
    }

    @Test
    void letsNobodyInByAnswersBeyondAllLimits() {
        uaa.answerInstead(TOKEN, 200, "{\"access_token\":\"" + "a".repeat(10_000) + "\"}");
        assertThat(error(me(BOB))).isEqualTo(AWAY);
        uaa.answerInstead(TOKEN, 200, "{\"access_token\":\"of-bob\",\"more\":\"" + "a".repeat(1_100_000) + "\"}");
        assertThat(error(me(BOB))).isEqualTo(AWAY);
        uaa.answerAsEver();
        uaa.answerInstead(USER_INFO, 200, "{\"user_name\":\"" + "b".repeat(256) + "\"}");
        assertThat(error(me(BOB))).isEqualTo(NO);
    }

    @Test
    void knowsTheNameThatWasTypedWhereTheClientMayAskForNoMore() {
        uaa.answerInstead(USER_INFO, 403, "{\"error\":\"insufficient_scope\"}");
        JsonNode bob = json(me(BOB));
        assertThat(bob.get("username").asText()).isEqualTo("bob");
        assertThat(bob.get("realname").asText()).isEqualTo("bob");
    }

    @Test
    void saysSoWhileTheServerIsAway() {
        uaa.close();
        HttpResponse<String> response = me(BOB);
        assertThat(error(response)).isEqualTo(AWAY);
        assertThat(response.body()).doesNotContain("b&b", ImitatedUaa.SECRET, "127.0.0.1");
        assertThat(error(addMember("carol"))).isEqualTo(AWAY);
    }

    @Test
    void saysSoWhileItIsNotSetUp() {
        server.set("uaa_client_id", "");
        assertThat(error(me(BOB))).isEqualTo(AWAY);
        server.set("uaa_client_id", "shiplog");
        server.set("uaa_endpoint", "http://");
        assertThat(error(me(BOB))).isEqualTo(AWAY);
    }

    @Test
    void makesMembersOfUsersWhoHaveNeverLoggedIn() {
        uaa.put("Carol", "word");
        uaa.deactivate("dave");
        assertThat(addMember("carol").statusCode()).isEqualTo(201);
        assertThat(user("carol").orElseThrow().source()).isEqualTo(UserSource.UAA);
        assertThat(error(addMember("CAROL"))).isEqualTo("409 CONFLICT");
        for (String name : new String[] {"mallory", "dave", "c* or userName pr", "\\\\", "a|b"}) {
            assertThat(error(addMember(name))).as(name).isEqualTo("400 BAD_REQUEST");
        }
        uaa.answerInstead(USERS, 200, "{\"resources\":[{\"userName\":\"bob\"}]}");
        assertThat(error(addMember("frank"))).as("somebody else").isEqualTo("400 BAD_REQUEST");
        assertThat(server.get("/api/v2.0/projects/secret", "Authorization", basic("carol", "word"))
                        .statusCode())
                .isEqualTo(200);
        uaa.answerInstead(USERS, 403, "{}");
        assertThat(error(addMember("frank"))).isEqualTo(AWAY);
    }

    @Test
    void looksAgainAfterFiveMinutesForWhomSecretsAreOf() {
        HttpResponse<String> made = server.sendJson(
                "POST", "/api/shiplog/v1/users/current/tokens", "{\"name\":\"laptop\"}", "Authorization", BOB);
        String token = basic("bob", json(made).get("token").asText());
        server.clock.advance(Duration.ofMinutes(5));
        assertThat(me(token).statusCode()).isEqualTo(200);
        assertThat(uaa.requests(USERS)).hasSize(1);
        uaa.answerInstead(USERS, 403, "{}");
        server.clock.advance(Duration.ofMinutes(5));
        assertThat(error(me(token))).as("nobody can be asked").isEqualTo(NO);
        uaa.answerInstead(USERS, 500, "{}");
        assertThat(me(token).statusCode()).as("silence").isEqualTo(200);
        uaa.answerAsEver();
        uaa.deactivate("bob");
        server.clock.advance(Duration.ofMinutes(5));
        assertThat(error(me(token))).isEqualTo(NO);
        uaa.remove("bob");
        assertThat(error(me(token))).isEqualTo(NO);
        uaa.put("bob", "b&b=%41");
        me(BOB);
        assertThat(me(token).statusCode()).as("after the next login").isEqualTo(200);
    }

    @Test
    void keepsTheClientsSecretToItself() {
        HttpResponse<String> shown = server.get(CONFIGURATIONS, "Authorization", admin());
        assertThat(shown.body()).contains("uaa_client_id").doesNotContain(ImitatedUaa.SECRET, "uaa_client_secret");
        assertThat(server.systemSettings.executed().toString()).doesNotContain(ImitatedUaa.SECRET);
    }

    @Test
    void leavesAdministratorsToTheRegistry() {
        long bob = json(me(BOB)).get("user_id").asLong();
        server.sendJson(
                "PUT", "/api/v2.0/users/" + bob + "/sysadmin", "{\"sysadmin_flag\":true}", "Authorization", admin());
        assertThat(user("bob").orElseThrow().systemAdmin()).isTrue();
        server.clock.advance(Duration.ofSeconds(31));
        assertThat(server.get(CONFIGURATIONS, "Authorization", BOB).statusCode())
                .isEqualTo(200);
    }
}
