package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.access.Role;

@ResourceLock(TestHistory.TABLES)
class WebhookUndoApiTest {
    private static final String POLICIES = "/api/v2.0/projects/team/webhook/policies";
    private static final String ADDRESS = "https://ci.example.org/hook?token=t0ken";
    private static final String POLICY = """
        {"name": "ci", "enabled": true, "event_types": ["PUSH_ARTIFACT"],
         "targets": [{"type": "http", "address": "%s", "auth_header": "Bearer abc"}]}
        """.formatted(ADDRESS);

    private final PastFixture past = new PastFixture();
    private final String bob = past.member("bob", Role.PROJECT_ADMIN);
    private final String path =
            header(past.server.sendJson("POST", POLICIES, POLICY, "Authorization", bob), "Location");

    @AfterEach
    void stop() {
        past.server.close();
    }

    private void put(String before, String after) {
        String body = shown().toString().replace(before, after);
        HttpResponse<String> response = past.server.sendJson("PUT", path, body, "Authorization", bob);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        past.later();
    }

    private JsonNode shown() {
        return json(past.get(path, bob));
    }

    private long last() {
        return past.server.history.id(
                past.server.webhooks.policies.happened().getLast().number());
    }

    private long done(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).at("/changed").asBoolean())
                .as(response.body())
                .isTrue();
        return json(response).at("/event").asLong();
    }

    @Test
    void aChangeGoesBackAndForthAndKeepsItsSecrets() {
        JsonNode before = shown();
        put("\"enabled\":true", "\"enabled\":false");
        JsonNode after = shown();
        assertThat(after.at("/enabled").asBoolean()).isFalse();

        long undone = done(past.undo(last(), bob));
        assertThat(shown()).isEqualTo(before);
        assertThat(before.at("/targets/0/address").asText()).isEqualTo(ADDRESS);
        assertThat(before.at("/targets/0/auth_header").asText()).isEqualTo("Bearer abc");

        done(past.undo(undone, bob));
        assertThat(shown()).isEqualTo(after);
    }

    @Test
    void aNewAddressIsNotTakenBackAndTheAnswerSaysWhy() {
        put("t0ken", "other");
        HttpResponse<String> refused = past.undo(last(), bob);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("were forgotten");
        assertThat(shown().at("/targets/0/address").asText()).endsWith("other");
    }

    @Test
    void aPolicyOnlyGoesWhenItIsAsItWasMade() {
        long created = last();
        put("\"ci\"", "\"cd\"");
        HttpResponse<String> refused = past.undo(created, bob);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("changed since");

        done(past.undo(created, "?force=true", bob));
        assertThat(past.get(path, bob).statusCode()).isEqualTo(404);
        assertThat(past.undo(last(), bob).body()).contains("were forgotten with it");
    }

    @Test
    void needsTheRightToChangePolicies() {
        String carol = past.member("carol", Role.MAINTAINER);
        past.server.register("mallory", false);
        put("\"ci\"", "\"cd\"");
        // Neither may see the project's log, so that neither learns why.
        for (String who : List.of(carol, TestServer.basic("mallory", TestServer.PASSWORD))) {
            HttpResponse<String> refused = past.undo(last(), who);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).doesNotContain("notification-policy");
        }
        assertThat(shown().at("/name").asText()).isEqualTo("cd");
        past.server.send("DELETE", path, BodyPublishers.noBody(), "Authorization", admin());
        assertThat(past.undo(last(), admin()).statusCode()).isEqualTo(409);
    }
}
