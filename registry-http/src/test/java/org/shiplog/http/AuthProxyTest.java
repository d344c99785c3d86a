package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.ImitatedProxy.LOGIN;
import static org.shiplog.http.ImitatedProxy.REVIEW;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserCommand.ChangeEnablement;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;

/** Users who log in at an authentication proxy, here an imitation over real HTTP. */
class AuthProxyTest {
    private static final String ME = "/api/v2.0/users/current";
    private static final String MEMBERS = "/api/v2.0/projects/secret/members";
    private static final String SECRET = "/api/v2.0/projects/secret";
    private static final String BOB = basic("bob", "bob's word");
    private static final String AWAY = "503 UNAVAILABLE";
    private static final String NO = "401 UNAUTHORIZED";

    private final ImitatedProxy proxy = new ImitatedProxy();
    private final TestServer server = new TestServer();

    @BeforeEach
    void use() {
        proxy.put("bob", "bob's word", "builders");
        server.set("http_authproxy_endpoint", proxy.url() + LOGIN);
        server.set("http_authproxy_tokenreview_endpoint", proxy.url() + REVIEW);
        server.set("auth_mode", "http_auth");
    }

    @AfterEach
    void stop() {
        server.close();
        proxy.close();
    }

    private HttpResponse<String> me(String authorization) {
        return server.get(ME, "Authorization", authorization);
    }

    private Optional<User> user(String name) {
        return await(server.users.query(new Username(name), new FindUser()));
    }

    private HttpResponse<String> addMember(String body) {
        return server.sendJson("POST", MEMBERS, body, "Authorization", admin());
    }

    @Test
    void takesInWhoeverHasTheRightPassword() {
        JsonNode bob = json(me(BOB));
        assertThat(bob.get("username").asText()).isEqualTo("bob");
        assertThat(bob.get("admin_role_in_auth").asBoolean()).isFalse();
        assertThat(user("bob").orElseThrow().source()).isEqualTo(UserSource.HTTP);
        assertThat(proxy.requests(LOGIN).getFirst().authorization()).isEqualTo(BOB);
        assertThat(error(me(basic("bob", "another word")))).isEqualTo(NO);
        assertThat(error(me(basic("mallory", "bob's word")))).isEqualTo(NO);
        assertThat(user("mallory")).isEmpty();
    }

    @Test
    void leavesTheAdministratorToThePasswordThatIsKeptHere() {
        proxy.put("admin", "the proxy's word", "builders");
        assertThat(error(me(basic("admin", "the proxy's word")))).isEqualTo(NO);
        proxy.close();
        assertThat(me(admin()).statusCode()).isEqualTo(200);
        assertThat(proxy.requests(LOGIN)).isEmpty();
    }

