package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPException;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.ldap.ImitatedActiveDirectory;

/** Users of the directory who are given something before they have ever logged in. */
class DirectoryImportTest {
    private static final String MEMBERS = "/api/v2.0/projects/alpha/members";

    private ImitatedActiveDirectory directory;
    private TestServer server;

    @BeforeEach
    void start() throws LDAPException {
        directory = ImitatedActiveDirectory.ordinary();
        directory.addUser("Eve");
        server = new TestServer();
        server.sendJson("POST", "/api/v2.0/projects", "{\"project_name\":\"alpha\"}", "Authorization", alice());
        String settings = "{\"ldap_url\":\"" + directory.address().url() + "\",\"ldap_uid\":\"sAMAccountName\","
                + "\"ldap_base_dn\":\"" + ImitatedActiveDirectory.BASE + "\","
                + "\"ldap_group_base_dn\":\"" + ImitatedActiveDirectory.BASE + "\","
                + "\"ldap_group_search_filter\":\"(objectClass=group)\",\"ldap_group_attribute_name\":\"cn\","
                + "\"ldap_search_dn\":\"" + ImitatedActiveDirectory.READER + "\","
                + "\"ldap_search_password\":\"" + ImitatedActiveDirectory.READER_PASSWORD + "\"}";
        server.sendJson("PUT", "/api/v2.0/configurations", settings, "Authorization", admin());
        server.set("auth_mode", "ldap_auth");
    }

    @AfterEach
    void stop() {
        server.close();
        directory.close();
    }

    private HttpResponse<String> member(String name) {
        String body = "{\"role_id\":2,\"member_user\":{\"username\":\"" + name + "\"}}";
        return server.sendJson("POST", MEMBERS, body, "Authorization", alice());
    }

    private HttpResponse<String> take(String names) {
        String body = "{\"ldap_uid_list\":[" + names + "]}";
        return server.sendJson("POST", "/api/v2.0/ldap/users/import", body, "Authorization", admin());
    }

    private Optional<User> user(String name) {
        return await(server.users.query(new Username(name), new FindUser()));
    }

    @Test
    void becomeMembersByTheirName() {
        HttpResponse<String> added = member("Eve");
        assertThat(added.statusCode()).isEqualTo(201);
        JsonNode shown = json(server.get(header(added, "Location"), "Authorization", alice()));
        assertThat(shown.get("entity_name").asText()).isEqualTo("eve");
        assertThat(shown.get("entity_id").asLong())
                .isEqualTo(user("eve").orElseThrow().userId());
        assertThat(user("eve").orElseThrow().source()).isEqualTo(UserSource.LDAP);
        assertThat(error(member("eve"))).isEqualTo("409 CONFLICT");
    }

    @Test
    void areNotMadeUp() {
        assertThat(error(member("mallory"))).isEqualTo("400 BAD_REQUEST");
        assertThat(error(member("*"))).isEqualTo("400 BAD_REQUEST");
        assertThat(user("mallory")).isEmpty();
    }

    @Test
    void areLeftAloneWhileUsersLogInHere() {
        server.set("auth_mode", "db_auth");
        assertThat(error(member("eve"))).isEqualTo("400 BAD_REQUEST");
        assertThat(user("eve")).isEmpty();
    }

    @Test
    void haveToWaitForADirectoryThatIsAway() {
        directory.close();
        assertThat(member("eve").statusCode()).isEqualTo(503);
        assertThat(member("alice").statusCode()).isEqualTo(409);
    }

    @Test
    void keepTheGroupsThatTheyHave() throws LDAPException {
        String dev = "cn=dev," + ImitatedActiveDirectory.BASE;
        directory.addGroup("dev", "cn=Eve," + ImitatedActiveDirectory.BASE);
        String body = "{\"role_id\":2,\"member_group\":{\"group_type\":1,\"ldap_group_dn\":\"" + dev + "\"}}";
        HttpResponse<String> added = server.sendJson("POST", MEMBERS, body, "Authorization", alice());
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        long group = json(server.get(header(added, "Location"), "Authorization", alice()))
                .get("entity_id")
                .asLong();
        for (int i = 0; i < 2; i++) {
            assertThat(take("\"eve\"").statusCode()).isEqualTo(200);
            assertThat(user("eve").orElseThrow().groups()).containsExactly(group);
        }
    }

    @Test
    void areNamedWhenTheyCannotBeTaken() throws LDAPException {
        directory.addUser("admin");
        HttpResponse<String> response = take("\"eve\",\"mallory\",\"admin\"");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).findValuesAsText("uid")).containsExactly("mallory", "admin");
        assertThat(user("eve")).isPresent();
    }
}
