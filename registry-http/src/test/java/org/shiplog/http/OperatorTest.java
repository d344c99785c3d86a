package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.json;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.storage.identity.OperatorRequests;

/** Requests in the operator's name: what they may do, and all that they may not. */
class OperatorTest {
    private static final String STRONG = "Correct1horse";
    private static final String ADMINS_PASSWORD = "/api/v2.0/users/1/password";
    private static final String CHANGE = "{\"new_password\":\"" + STRONG + "\"}";

    private final OperatorRequests announced = new OperatorRequests(TestDatabase.get(), Runnable::run);
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String word(String method, String target) {
        return "Bearer " + await(announced.announce(method, target, new SecureRandom()));
    }

    private HttpResponse<String> asOperator(String method, String target, String body) {
        return server.sendJson(method, target, body, "Authorization", word(method, target));
    }

    @Test
    void givesTheAdministratorANewPassword() {
        assertThat(asOperator("PUT", ADMINS_PASSWORD, CHANGE).statusCode()).isEqualTo(200);
        assertThat(server.get("/v2/", "Authorization", admin()).statusCode()).isEqualTo(401);
        assertThat(server.get("/v2/", "Authorization", basic("admin", STRONG)).statusCode())
                .isEqualTo(200);
        assertThat(server.users.executed().getLast().provenance().principal()).isEqualTo("operator");
    }

    @Test
    void letsThoseInAgainWhoTriedTooOftenBefore() {
        for (int i = 0; i < 10; i++) {
            server.get("/v2/", "Authorization", basic("admin", "guess " + i));
        }
        assertThat(server.get("/v2/", "Authorization", admin()).statusCode()).isEqualTo(429);
        asOperator("PUT", ADMINS_PASSWORD, CHANGE);
        assertThat(server.get("/v2/", "Authorization", basic("admin", STRONG)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void actsWhileNobodyElseMayChangeAnything() {
        server.set("read_only", "true");
        assertThat(server.sendJson("PUT", ADMINS_PASSWORD, CHANGE, "Authorization", admin())
                        .statusCode())
                .isEqualTo(403);
        assertThat(asOperator("PUT", ADMINS_PASSWORD, CHANGE).statusCode()).isEqualTo(200);
    }

    @Test
    void isBelievedOnce() {
        String word = word("PUT", ADMINS_PASSWORD);
        assertThat(server.sendJson("PUT", ADMINS_PASSWORD, CHANGE, "Authorization", word)
                        .statusCode())
                .isEqualTo(200);
        assertThat(error(server.sendJson("PUT", ADMINS_PASSWORD, CHANGE, "Authorization", word)))
                .isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void isBelievedForTheAnnouncedRequestOnly() {
        assertThat(server.sendJson(
                                "PUT",
                                "/api/v2.0/users/2/password",
                                CHANGE,
                                "Authorization",
                                word("PUT", ADMINS_PASSWORD))
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.get("/api/v2.0/users?page=2", "Authorization", word("GET", "/api/v2.0/users"))
                        .statusCode())
                .isEqualTo(401);
        String users = "/api/v2.0/users?page=1";
        assertThat(server.get(users, "Authorization", word("GET", users)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/",
                "/v2/_catalog",
                "/v2/secret/app/tags/list",
                "/service/token?service=shiplog&scope=repository:secret/app:pull",
                "/c/log_out"
            })
    void isBelievedOnTheManagementApiOnly(String target) {
        assertThat(server.get(target, "Authorization", word("GET", target)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void isNotConfusedWithWhoHasATokenForPushing() {
        String token = server.token(Optional.of(admin()), "registry:catalog:*");
        assertThat(server.get("/v2/_catalog", "Authorization", token).statusCode())
                .isEqualTo(200);
        assertThat(server.get("/api/v2.0/users", "Authorization", token).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "Bearer operator_",
                "Bearer operator_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "Bearer operator_' OR true --",
                "Basic b3BlcmF0b3I6"
            })
    void isNotWhoeverSaysSo(String authorization) {
        assertThat(server.get("/api/v2.0/users", "Authorization", authorization).statusCode())
                .isEqualTo(401);
    }

    @Test
    void isNoUserAndHasNoTokens() {
        String current = "/api/v2.0/users/current";
        assertThat(server.get(current, "Authorization", word("GET", current)).statusCode())
                .isEqualTo(412);
        String tokens = "/api/shiplog/v1/users/current/tokens";
        assertThat(asOperator("POST", tokens, "{\"name\":\"mine\"}").statusCode())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "shiplog", "anonymous"})
    void leavesItsNameToNobody(String name) {
        String body = "{\"username\":\"" + name + "\",\"email\":\"o@example.org\",\"realname\":\"O\",\"password\":\""
                + STRONG + "\"}";
        HttpResponse<String> response = server.sendJson("POST", "/api/v2.0/users", body, "Authorization", admin());
        assertThat(error(response)).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void mayDoWhatAdministratorsMay() {
        assertThat(asOperator("POST", "/api/v2.0/projects", "{\"project_name\":\"made\"}")
                        .statusCode())
                .isEqualTo(201);
        String permissions = "/api/v2.0/permissions";
        assertThat(json(server.get(permissions, "Authorization", word("GET", permissions)))
                        .has("system"))
                .isTrue();
        String log = "/api/v2.0/audit-logs";
        assertThat(server.send("GET", log, BodyPublishers.noBody(), "Authorization", word("GET", log))
                        .statusCode())
                .isEqualTo(200);
    }
}
