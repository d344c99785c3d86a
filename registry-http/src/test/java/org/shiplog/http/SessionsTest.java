package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.PASSWORD;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.identity.UserCommand.ChangeEnablement;
import org.shiplog.domain.identity.Username;
import org.shiplog.storage.identity.SessionKey;

class SessionsTest {
    private static final String CURRENT = "/api/v2.0/users/current";
    private static final String PROJECTS = "/api/v2.0/projects";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Browser aliceLoggedIn() {
        return Browser.loggedIn(server, "alice", PASSWORD);
    }

    private static int status(HttpResponse<String> response) {
        return response.statusCode();
    }

    private String nameOf(Browser browser) {
        HttpResponse<String> response = browser.get(CURRENT);
        return response.statusCode() == 200 ? json(response).get("username").asText() : "nobody";
    }

    @Test
    void logsInWithAForm() {
        Browser browser = Browser.opened(server);
        HttpResponse<String> response = browser.login("alice", PASSWORD);
        assertThat(status(response)).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(nameOf(browser)).isEqualTo("alice");
    }

    @Test
    void keepsItsCookiesFromScriptsAndOtherSites() {
        HttpResponse<String> visit = server.get("/api/v2.0/systeminfo");
        assertThat(header(visit, "Set-Cookie"))
                .startsWith("_gorilla_csrf=")
                .endsWith("; Path=/; HttpOnly; SameSite=Strict");
        HttpResponse<String> login = Browser.opened(server).login("alice", PASSWORD);
        assertThat(login.headers().allValues("Set-Cookie"))
                .singleElement()
                .satisfies(
                        cookie -> assertThat(cookie).matches("sid=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax"));
    }

    @Test
    void keepsOnlyAHashOfTheSessionsId() {
        Browser browser = aliceLoggedIn();
        assertThat(server.storedSessions.sessions).containsOnlyKeys(SessionKey.of(browser.cookies.get("sid")));
        assertThat(server.storedSessions.sessions.toString()).doesNotContain(browser.cookies.get("sid"));
    }

    @Test
    void refusesWrongPasswordsAndUnknownUsersAlike() {
        Browser browser = Browser.opened(server);
        HttpResponse<String> wrong = browser.login("alice", "wrong");
        HttpResponse<String> unknown = browser.login("nobody", "wrong");
        assertThat(error(wrong)).isEqualTo("401 UNAUTHORIZED");
        assertThat(unknown.body()).isEqualTo(wrong.body());
        assertThat(browser.cookies).containsOnlyKeys("_gorilla_csrf");
        assertThat(nameOf(browser)).isEqualTo("nobody");
    }

