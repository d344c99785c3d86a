package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserGroupsApiTest {
    private static final String GROUPS = "/api/v2.0/usergroups";
    private static final String BUILDERS = "{\"group_name\":\"builders\",\"group_type\":3}";

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
        return server.sendJson("POST", GROUPS, body, "Authorization", admin());
    }

    private HttpResponse<String> rename(String id, String body) {
        return server.sendJson("PUT", GROUPS + "/" + id, body, "Authorization", admin());
    }

    private HttpResponse<String> delete(String id, String authorization) {
        return server.send("DELETE", GROUPS + "/" + id, BodyPublishers.noBody(), "Authorization", authorization);
    }

    private HttpResponse<String> get(String path, String authorization) {
        return server.get(GROUPS + path, "Authorization", authorization);
    }

    @Test
    void createsGroups() {
        HttpResponse<String> response = create(BUILDERS);
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "Location")).isEqualTo(GROUPS + "/101");
        assertThat(get("/101", admin()).body()).isEqualTo("{\"id\":101,\"group_name\":\"builders\",\"group_type\":3}");
        create("{\"id\":0,\"group_name\":\"ops\",\"group_type\":1,\"ldap_group_dn\":\"cn=ops,dc=example\"}");
        assertThat(json(get("/102", admin())).get("ldap_group_dn").asText()).isEqualTo("cn=ops,dc=example");
    }

    @Test
    void refusesASecondOfTheSame() {
        create(BUILDERS);
        assertThat(error(create(BUILDERS))).isEqualTo("409 CONFLICT");
        String ldap = "{\"group_name\":\"a\",\"group_type\":1,\"ldap_group_dn\":\"cn=ops,dc=example\"}";
        assertThat(create(ldap).statusCode()).isEqualTo(201);
        assertThat(error(create(ldap.replace("\"a\"", "\"b\"").replace("cn=ops", "CN=Ops"))))
                .isEqualTo("409 CONFLICT");
    }

    @Test
    void findsADirectorysGroupHoweverItsNameIsWritten() {
        create("{\"group_name\":\"west\",\"group_type\":1,\"ldap_group_dn\":\"cn=R\\\\+D\\\\, Zürich,ou=groups\"}");
        assertThat(get("?ldap_group_dn=CN%3DR%5C2BD%5C2C%20Z%5CC3%5CBCrich,%20OU%3DGroups", admin())
                        .body())
                .contains("west");
        assertThat(get("?ldap_group_dn=west", admin()).body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"group_name\":\"\",\"group_type\":3}",
                "{\"group_name\":\"x\"}",
                "{\"group_name\":\"x\",\"group_type\":4}",
                "{\"group_name\":\"x\",\"group_type\":\"3\"}",
                "{\"group_name\":\"x\",\"group_type\":1}",
                "{\"group_name\":\"x\",\"group_type\":3,\"ldap_group_dn\":\"cn=x\"}",
                "{\"group_name\":\"x\",\"group_type\":1,\"ldap_group_dn\":\"x\"}",
                "{\"group_name\":\"x\",\"group_type\":3,\"members\":[1]}"
            })
    void refusesGroupsThatMeanSomethingElse(String body) {
        assertThat(error(create(body))).isEqualTo("400 BAD_REQUEST");
        assertThat(get("", admin()).body()).isEqualTo("[]");
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThat(error(create(BUILDERS.replace("builders", "b".repeat(256))))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void listsGroupsToTheAllowed() {
        create(BUILDERS);
        create("{\"group_name\":\"ops\",\"group_type\":1,\"ldap_group_dn\":\"cn=ops,dc=example\"}");
        HttpResponse<String> page = get("?page_size=1", admin());
        assertThat(json(page)).hasSize(1);
        assertThat(header(page, "X-Total-Count")).isEqualTo("2");
        assertThat(header(page, "Link")).contains("rel=\"next\"");
        assertThat(get("?group_name=BUILD", admin()).body())
                .contains("builders")
                .doesNotContain("ops");
        assertThat(get("?ldap_group_dn=CN=ops,dc=example", admin()).body())
                .contains("ops")
                .doesNotContain("builders");
        assertThat(error(get("", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(error(server.get(GROUPS))).isEqualTo("401 UNAUTHORIZED");
        server.set("auth_mode", "ldap_auth");
        assertThat(get("", admin()).body()).contains("ops").doesNotContain("builders");
    }

    @Test
    void findsGroupsForAnybodyWhoIsLoggedIn() {
        create("{\"group_name\":\"ops\",\"group_type\":1,\"ldap_group_dn\":\"cn=ops,dc=example\"}");
        assertThat(get("/search?groupname=op", alice()).body())
                .isEqualTo("[{\"id\":101,\"group_name\":\"ops\",\"group_type\":1}]");
        assertThat(error(get("/search", alice()))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(error(server.get(GROUPS + "/search?groupname=op"))).isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void changesOnlyTheName() {
        create(BUILDERS);
        create(BUILDERS.replace("builders", "testers"));
        assertThat(rename("101", "{\"id\":7,\"group_name\":\"makers\",\"group_type\":1}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/101", admin()).body()).isEqualTo("{\"id\":101,\"group_name\":\"makers\",\"group_type\":3}");
        assertThat(error(rename("101", "{\"group_name\":\"testers\"}"))).isEqualTo("409 CONFLICT");
        assertThat(error(rename("99", BUILDERS))).isEqualTo("404 NOT_FOUND");
        assertThat(error(rename("101", "{\"group_name\":\"\"}"))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void deletesGroups() {
        create(BUILDERS);
        assertThat(error(delete("101", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(delete("101", admin()).statusCode()).isEqualTo(200);
        assertThat(error(get("/101", admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(delete("101", admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("/101", alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(header(create(BUILDERS), "Location")).isEqualTo(GROUPS + "/102");
    }
}