    @Test
    void asksOnceForAPasswordThatComesWithEveryRequest() {
        me(BOB);
        me(BOB);
        assertThat(proxy.requests(LOGIN)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        200 | ``                                   | 503
        200 | <html>welcome</html>                 | 503
        200 | []                                   | 503
        200 | {}                                   | 503
        200 | {"session_id":""}                    | 503
        200 | {"session_id":7}                     | 503
        200 | {"session_id":"a","session_id":"b"}  | 503
        204 | ``                                   | 503
        302 | {"session_id":"a"}                   | 503
        400 | {}                                   | 503
        401 | {"session_id":"a"}                   | 401
        403 | {}                                   | 401
        404 | {}                                   | 503
        500 | {"session_id":"a"}                   | 503
        """)
    void letsNobodyInByAnotherAnswerToAPassword(int status, String text, int expected) {
        proxy.answerInstead(LOGIN, status, text);
        assertThat(me(BOB).statusCode()).isEqualTo(expected);
        assertThat(user("bob")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        200 | ``                                                                | 503
        200 | {}                                                                | 503
        200 | {"status":true}                                                   | 503
        200 | {"status":{"user":{"username":"bob"}}}                            | 401
        200 | {"status":{"authenticated":false,"user":{"username":"bob"}}}      | 401
        200 | {"status":{"authenticated":1,"user":{"username":"bob"}}}          | 401
        200 | {"status":{"authenticated":true}}                                 | 503
        200 | {"status":{"authenticated":true,"user":{"username":""}}}          | 503
        200 | {"status":{"authenticated":true,"user":{"username":["bob"]}}}     | 503
        200 | {"status":{"authenticated":true,"user":{"username":"admin"}}}     | 401
        200 | {"status":{"authenticated":true,"user":{"username":"anonymous"}}} | 401
        200 | {"status":{"authenticated":true,"user":{"username":"b$b"}}}       | 401
        401 | {"status":{"authenticated":true,"user":{"username":"bob"}}}       | 401
        404 | {"status":{"authenticated":true,"user":{"username":"bob"}}}       | 503
        500 | {"status":{"authenticated":true,"user":{"username":"bob"}}}       | 503
        """)
    void letsNobodyInByAnotherReview(int status, String text, int expected) {
        proxy.answerInstead(REVIEW, status, text);
        assertThat(me(BOB).statusCode()).isEqualTo(expected);
        assertThat(user("bob")).isEmpty();
    }

    @Test
    void letsNobodyInByAnswersBeyondAllLimits() {
        proxy.answerInstead(LOGIN, 200, "{\"session_id\":\"" + "a".repeat(10_000) + "\"}");
        assertThat(error(me(BOB))).isEqualTo(AWAY);
        proxy.answerInstead(LOGIN, 200, "{\"session_id\":\"a\",\"more\":\"" + "a".repeat(1_100_000) + "\"}");
        assertThat(error(me(BOB))).isEqualTo(AWAY);
        proxy.answerAsEver();
        String groups = IntStream.range(0, 1001).mapToObj(i -> "\"g" + i + "\"").collect(Collectors.joining(","));
        proxy.answerInstead(
                REVIEW,
                200,
                "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"bob\",\"groups\":[" + groups + "]}}}");
        assertThat(error(me(BOB))).isEqualTo(AWAY);
        proxy.answerInstead(
                REVIEW,
                200,
                "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"" + "b".repeat(256) + "\"}}}");
        assertThat(error(me(BOB))).isEqualTo(NO);
        assertThat(user("bob")).isEmpty();
    }

    @Test
    void saysSoWhileTheProxyIsAway() {
        proxy.close();
        HttpResponse<String> response = me(BOB);
        assertThat(error(response)).isEqualTo(AWAY);
        assertThat(response.body()).doesNotContain("bob's word", "127.0.0.1");
        assertThat(server.get("/v2/", "Authorization", BOB).statusCode()).isEqualTo(503);
        assertThat(server.get("/service/token?service=shiplog", "Authorization", BOB)
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void waitsForNobodyForEver() {
        proxy.fallSilent();
        assertThat(error(me(BOB))).isEqualTo(AWAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy", "ftp://127.0.0.1/", "http://user:word@127.0.0.1/", "http://"})
    void saysSoWhileItIsNotSetUp(String endpoint) {
        server.set("http_authproxy_tokenreview_endpoint", endpoint);
        assertThat(error(me(BOB))).isEqualTo(AWAY);
        assertThat(me(admin()).statusCode()).isEqualTo(200);
    }

    @Test
    void stopsWhoeverGuesses() {
        for (int i = 0; i < 10; i++) {
            assertThat(me(basic("bob", "guess " + i)).statusCode()).isEqualTo(401);
        }
        assertThat(me(BOB).statusCode()).isEqualTo(429);
        assertThat(proxy.requests(LOGIN)).hasSize(10);
    }

    @Test
    void writesNamesAsTheProxyDoes() {
        for (String name : new String[] {"Bob", "b'ob; --", "böb", "b\\ob", "*", "b".repeat(255)}) {
            proxy.put(name, "word");
            assertThat(me(basic(name, "word")).statusCode()).as(name).isEqualTo(200);
            assertThat(user(name)).as(name).isPresent();
        }
        for (String name : new String[] {"b|ob", "b$ob", "b/ob", "b".repeat(256), ""}) {
            proxy.put(name, "word");
            assertThat(error(me(basic(name, "word")))).as(name).isEqualTo(NO);
        }
    }

    @Test
    void givesTheRolesOfGroupsInProjectsUntilTheyAreLeft() {
        String group = "{\"role_id\":3,\"member_group\":{\"group_name\":\"builders\",\"group_type\":2}}";
        assertThat(error(addMember(group))).as("a group that nobody has named").isEqualTo("400 BAD_REQUEST");
        assertThat(server.get(SECRET, "Authorization", BOB).statusCode()).isEqualTo(403);
        assertThat(addMember(group).statusCode()).isEqualTo(201);
        assertThat(server.get(SECRET, "Authorization", BOB).statusCode()).isEqualTo(200);
        JsonNode found = json(server.get("/api/v2.0/usergroups/search?groupname=build", "Authorization", admin()));
        assertThat(found.findValuesAsText("group_name")).containsExactly("builders");
        proxy.put("bob", "bob's word");
        server.clock.advance(Duration.ofSeconds(31));
        assertThat(server.get(SECRET, "Authorization", BOB).statusCode()).isEqualTo(403);
    }

    @Test
    void makesAdministratorsOfThoseWhoAreNamedAndOfMembersOfNamedGroups() {
        proxy.put("carol", "word", "admins", "others");
        server.set("http_authproxy_admin_groups", "none, admins");
        assertThat(isAdministrator("carol")).isTrue();
        assertThat(json(me(basic("carol", "word"))).get("admin_role_in_auth").asBoolean())
                .isTrue();
        assertThat(isAdministrator("bob")).isFalse();
        proxy.put("carol", "word", "admin");
        server.set("http_authproxy_admin_usernames", "bob ,dave");
        server.clock.advance(Duration.ofSeconds(31));
        assertThat(isAdministrator("carol")).isFalse();
        assertThat(isAdministrator("bob")).isTrue();
    }

    private boolean isAdministrator(String name) {
        String word = name.equals("bob") ? "bob's word" : "word";
        return server.get("/api/v2.0/configurations", "Authorization", basic(name, word))
                        .statusCode()
                == 200;
    }

    @Test
    void believesTokensThatTheProxyReviewsInPlaceOfAPassword() {
        String docker = basic("tokenreview$bob", proxy.token("bob"));
        assertThat(server.get("/v2/", "Authorization", docker).statusCode()).isEqualTo(200);
        assertThat(user("bob")).as("taken in").isPresent();
        String group = "{\"role_id\":3,\"member_group\":{\"group_name\":\"builders\",\"group_type\":2}}";
        assertThat(addMember(group).statusCode()).isEqualTo(201);
        server.clock.advance(Duration.ofSeconds(31));
        String registry = server.token(Optional.of(docker), "repository:secret/app:pull,push");
        assertThat(server.get("/v2/secret/app/tags/list", "Authorization", registry)
                        .statusCode())
                .isEqualTo(200);
        assertThat(proxy.requests(LOGIN)).isEmpty();
        assertThat(proxy.requests(REVIEW).getFirst().body()).contains("authentication.k8s.io/v1beta1");
    }

    @Test
    void believesNoOtherTokens() {
        String bobs = proxy.token("bob");
        proxy.put("carol", "word");
        me(BOB);
        for (String authorization : new String[] {
            basic("tokenreview$bob", "made up"),
            basic("tokenreview$bob", ""),
            basic("tokenreview$bob", "bob's word"),
            basic("tokenreview$carol", bobs),
            basic("tokenreview$BOB", bobs),
            basic("tokenreview$", bobs),
            basic("tokenreview$tokenreview$bob", bobs),
            basic("tokenreview", bobs),
            basic("bob", bobs),
            basic("tokenreview$admin", proxy.token("admin"))
        }) {
            assertThat(server.get("/v2/", "Authorization", authorization).statusCode())
                    .isEqualTo(401);
            assertThat(server.get("/service/token?service=shiplog", "Authorization", authorization)
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(user("carol")).isEmpty();
        server.set("auth_mode", "db_auth");
        assertThat(server.get("/v2/", "Authorization", basic("tokenreview$bob", bobs))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void shutsOutWhoeverIsDisabledHere() {
        String docker = basic("tokenreview$bob", proxy.token("bob"));
        assertThat(server.get("/v2/", "Authorization", docker).statusCode()).isEqualTo(200);
        await(server.users.execute(new Username("bob"), new ChangeEnablement(false), TestServer.provenance()));
        assertThat(server.get("/v2/", "Authorization", docker).statusCode()).isEqualTo(401);
        assertThat(error(me(BOB))).isEqualTo(NO);
        assertThat(error(server.get("/c/authproxy/redirect?token=" + proxy.token("bob"))))
                .isEqualTo(NO);
    }

    @Test
    void letsInBrowsersThatTheProxySends() {
        HttpResponse<String> entered =
                server.get("/c/authproxy/redirect?token=" + proxy.token("bob") + "&postURI=/projects?a=b");
        assertThat(entered.statusCode()).isEqualTo(302);
        assertThat(header(entered, "Location")).isEqualTo("/projects?a=b");
        assertThat(header(entered, "Cache-Control")).isEqualTo("no-store");
        assertThat(json(server.get(ME, "Cookie", session(entered).orElseThrow()))
                        .get("username")
                        .asText())
                .isEqualTo("bob");
        assertThat(header(server.get("/c/authproxy/redirect?token=" + proxy.token("bob")), "Location"))
                .isEqualTo("/");
    }

    @Test
    void letsInNoOtherBrowsers() {
        String path = "/c/authproxy/redirect";
        assertThat(error(server.get(path))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(server.get(path + "?token=made%20up"))).isEqualTo(NO);
        for (String target : new String[] {"//evil.example", "https://evil.example", "/%5Cevil.example", "x"}) {
            HttpResponse<String> response = server.get(path + "?token=" + proxy.token("bob") + "&postURI=" + target);
            assertThat(error(response)).as(target).isEqualTo("400 BAD_REQUEST");
            assertThat(session(response)).isEmpty();
        }
        proxy.answerInstead(REVIEW, 500, "{}");
        assertThat(error(server.get(path + "?token=any"))).isEqualTo(AWAY);
        server.set("auth_mode", "db_auth");
        assertThat(error(server.get(path + "?token=any"))).isEqualTo("412 PRECONDITION");
    }

    @Test
    void asksAgainAfterFiveMinutesWhatSessionsStandOn() {
        String group = "{\"role_id\":3,\"member_group\":{\"group_name\":\"builders\",\"group_type\":2}}";
        String session = enter();
        addMember(group);
        session = enter();
        assertThat(server.get(SECRET, "Cookie", session).statusCode()).isEqualTo(200);
        proxy.put("bob", "bob's word", "others");
        assertThat(server.get(SECRET, "Cookie", session).statusCode())
                .as("believed")
                .isEqualTo(200);
        server.clock.advance(Duration.ofMinutes(5));
        assertThat(server.get(SECRET, "Cookie", session).statusCode()).isEqualTo(403);
        proxy.answerInstead(REVIEW, 500, "{}");
        server.clock.advance(Duration.ofMinutes(20));
        assertThat(server.get(ME, "Cookie", session).statusCode()).as("silence").isEqualTo(200);
        server.clock.advance(Duration.ofMinutes(11));
        assertThat(server.get(ME, "Cookie", session).statusCode())
                .as("a long one")
                .isEqualTo(503);
        proxy.answerAsEver();
        assertThat(server.get(ME, "Cookie", session).statusCode()).isEqualTo(200);
    }

    @Test
    void takesEverythingFromWhomTheProxyNoLongerKnows() {
        server.set("http_authproxy_admin_usernames", "bob");
        String session = enter();
        HttpResponse<String> made = server.sendJson(
                "POST", "/api/shiplog/v1/users/current/tokens", "{\"name\":\"laptop\"}", "Authorization", BOB);
        String token = basic("bob", json(made).get("token").asText());
        assertThat(me(token).statusCode()).isEqualTo(200);
        proxy.endSessions();
        server.clock.advance(Duration.ofMinutes(5));
        assertThat(error(me(token))).isEqualTo(NO);
        assertThat(server.get(ME, "Cookie", session).statusCode()).isEqualTo(401);
        assertThat(user("bob").orElseThrow().groups()).isEmpty();
        assertThat(user("bob").orElseThrow().adminElsewhere()).isFalse();
        me(BOB);
        assertThat(me(token).statusCode()).as("after the next login").isEqualTo(200);
    }

    private String enter() {
        return session(server.get("/c/authproxy/redirect?token=" + proxy.token("bob")))
                .orElseThrow();
    }

    private static Optional<String> session(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("sid="))
                .map(cookie -> cookie.split(";", 2)[0])
                .findFirst();
    }

    @Test
    void takesNamesOfMembersOnTrustOnlyWhereThatIsSet() {
        String user = "{\"role_id\":3,\"member_user\":{\"username\":\"Erin\"}}";
        String group = "{\"role_id\":3,\"member_group\":{\"group_name\":\"testers\",\"group_type\":2}}";
        assertThat(error(addMember(user))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(addMember(group))).isEqualTo("400 BAD_REQUEST");
        assertThat(user("Erin")).isEmpty();
        server.set("http_authproxy_skip_search", "true");
        assertThat(addMember(user).statusCode()).isEqualTo(201);
        assertThat(addMember(group).statusCode()).isEqualTo(201);
        assertThat(error(addMember(user.replace("Erin", "anonymous")))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(addMember(user.replace("Erin", "e|rin")))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(me(basic("Erin", "")))).isEqualTo(NO);
        proxy.put("Erin", "word", "testers");
        assertThat(server.get(SECRET, "Authorization", basic("Erin", "word")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void tellsClientsOfTheProxy() {
        JsonNode told = json(server.get("/api/v2.0/systeminfo"));
        assertThat(told.get("auth_mode").asText()).isEqualTo("http_auth");
        assertThat(told.get("authproxy_settings").toString())
                .isEqualTo("{\"endpoint\":\"" + proxy.url() + LOGIN + "\",\"tokenreivew_endpoint\":\"" + proxy.url()
                        + REVIEW + "\",\"skip_search\":false,\"verify_cert\":true,\"server_certificate\":\"\"}");
        server.set("auth_mode", "db_auth");
        assertThat(json(server.get("/api/v2.0/systeminfo")).has("authproxy_settings"))
                .isFalse();
    }
}
