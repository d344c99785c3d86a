package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.PASSWORD;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsApiTest {
    private static final String USERS = "/api/shiplog/v1/users";
    private static final String ALICE = USERS + "/2/disabled";
    private static final String CURRENT = "/api/v2.0/users/current";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> put(String path, String body) {
        return server.sendJson("PUT", path, body, "Authorization", admin());
    }

    private HttpResponse<String> list(String query) {
        return server.get(USERS + query, "Authorization", admin());
    }

    private JsonNode account(String name) {
        return json(list("?username=" + name)).path(0);
    }

    @Test
    void shutsAUserOutWithEverythingThatLogsThemIn() {
        Browser browser = Browser.loggedIn(server, "alice", PASSWORD);
        String token = server.token(Optional.of(alice()), "repository:open/app:pull");
        String personal = json(server.sendJson(
                        "POST", USERS + "/current/tokens", "{\"name\":\"laptop\"}", "Authorization", alice()))
                .get("token")
                .asText();
        assertThat(put(ALICE, "{\"disabled\":true}").statusCode()).isEqualTo(200);
        assertThat(browser.get(CURRENT).statusCode()).isEqualTo(401);
        assertThat(server.get(CURRENT, "Authorization", alice()).statusCode()).isEqualTo(401);
        assertThat(server.get(CURRENT, "Authorization", basic("alice", personal))
                        .statusCode())
                .isEqualTo(401);
        server.clock.advance(Duration.ofSeconds(5));
        assertThat(server.get("/v2/open/app/tags/list", "Authorization", token).statusCode())
                .isEqualTo(401);
        assertThat(account("alice").get("disabled").asBoolean()).isTrue();
    }

    @Test
    void letsAUserInAgainWithTheSamePassword() {
        put(ALICE, "{\"disabled\":true}");
        assertThat(put(ALICE, "{\"disabled\":false}").statusCode()).isEqualTo(200);
        assertThat(server.get(CURRENT, "Authorization", alice()).statusCode()).isEqualTo(200);
        assertThat(account("alice").get("disabled").asBoolean()).isFalse();
    }

    @Test
    void keepsTheFirstAdministratorAndWhoeverAsks() {
        server.register("boss", true);
        String boss = basic("boss", PASSWORD);
        assertThat(error(server.sendJson("PUT", USERS + "/3/disabled", "{\"disabled\":true}", "Authorization", boss)))
                .isEqualTo("403 FORBIDDEN");
        assertThat(error(server.sendJson("PUT", USERS + "/1/disabled", "{\"disabled\":true}", "Authorization", boss)))
                .isEqualTo("403 FORBIDDEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"disabled\":1}", "{\"disabled\":null}", "{\"disabled\":true,\"x\":1}", "[]", ""})
    void refusesBodiesThatSayNothing(String body) {
        assertThat(error(put(ALICE, body))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void knowsNoUserWhoIsNotThere() {
        assertThat(error(put(USERS + "/999/disabled", "{\"disabled\":true}"))).isEqualTo("404 NOT_FOUND");
        assertThat(json(list("?username=nobody"))).isEmpty();
        assertThat(json(list("?username=a%2Fb"))).isEmpty();
    }

    @Test
    void listsWhoLogsInWhere() {
        HttpResponse<String> all = list("");
        assertThat(header(all, "X-Total-Count")).isEqualTo("2");
        JsonNode first = account("admin");
        assertThat(first.get("user_id").asLong()).isEqualTo(1);
        assertThat(first.get("source").asText()).isEqualTo("database");
        assertThat(first.get("administrator").asBoolean()).isTrue();
        assertThat(first.has("locked_until")).isFalse();
        assertThat(json(list("?search=lic")).path(0).get("username").asText()).isEqualTo("alice");
        assertThat(json(list("?page_size=1&page=2"))).hasSize(1);
    }

    @Test
    void tellsUntilWhenNobodyLooksAtAUsersLogins() {
        for (int i = 0; i < 10; i++) {
            server.get(CURRENT, "Authorization", basic("alice", "guess " + i));
        }
        assertThat(account("alice").get("locked_until").asText())
                .isEqualTo(server.clock.instant().plus(Duration.ofMinutes(5)).toString());
        server.clock.advance(Duration.ofMinutes(5));
        assertThat(account("alice").has("locked_until")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?name=alice", "?username=alice&search=a", "?page=-1", "?page_size=101"})
    void refusesQuestionsThatItDoesNotUnderstand(String query) {
        assertThat(list(query).statusCode()).isIn(400, 422);
    }
}
