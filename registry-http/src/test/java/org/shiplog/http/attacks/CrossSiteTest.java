package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.PASSWORD;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.PROJECTS;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.http.Browser;
import org.shiplog.http.route.Route;

/** What a page of another site can make the browser of somebody do who is logged in. */
class CrossSiteTest {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private static Tenants tenants;
    private static String session;

    private long before;

    @BeforeAll
    static void start() {
        tenants = new Tenants();
        Browser browser = Browser.loggedIn(tenants.server, "admin", PASSWORD);
        Tenants.demand(201, browser.json("POST", PROJECTS, "{\"project_name\":\"genuine\"}"));
        session = "sid=" + browser.cookies.get("sid");
        assertThat(tenants.server
                        .get("/api/v2.0/users/current", "Cookie", session)
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        tenants.close();
    }

    @BeforeEach
    void count() {
        before = tenants.events();
    }

    @Test
    void everyOperationThatChangesSomethingWithTheCookieAlone() {
        int tried = 0;
        for (Route route : tenants.server.routes) {
            String path = route.path().template().replaceAll("\\{[^}]+}", "1");
            if (SAFE.contains(route.method().value()) || path.startsWith("/v2/") || path.startsWith("/service/")) {
                continue;
            }
            tried++;
            HttpResponse<String> response =
                    tenants.server.sendJson(route.method().value(), path, "{}", "Cookie", session);
            assertThat(error(response)).as(route.id()).isEqualTo("403 FORBIDDEN");
            assertThat(response.body()).as(route.id()).contains("CSRF");
        }
        assertThat(tried).isGreaterThan(50);
        assertThat(tenants.events()).isEqualTo(before);
    }

    @Test
    void pathsThatAreWrittenInAnotherWay() {
        for (String path : List.of(
                "/%61pi/v2.0/projects",
                "/api%2Fv2.0/projects",
                "/ap%69/v2.0/projects",
                "//api/v2.0/projects",
                "/./api/v2.0/projects",
                "/x/../api/v2.0/projects",
                "/api/v2.0//projects",
                "/api/v2.0/projects/",
                "/API/v2.0/projects")) {
            HttpResponse<String> response =
                    tenants.server.sendJson("POST", path, "{\"project_name\":\"forged\"}", "Cookie", session);
            assertThat(response.statusCode()).as(path).isIn(400, 401, 403, 404, 405);
        }
        assertThat(tenants.events()).isEqualTo(before);
    }

    @Test
    void proofThatIsGuessedOrBelongsToAnotherBrowser() {
        Browser other = Browser.opened(tenants.server);
        String cookie = session + "; _gorilla_csrf="
                + Browser.opened(tenants.server).cookies.get("_gorilla_csrf");
        for (String token : List.of(other.token, "A".repeat(43), "", "null")) {
            HttpResponse<String> response = tenants.server.sendJson(
                    "POST", PROJECTS, "{\"project_name\":\"forged\"}", "Cookie", cookie, "X-Harbor-CSRF-Token", token);
            assertThat(error(response)).as(token).isEqualTo("403 FORBIDDEN");
        }
        assertThat(error(tenants.server.sendJson(
                        "POST",
                        PROJECTS + "?X-Harbor-CSRF-Token=" + other.token,
                        "{\"project_name\":\"forged\"}",
                        "Cookie",
                        cookie)))
                .isEqualTo("403 FORBIDDEN");
        assertThat(tenants.events()).isEqualTo(before);
    }

    @Test
    void methodThatIsNotWhatItSays() {
        for (String header : List.of("X-HTTP-Method-Override", "X-Method-Override", "_method")) {
            HttpResponse<String> response =
                    tenants.server.get(PROJECTS + "/alpha?_method=DELETE", "Cookie", session, header, "DELETE");
            assertThat(response.statusCode()).isEqualTo(200);
        }
        assertThat(tenants.events()).isEqualTo(before);
    }

    /** A browser that has a password stored sends it along; what a form can send must not be enough. */
    @Test
    void formOfAnotherSiteWithAStoredPassword() {
        Tenants.demand(201, tenants.post(PROJECTS, "{\"project_name\":\"by-a-script\"}", ANNA));
        before = tenants.events();
        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
            for (String path : List.of(PROJECTS, PROJECTS + "/alpha/members", Tenants.ROBOTS, Tenants.LABELS)) {
                HttpResponse<String> response = tenants.server.send(
                        "POST",
                        path,
                        BodyPublishers.ofString("{\"project_name\":\"forged\"}"),
                        "Authorization",
                        ANNA,
                        "Origin",
                        "https://evil.example",
                        "Content-Type",
                        type);
                assertThat(response.statusCode()).as(type).isEqualTo(415);
            }
        }
        assertThat(tenants.events()).isEqualTo(before);
    }

    @Test
    void scriptOfAnotherSiteThatAsksWhetherItMay() {
        HttpResponse<String> preflight = tenants.server.send(
                "OPTIONS",
                PROJECTS,
                BodyPublishers.noBody(),
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "DELETE");
        HttpResponse<String> read = tenants.server.get(PROJECTS, "Cookie", session, "Origin", "https://evil.example");
        for (HttpResponse<String> response : List.of(preflight, read)) {
            assertThat(response.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-allow"));
        }
    }

    @Test
    void sessionThatTheAttackerChose() {
        Browser browser = Browser.opened(tenants.server);
        String chosen = "B".repeat(43);
        browser.cookies.put("sid", chosen);
        browser.form("/c/login", Map.of("principal", "anna", "password", PASSWORD));
        assertThat(browser.cookies.get("sid")).isNotEqualTo(chosen);
        assertThat(tenants.server
                        .get("/api/v2.0/users/current", "Cookie", "sid=" + chosen)
                        .statusCode())
                .isEqualTo(401);
    }
}