    @Test
    void slowsDownGuessing() {
        Browser browser = Browser.opened(server);
        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(status(browser.login("alice", "wrong" + attempt))).isEqualTo(401);
        }
        HttpResponse<String> response = browser.login("alice", PASSWORD);
        assertThat(error(response)).isEqualTo("429 TOOMANYREQUESTS");
        assertThat(header(response, "Retry-After")).isEqualTo("300");
    }

    @Test
    void takesOnlyForms() {
        Browser browser = Browser.opened(server);
        assertThat(status(browser.json("POST", "/c/login", "{\"principal\":\"alice\"}")))
                .isEqualTo(415);
        assertThat(error(browser.form("/c/login", Map.of()))).isEqualTo("401 UNAUTHORIZED");
        assertThat(status(browser.form("/c/login", Map.of("principal", "x".repeat(9_000)))))
                .isEqualTo(413);
        HttpResponse<String> twice = server.send(
                "POST",
                "/c/login",
                BodyPublishers.ofString("principal=a&principal=b"),
                browser.headers("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(error(twice)).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void givesEverySessionANewId() {
        Browser browser = Browser.opened(server);
        browser.cookies.put("sid", "A".repeat(43));
        browser.login("alice", PASSWORD);
        String first = browser.cookies.get("sid");
        assertThat(first).isNotEqualTo("A".repeat(43));
        browser.login("alice", PASSWORD);
        assertThat(browser.cookies.get("sid")).isNotEqualTo(first);
        browser.cookies.put("sid", first);
        assertThat(nameOf(browser)).isEqualTo("nobody");
    }

    @Test
    void logsOut() {
        Browser browser = aliceLoggedIn();
        String id = browser.cookies.get("sid");
        assertThat(status(browser.get("/c/log_out"))).isEqualTo(200);
        assertThat(browser.cookies).doesNotContainKey("sid");
        browser.cookies.put("sid", id);
        assertThat(nameOf(browser)).isEqualTo("nobody");
        assertThat(server.storedSessions.sessions).isEmpty();
    }

    @Test
    void endsASessionThatIsNotUsed() {
        Browser browser = aliceLoggedIn();
        server.clock.advance(Duration.ofMinutes(59));
        assertThat(nameOf(browser)).isEqualTo("alice");
        server.clock.advance(Duration.ofMinutes(59));
        assertThat(nameOf(browser)).isEqualTo("alice");
        server.clock.advance(Duration.ofMinutes(60));
        assertThat(nameOf(browser)).isEqualTo("nobody");
    }

    @Test
    void doesNotProlongASessionForWhatAPageAsksOnItsOwn() {
        Browser browser = aliceLoggedIn();
        server.clock.advance(Duration.ofMinutes(40));
        assertThat(status(browser.get(CURRENT, "X-Harbor-No-Session-Renewal", "true")))
                .isEqualTo(200);
        server.clock.advance(Duration.ofMinutes(21));
        assertThat(nameOf(browser)).isEqualTo("nobody");
    }

    @Test
    void followsTheTimeoutThatIsSet() {
        Browser browser = aliceLoggedIn();
        server.set("session_timeout", "5");
        server.clock.advance(Duration.ofMinutes(4));
        assertThat(nameOf(browser)).isEqualTo("alice");
        server.clock.advance(Duration.ofMinutes(6));
        assertThat(nameOf(browser)).isEqualTo("nobody");
    }

    @Test
    void endsASessionThatAnotherNodeEndedWithinASecond() {
        Browser browser = aliceLoggedIn();
        assertThat(nameOf(browser)).isEqualTo("alice");
        server.storedSessions.sessions.clear();
        server.clock.advance(Duration.ofMillis(1001));
        assertThat(nameOf(browser)).isEqualTo("nobody");
    }

    @Test
    void endsTheSessionsOfADisabledUserAtOnce() {
        Browser browser = aliceLoggedIn();
        assertThat(nameOf(browser)).isEqualTo("alice");
        await(server.users.execute(new Username("alice"), new ChangeEnablement(false), TestServer.provenance()));
        assertThat(nameOf(browser)).isEqualTo("nobody");
    }

    @Test
    void passwordChangeEndsAllSessions() {
        Browser one = aliceLoggedIn();
        Browser other = aliceLoggedIn();
        Browser administrator = Browser.loggedIn(server, "admin", PASSWORD);
        assertThat(nameOf(other)).isEqualTo("alice");
        assertThat(status(one.json(
                        "PUT",
                        "/api/v2.0/users/2/password",
                        "{\"old_password\":\"" + PASSWORD + "\",\"new_password\":\"Another1horse\"}")))
                .isEqualTo(200);
        assertThat(nameOf(one)).isEqualTo("nobody");
        assertThat(nameOf(other)).isEqualTo("nobody");
        assertThat(nameOf(administrator)).isEqualTo("admin");
    }

    @Test
    void aSessionOfADeletedUserIsNobodys() {
        Browser browser = aliceLoggedIn();
        server.send("DELETE", "/api/v2.0/users/2", BodyPublishers.noBody(), "Authorization", admin());
        server.register("alice", true);
        assertThat(nameOf(browser)).isEqualTo("nobody");
    }

    @Test
    void changesNothingWithoutTheToken() {
        Browser browser = Browser.loggedIn(server, "admin", PASSWORD);
        String token = browser.token;
        String body = "{\"project_name\":\"tools\"}";
        browser.token = "";
        HttpResponse<String> missing = browser.json("POST", PROJECTS, body);
        assertThat(error(missing)).isEqualTo("403 FORBIDDEN");
        assertThat(missing.body()).contains("CSRF token not found in request");
        browser.token = "B".repeat(43);
        HttpResponse<String> wrong = browser.json("POST", PROJECTS, body);
        assertThat(error(wrong)).isEqualTo("403 FORBIDDEN");
        assertThat(wrong.body()).contains("CSRF token invalid");
        browser.token = token;
        String cookie = browser.cookies.remove("_gorilla_csrf");
        assertThat(error(browser.json("POST", PROJECTS, body))).isEqualTo("403 FORBIDDEN");
        browser.token = token;
        browser.cookies.put("_gorilla_csrf", cookie);
        assertThat(status(browser.json("POST", PROJECTS, body))).isEqualTo(201);
    }

    @Test
    void doesNotLogInWithoutTheToken() {
        Browser browser = Browser.opened(server);
        browser.token = "";
        assertThat(error(browser.login("alice", PASSWORD))).isEqualTo("403 FORBIDDEN");
        assertThat(error(server.send(
                        "POST",
                        "/c/login",
                        BodyPublishers.ofString("principal=alice&password=x"),
                        "Content-Type",
                        "application/x-www-form-urlencoded")))
                .isEqualTo("403 FORBIDDEN");
    }

    @Test
    void credentialsCountBeforeAStraySession() {
        Browser browser = aliceLoggedIn();
        String sid = "sid=" + browser.cookies.get("sid");
        assertThat(json(server.get(CURRENT, "Cookie", sid, "Authorization", admin()))
                        .get("username")
                        .asText())
                .isEqualTo("admin");
        assertThat(status(server.sendJson(
                        "POST",
                        PROJECTS,
                        "{\"project_name\":\"tools\"}",
                        "Cookie",
                        "sid=left-over",
                        "Authorization",
                        admin())))
                .isEqualTo(201);
        assertThat(error(server.get(CURRENT, "Cookie", sid, "Authorization", TestServer.basic("alice", "wrong"))))
                .isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void bothersNoClientThatLogsInByItself() {
        HttpResponse<String> response = server.get(CURRENT, "Authorization", alice());
        assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(header(response, "X-Harbor-CSRF-Token")).isEmpty();
        assertThat(server.get("/v2/").headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void aSessionCountsNowhereButOnTheManagementApi() {
        Browser browser = Browser.loggedIn(server, "admin", PASSWORD);
        assertThat(status(browser.get("/v2/"))).isEqualTo(401);
        assertThat(status(browser.get("/v2/secret/app/tags/list"))).isEqualTo(401);
        assertThat(status(browser.get("/v2/open/app/tags/list"))).isEqualTo(200);
        String token = json(browser.get("/service/token?scope=repository:secret/app:pull"))
                .get("token")
                .asText();
        assertThat(status(server.get("/v2/secret/app/tags/list", "Authorization", "Bearer " + token)))
                .isEqualTo(401);
    }

    @Test
    void junkForASessionIsNobody() {
        Browser browser = Browser.opened(server);
        for (String junk : List.of("x", "%00", "A".repeat(43), "A".repeat(4_000))) {
            browser.cookies.put("sid", junk);
            assertThat(nameOf(browser)).as(junk).isEqualTo("nobody");
        }
    }

    @Test
    void tellsWhetherANameIsTakenOnlyWhereUsersRegisterThemselves() {
        Browser browser = Browser.opened(server);
        assertThat(error(browser.form("/c/userExists", Map.of("target", "username", "value", "alice"))))
                .isEqualTo("412 PRECONDITION");
        assertThat(Browser.loggedIn(server, "admin", PASSWORD)
                        .form("/c/userExists", Map.of("target", "username", "value", "alice"))
                        .body())
                .isEqualTo("true");
        server.set("self_registration", "true");
        assertThat(browser.form("/c/userExists", Map.of("target", "username", "value", "bob"))
                        .body())
                .isEqualTo("false");
        assertThat(browser.form("/c/userExists", Map.of("target", "email", "value", "a@example.org"))
                        .body())
                .isEqualTo("false");
        assertThat(error(browser.form("/c/userExists", Map.of("target", "phone", "value", "1"))))
                .isEqualTo("400 BAD_REQUEST");
    }
}
