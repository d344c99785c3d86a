package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemInfoApiTest {
    private static final String SYSTEM_INFO = "/api/v2.0/systeminfo";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsStrangersOnlyHowToLogIn() {
        assertThat(StreamSupport.stream(
                                ((Iterable<String>) () ->
                                                json(server.get(SYSTEM_INFO)).fieldNames())
                                        .spliterator(),
                                false)
                        .toList())
                .containsExactlyInAnyOrder("auth_mode", "primary_auth_mode", "self_registration", "banner_message");
    }

    @Test
    void tellsUsersWhatMatters() {
        JsonNode info = json(server.get(SYSTEM_INFO, "Authorization", alice()));
        assertThat(info.get("harbor_version").asText()).matches("v[0-9]+\\.[0-9]+\\.[0-9]+-[a-z0-9]+");
        assertThat(info.get("registry_url").asText()).isEqualTo("127.0.0.1:" + server.port());
        assertThat(info.get("external_url").asText()).isEqualTo(server.address());
        assertThat(info.get("project_creation_restriction").asText()).isEqualTo("everyone");
        assertThat(info.get("registry_storage_provider_name").asText()).isEqualTo("filesystem");
        assertThat(info.get("has_ca_root").asBoolean()).isFalse();
        assertThat(info.get("read_only").asBoolean()).isFalse();
        assertThat(info.get("notification_enable").asBoolean()).isTrue();
        assertThat(info.has("current_time")).isTrue();
        assertThat(info.has("oidc_provider_name")).isFalse();
    }

    @Test
    void followsTheSettingsAtOnce() {
        server.otherUsers.set(0);
        set(
                "{\"self_registration\":true,\"banner_message\":\"{}\",\"auth_mode\":\"oidc_auth\",\"oidc_name\":\"Company\","
                    + "\"project_creation_restriction\":\"adminonly\",\"notification_enable\":false}");
        JsonNode info = json(server.get(SYSTEM_INFO));
        assertThat(info.get("self_registration").asBoolean()).isTrue();
        assertThat(info.get("banner_message").asText()).isEqualTo("{}");
        assertThat(info.get("oidc_provider_name").asText()).isEqualTo("Company");
        assertThat(info.has("notification_enable")).isFalse();
    }

    @Test
    void tellsAdministratorsHowMuchSpaceThereIs() {
        JsonNode volumes = json(server.get(SYSTEM_INFO + "/volumes", "Authorization", admin()));
        assertThat(volumes.toString()).isEqualTo("{\"storage\":[{\"total\":1000,\"free\":400}]}");
        assertThat(server.get(SYSTEM_INFO + "/volumes").statusCode()).isEqualTo(401);
        assertThat(server.get(SYSTEM_INFO + "/volumes", "Authorization", alice())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void hasNoAuthorityOfItsOwn() {
        assertThat(error(server.get(SYSTEM_INFO + "/getcert"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void echoesTheIdOfARequest() {
        assertThat(header(server.get("/api/v2.0/ping", "X-Request-Id", "mine"), "X-Request-Id"))
                .isEqualTo("mine");
        assertThat(header(server.get("/api/v2.0/ping"), "X-Request-Id")).isNotEmpty();
    }

    private void set(String settings) {
        assertThat(server.sendJson("PUT", "/api/v2.0/configurations", settings, "Authorization", admin())
                        .statusCode())
                .isEqualTo(200);
    }
}
