package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenServiceTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersInTheFormOfTheTokenSpecification() {
        HttpResponse<String> response = server.get(
                "/service/token?service=shiplog&client_id=docker&offline_token=true&account=alice&scope=repository:open/app:pull",
                "Authorization",
                alice());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        JsonNode body = json(response);
        assertThat(body.get("token")).isEqualTo(body.get("access_token"));
        assertThat(body.get("expires_in").asInt()).isEqualTo(300);
        assertThat(body.get("issued_at").asText())
                .isEqualTo(server.clock.instant().toString());
        JsonNode claims = claims("Bearer " + body.get("token").asText());
        assertThat(claims.get("sub").asText()).isEqualTo("alice");
        assertThat(claims.get("aud").asText()).isEqualTo("shiplog");
    }

    @Test
    void grantsWhatWasAskedForAsFarAsItIsAllowed() {
        assertThat(granted(Optional.empty(), "repository:open/app:pull,push,delete"))
                .isEqualTo("[{\"type\":\"repository\",\"name\":\"open/app\",\"actions\":[\"pull\"]}]");
        assertThat(granted(Optional.empty(), "repository:secret/app:pull")).isEqualTo("[]");
        assertThat(granted(Optional.of(alice()), "repository:secret/app:pull,push,*"))
                .isEqualTo("[]");
        assertThat(granted(Optional.of(admin()), "repository:secret/app:push"))
                .isEqualTo("[{\"type\":\"repository\",\"name\":\"secret/app\",\"actions\":[\"push\"]}]");
        assertThat(granted(Optional.of(admin()), "repository:secret/app:*")).contains("[\"pull\",\"push\",\"delete\"]");
    }

    @Test
    void grantsSeveralScopesWhicheverWayTheyAreWritten() {
        String apart = granted(Optional.of(admin()), "repository:open/app:pull", "repository:secret/app:push");
        assertThat(granted(Optional.of(admin()), "repository:secret/app:push%20repository:open/app:pull"))
                .isEqualTo(apart);
    }

    @Test
    void passesOverScopesItDoesNotKnow() {
        assertThat(granted(
                        Optional.of(admin()),
                        "repository:Open/App:pull",
                        "plugin:a/b:pull",
                        "nonsense",
                        "::",
                        "repository:"))
                .isEqualTo("[]");
    }

    @Test
    void grantsTheCatalogToUsersOnly() {
        assertThat(granted(Optional.of(alice()), "registry:catalog:*")).contains("\"catalog\"");
        assertThat(granted(Optional.empty(), "registry:catalog:*")).isEqualTo("[]");
    }

    @Test
    void issuesAnonymousTokensToThoseWithoutCredentials() {
        assertThat(claims(server.token(Optional.empty())).get("sub").asText()).isEmpty();
    }

    @Test
    void refusesWrongPasswords() {
        HttpResponse<String> response =
                server.get("/service/token?service=shiplog", "Authorization", basic("alice", "x"));
        assertThat(error(response)).isEqualTo("401 UNAUTHORIZED");
        assertThat(header(response, "WWW-Authenticate")).startsWith("Basic ");
    }

    @Test
    void refusesOtherServices() {
        assertThat(server.get("/service/token?service=elsewhere").statusCode()).isEqualTo(400);
    }

    @Test
    void knowsTheNameThatScriptsForHarborAskFor() {
        HttpResponse<String> response = server.get("/service/token?service=harbor-registry", "Authorization", alice());

        JsonNode claims = claims("Bearer " + json(response).get("token").asText());
        assertThat(claims.get("aud").asText())
                .as("a token for no other registry")
                .isEqualTo("shiplog");
    }

    @Test
    void sendsClientsOfTheOtherGrantToThisOne() {
        HttpResponse<String> response = server.send(
                "POST",
                "/service/token",
                BodyPublishers.ofString("grant_type=password&service=shiplog&username=alice&password=x"),
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void tokensExpire() {
        try (TestServer own = new TestServer()) {
            String token = own.token(Optional.of(alice()), "repository:open/app:pull");
            own.clock.advance(Duration.ofSeconds(299));
            assertThat(own.get("/v2/open/app/tags/list", "Authorization", token).statusCode())
                    .isEqualTo(200);
            own.clock.advance(Duration.ofSeconds(1));
            assertThat(own.get("/v2/open/app/tags/list", "Authorization", token).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void manyScopesStillMakeATokenThatFitsIntoAHeader() {
        StringBuilder scopes = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            scopes.append("&scope=repository:open/")
                    .append("a".repeat(50))
                    .append(i)
                    .append(":pull,push,delete");
        }
        HttpResponse<String> response = server.get("/service/token?service=shiplog" + scopes, "Authorization", admin());
        assertThat(response.statusCode()).isEqualTo(200);
        String token = "Bearer " + json(response).get("token").asText();
        assertThat(claims(token).get("access").size()).isLessThanOrEqualTo(100);
        assertThat(server.get("/v2/", "Authorization", token).statusCode()).isEqualTo(200);
    }

    private String granted(Optional<String> authorization, String... scopes) {
        return claims(server.token(authorization, scopes)).get("access").toString();
    }

    private static JsonNode claims(String bearer) {
        try {
            return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(bearer.split("\\.")[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
