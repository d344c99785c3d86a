package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.FindSettings;
import org.shiplog.http.settings.SettingKey;

class SettingsApiTest {
    private static final String CONFIGURATIONS = "/api/v2.0/configurations";

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
    void showsEveryKeyButTheSecretsWithItsDefault() {
        JsonNode shown = shown();
        for (SettingKey key : SettingKey.values()) {
            assertThat(shown.has(key.wireName())).as(key.wireName()).isEqualTo(!key.isSecret());
        }
        assertThat(shown.at("/auth_mode").toString())
                .as("there are other users")
                .isEqualTo("{\"value\":\"db_auth\",\"editable\":false}");
        assertThat(shown.at("/read_only").toString()).isEqualTo("{\"value\":false,\"editable\":true}");
        assertThat(shown.at("/read_only/value").isBoolean()).isTrue();
        assertThat(shown.at("/storage_per_project/value").asLong()).isEqualTo(-1);
        assertThat(shown.at("/scan_all_policy/value/type").asText()).isEqualTo("none");
        assertThat(shown.at("/scan_all_policy/type").asText()).isEqualTo("none");
    }

    @Test
    void changesOnlyWhatIsNamed() {
        HttpResponse<String> response =
                put("{\"robot_name_prefix\":\"bot-\",\"session_timeout\":120,\"notification_enable\":false,"
                        + "\"ldap_url\":null,\"unheard_of\":[1]}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        JsonNode shown = shown();
        assertThat(shown.at("/robot_name_prefix/value").asText()).isEqualTo("bot-");
        assertThat(shown.at("/session_timeout/value").asLong()).isEqualTo(120);
        assertThat(shown.at("/notification_enable/value").asBoolean()).isFalse();
        assertThat(stored().values()).containsOnlyKeys("robot_name_prefix", "session_timeout", "notification_enable");
    }

    @Test
    void takesDaysForRobotsAsHarborDoes() {
        assertThat(put("{\"robot_token_duration\":9999999999}").statusCode()).isEqualTo(200);
        assertThat(shown().at("/robot_token_duration/value").asLong()).isEqualTo(9_999_999_999L);
    }

    @Test
    void isNoEventWhenNothingChanges() {
        put("{\"read_only\":false,\"auth_mode\":\"db_auth\",\"token_expiration\":5}");
        assertThat(stored().values()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token_expiration|0",
                "token_expiration|1.5",
                "token_expiration|\"30\"",
                "token_expiration|99999999999999999999",
                "read_only|\"true\"",
                "read_only|1",
                "auth_mode|\"saml_auth\"",
                "auth_mode|true",
                "robot_name_prefix|\"\"",
                "storage_per_project|0",
                "storage_per_project|\"5368709120\"",
                "robot_token_duration|0",
                "robot_token_duration|10000000000",
                "storage_per_project|-2",
                "ldap_scope|3",
                "ldap_search_password|7",
                "oidc_client_secret|{}",
                "scan_all_policy|\"none\"",
                "audit_log_forward_endpoint|\"no port\"",
                "audit_log_forward_endpoint|\"logs.example.org\"",
                "audit_log_forward_endpoint|\"logs.example.org:0\"",
                "audit_log_forward_endpoint|\"logs.example.org:65536\"",
                "audit_log_forward_endpoint|\"udp://logs.example.org:514\"",
                "audit_log_forward_endpoint|\"syslog+tcp://logs.example.org\"",
                "audit_log_forward_endpoint|\"https://user:secret@logs.example.org/\"",
                "audit_log_forward_endpoint|\"https:///path\"",
                "audit_log_forward_ca_certificate|\"no certificate\"",
                "audit_log_forward_token|\"one\\ntwo\"",
                "audit_log_forward_format|\"xml\"",
                "skip_audit_log_database|true",
            })
    void refusesValuesOfAnotherKindAndNamesTheirKey(String key, String value) {
        HttpResponse<String> response = put("{\"banner_message\":\"x\",\"" + key + "\":" + value + "}");
        assertThat(error(response)).isEqualTo("400 BAD_REQUEST");
        assertThat(json(response).at("/errors/0/message").asText()).startsWith(key + " must be ");
        assertThat(stored().values()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"read_only\":true,\"read_only\":false}", "{", ""})
    void refusesWhatIsNoObject(String body) {
        assertThat(error(put(body))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void neverShowsASecretNorPutsItIntoTheEvent() {
        assertThat(put("{\"oidc_client_secret\":\"s3cr3t\"}").statusCode()).isEqualTo(200);
        String marker = stored().values().get("oidc_client_secret");
        assertThat(marker).matches("#[0-9a-f]{16}");
        assertThat(await(server.secrets.find(marker))).contains("s3cr3t");
        assertThat(shown().toString()).doesNotContain("s3cr3t").doesNotContain(marker);
        assertThat(server.systemSettings.executed().toString()).doesNotContain("s3cr3t");
    }

    @Test
    void forgetsASecretThatWasChangedOrCleared() {
        put("{\"ldap_search_password\":\"one\"}");
        String first = stored().values().get("ldap_search_password");
        put("{\"ldap_search_password\":\"two\"}");
        String second = stored().values().get("ldap_search_password");
        assertThat(await(server.secrets.find(first))).isEmpty();
        assertThat(await(server.secrets.find(second))).contains("two");
        put("{\"ldap_search_password\":\"\"}");
        assertThat(stored().values()).isEmpty();
        assertThat(await(server.secrets.find(second))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap_auth", "http_auth", "uaa_auth"})
    void keepsTheWayToLogInOnceThereAreUsers(String mode) {
        HttpResponse<String> refused = put("{\"auth_mode\":\"" + mode + "\"}");
        assertThat(error(refused)).isEqualTo("400 BAD_REQUEST");
        assertThat(refused.body()).contains("auth_mode");
        server.otherUsers.set(0);
        assertThat(shown().at("/auth_mode/editable").asBoolean()).isTrue();
        assertThat(put("{\"auth_mode\":\"" + mode + "\"}").statusCode()).isEqualTo(200);
        assertThat(json(server.get("/api/v2.0/systeminfo")).get("auth_mode").asText())
                .isEqualTo(mode);
    }

    @Test
    void neverStopsLogging() {
        HttpResponse<String> refused = put("{\"skip_audit_log_database\":true}");
        assertThat(error(refused)).isEqualTo("400 BAD_REQUEST");
        assertThat(refused.body()).contains("skip_audit_log_database must be false");
        assertThat(put("{\"skip_audit_log_database\":false}").statusCode()).isEqualTo(200);
    }

    @Test
    void canLeaveReadOnlyMode() {
        put("{\"read_only\":true}");
        String project = "{\"project_name\":\"tools\"}";
        assertThat(error(server.sendJson("POST", "/api/v2.0/projects", project, "Authorization", admin())))
                .isEqualTo("403 DENIED");
        assertThat(put("{\"read_only\":false}").statusCode()).isEqualTo(200);
        assertThat(server.sendJson("POST", "/api/v2.0/projects", project, "Authorization", admin())
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void isForAdministratorsOnly() {
        assertThat(server.get(CONFIGURATIONS).statusCode()).isEqualTo(401);
        assertThat(server.get(CONFIGURATIONS, "Authorization", alice()).statusCode())
                .isEqualTo(403);
        assertThat(server.sendJson("PUT", CONFIGURATIONS, "{}", "Authorization", alice())
                        .statusCode())
                .isEqualTo(403);
        assertThat(error(server.get("/api/v2.0/internalconfig", "Authorization", admin())))
                .isEqualTo("401 UNAUTHORIZED");
    }

    private JsonNode shown() {
        HttpResponse<String> response = server.get(CONFIGURATIONS, "Authorization", admin());
        assertThat(response.statusCode()).isEqualTo(200);
        return json(response);
    }

    private HttpResponse<String> put(String body) {
        return server.sendJson("PUT", CONFIGURATIONS, body, "Authorization", admin());
    }

    private SystemSettings stored() {
        return await(server.systemSettings.query(SystemSettings.ENTITY, new FindSettings()));
    }
}
