package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.audit.AuditScope;

class AuditApiTest {
    private static final String API = "/api/v2.0";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.catalog.acts.add(act(1, "open"));
        server.catalog.acts.add(act(2, "secret"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsAdministratorsEverythingInBothForms() {
        HttpResponse<String> page = server.get(API + "/auditlog-exts?page_size=1", "Authorization", admin());
        assertThat(header(page, "X-Total-Count")).isEqualTo("2");
        assertThat(header(page, "Link")).contains("rel=\"next\"");
        assertThat(json(page).get(0).toString())
                .isEqualTo("{\"id\":1,\"username\":\"bob\",\"resource\":\"open/app:v1\",\"resource_type\":\"artifact\","
                        + "\"operation\":\"create\",\"op_time\":\"2026-11-21T10:00:00Z\","
                        + "\"operation_description\":\"create artifact: open/app:v1\",\"operation_result\":true}");
        JsonNode old = json(server.get(API + "/audit-logs", "Authorization", admin()));
        assertThat(old).hasSize(2);
        assertThat(old.get(0).has("operation_result")).isFalse();
        assertThat(server.catalog.scopes).containsOnly(new AuditScope.Everything());
    }

    @Test
    void showsOthersWhatTheyMaySeeAsMembers() {
        HttpResponse<String> page = server.get(API + "/auditlog-exts", "Authorization", alice());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(json(page)).isEmpty();
        server.get(API + "/audit-logs", "Authorization", alice());
        assertThat(server.catalog.scopes).containsOnly(new AuditScope.WithinMemberships(2, Set.of()));
        assertThat(server.get(API + "/auditlog-exts").statusCode()).isEqualTo(401);
        assertThat(server.get(API + "/audit-logs").statusCode()).isEqualTo(401);
    }

    @Test
    void showsTheLogOfAProjectToWhoeverMaySeeIt() {
        JsonNode log = json(server.get(API + "/projects/secret/auditlog-exts", "Authorization", admin()));
        assertThat(log).hasSize(1);
        assertThat(log.at("/0/id").asLong()).isEqualTo(2);
        assertThat(server.get(API + "/projects/open/auditlog-exts", "Authorization", alice())
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.get(API + "/projects/secret/auditlog-exts", "Authorization", alice())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void namesTheKindsOfActs() {
        JsonNode types = json(server.get(API + "/auditlog-exts/events", "Authorization", admin()));
        assertThat(types).hasSize(18);
        assertThat(types.at("/0/event_type").asText()).isEqualTo("create_artifact");
        assertThat(server.get(API + "/auditlog-exts/events", "Authorization", alice())
                        .statusCode())
                .isEqualTo(403);
    }

    private static AuditRow act(long id, String project) {
        return new AuditRow(
                id,
                Instant.parse("2026-11-21T10:00:00Z"),
                "bob",
                project + "/app:v1",
                "artifact",
                "create",
                Optional.of(project),
                "192.0.2.1",
                "docker",
                "r",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
    }
}
