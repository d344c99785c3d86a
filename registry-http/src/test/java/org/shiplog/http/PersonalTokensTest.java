package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalTokensTest {
    private static final String TOKENS = "/api/shiplog/v1/users/current/tokens";
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

    private HttpResponse<String> create(String body) {
        return server.sendJson("POST", TOKENS, body, "Authorization", alice());
    }

    private HttpResponse<String> delete(String id, String authorization) {
        return server.send("DELETE", TOKENS + "/" + id, BodyPublishers.noBody(), "Authorization", authorization);
    }

    @Test
    void createsATokenThatLogsIn() {
        HttpResponse<String> response = create("{\"name\":\"laptop\"}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        JsonNode created = json(response);
        String token = created.get("token").asText();
        assertThat(token).startsWith("shp_" + created.get("id").asText() + "_");
        assertThat(header(response, "Location"))
                .isEqualTo(TOKENS + "/" + created.get("id").asText());
        assertThat(json(server.get(CURRENT, "Authorization", basic("alice", token)))
                        .get("username")
                        .asText())
                .isEqualTo("alice");
        assertThat(server.get("/v2/", "Authorization", basic("alice", token)).statusCode())
                .isEqualTo(200);
        assertThat(server.get(CURRENT, "Authorization", basic("admin", token)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void tellsATokenOnce() {
        String token = json(create("{\"name\":\"laptop\"}")).get("token").asText();
        HttpResponse<String> list = server.get(TOKENS, "Authorization", alice());
        assertThat(json(list)).singleElement().satisfies(row -> {
            assertThat(row.get("name").asText()).isEqualTo("laptop");
            assertThat(row.has("token")).isFalse();
            assertThat(row.has("hash")).isFalse();
        });
        assertThat(list.body()).doesNotContain(token);
        assertThat(server.users.executed().toString()).doesNotContain(token);
        assertThat(server.get(TOKENS, "Authorization", admin()).body()).isEqualTo("[]");
    }

    @Test
    void letsATokenExpire() {
        String token = json(create("{\"name\":\"today\",\"expires_at\":\"2026-11-21T12:00:00Z\"}"))
                .get("token")
                .asText();
        assertThat(server.get(CURRENT, "Authorization", basic("alice", token)).statusCode())
                .isEqualTo(200);
        server.clock.advance(Duration.ofHours(2));
        assertThat(server.get(CURRENT, "Authorization", basic("alice", token)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void revokesOnesOwnTokensOnly() {
        JsonNode created = json(create("{\"name\":\"laptop\"}"));
        String id = created.get("id").asText();
        String token = created.get("token").asText();
        assertThat(error(delete(id, admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(server.get(CURRENT, "Authorization", basic("alice", token)).statusCode())
                .isEqualTo(200);
        assertThat(delete(id, alice()).statusCode()).isEqualTo(200);
        assertThat(server.get(CURRENT, "Authorization", basic("alice", token)).statusCode())
                .isEqualTo(401);
        assertThat(error(delete(id, alice()))).isEqualTo("404 NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\" \"}",
                "{\"name\":7}",
                "{\"name\":\"x\",\"expires_at\":\"tomorrow\"}",
                "{\"name\":\"x\",\"expires_at\":\"2020-01-01T00:00:00Z\"}",
                "{\"name\":\"x\",\"expires_at\":\"+99999-01-01T00:00:00Z\"}",
                "{\"name\":\"x\",\"hash\":\"y\"}",
                "{\"name\":\"x\",\"user_id\":1}"
            })
    void refusesTokensThatMeanSomethingElse(String body) {
        assertThat(error(create(body))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void limitsTokens() {
        assertThat(error(create("{\"name\":\"" + "x".repeat(129) + "\"}"))).isEqualTo("400 BAD_REQUEST");
        assertThat(create("{\"name\":\"same\"}").statusCode()).isEqualTo(201);
        assertThat(error(create("{\"name\":\"same\"}"))).isEqualTo("409 CONFLICT");
        for (int number = 1; number < 50; number++) {
            assertThat(create("{\"name\":\"token" + number + "\"}").statusCode())
                    .isEqualTo(201);
        }
        assertThat(error(create("{\"name\":\"one more\"}"))).isEqualTo("412 PRECONDITION");
    }

    @Test
    void isForUsersOnly() {
        assertThat(error(server.get(TOKENS))).isEqualTo("401 UNAUTHORIZED");
        assertThat(error(server.sendJson("POST", TOKENS, "{\"name\":\"x\"}"))).isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void aTokenIsNoPassword() {
        String token = json(create("{\"name\":\"laptop\"}")).get("token").asText();
        String body = "{\"old_password\":\"" + token + "\",\"new_password\":\"Another1horse\"}";
        assertThat(error(server.sendJson(
                        "PUT", "/api/v2.0/users/2/password", body, "Authorization", basic("alice", token))))
                .isEqualTo("403 FORBIDDEN");
    }
}
