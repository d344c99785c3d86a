package org.shiplog.e2e.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.LoginRegistry;
import org.shiplog.e2e.node.Operator;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.RegistryHttp.Answer;
import org.shiplog.http.auth.ldap.LdapSettings.Server;

/** A registry whose users are in a directory, as they and its administrator see it. */
@ExtendWith(LoginRegistry.class)
@ResourceLock(LoginRegistry.MODE)
@TestInstance(Lifecycle.PER_CLASS)
final class LdapNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CURRENT = "/api/v2.0/users/current";
    private static final String TOKENS = "/api/shiplog/v1/users/current/tokens";
    private static final String PROJECT = "ldap-team";

    private final Registry registry;
    private final Operator operator;
    private OpenLdap directory;

    LdapNodeTest(Registry registry) {
        this.registry = registry;
        this.operator = new Operator(registry);
    }

    @BeforeAll
    void setUp() throws IOException, LDAPException, LDIFException {
        directory = OpenLdap.start();
        operator.configure(settings(directory.ldaps("localhost", true, directory.authority()))
                .put("auth_mode", "ldap_auth")
                .toString());
        operator.createProjectFor(PROJECT, """
            {"group_type": 1, "ldap_group_dn": "CN=Company, OU=groups,dc=example,dc=org"}
            """);
    }

    @AfterAll
    void tearDown() {
        operator.deleteUsers();
        directory.close();
    }

    private static ObjectNode settings(Server server) {
        return JSON.createObjectNode()
                .put("ldap_url", server.url())
                .put("ldap_start_tls", server.startTls())
                .put("ldap_verify_cert", server.verifyCertificate())
                .put("ldap_ca_certificate", server.authorities())
                .put("ldap_search_dn", OpenLdap.READER.dn())
                .put("ldap_search_password", OpenLdap.READER.password())
                .put("ldap_base_dn", OpenLdap.PEOPLE.baseDn())
                .put("ldap_filter", OpenLdap.PEOPLE.filter())
                .put("ldap_uid", "uid")
                .put("ldap_group_base_dn", OpenLdap.GROUPS.baseDn())
                .put("ldap_group_search_filter", OpenLdap.GROUPS.filter())
                .put("ldap_group_attribute_name", "cn")
                .put("ldap_group_admin_dn", OpenLdap.GROUPS.adminDn());
    }

    private RegistryHttp as(String user, String password) {
        return new Registry(registry.host(), user, password).asAdmin();
    }

    private int status(String user, String password) {
        return as(user, password).get(CURRENT).status();
    }

    @Test
    void triesItsSettingsAndOthers() {
        assertThat(ping("{}").json().get("success").asBoolean()).isTrue();
        assertThat(ping("{\"ldap_search_password\": \"wrong\"}")
                        .json()
                        .get("success")
                        .asBoolean())
                .isFalse();
        assertThat(ping("{\"ldap_url\": \"ldaps://127.0.0.1:%d\"}".formatted(port()))
                        .json()
                        .get("success")
                        .asBoolean())
                .as("a certificate for another name")
                .isFalse();
    }

    private int port() {
        return URI.create(directory.ldaps("localhost", true, "").url()).getPort();
    }

    private Answer ping(String json) {
        var answer = registry.asAdmin().post("/api/v2.0/ldap/ping", json);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    @Test
    void searchesAndTakesUsersIn() {
        var admin = registry.asAdmin();
        assertThat(admin.get("/api/v2.0/ldap/users/search?username=eri").json().findValuesAsText("username"))
                .containsExactly("erin");
        assertThat(admin.get("/api/v2.0/ldap/groups/search?groupname=develop")
                        .json()
                        .findValuesAsText("ldap_group_dn"))
                .containsExactly("cn=developers,ou=groups,dc=example,dc=org");
        assertThat(admin.post("/api/v2.0/ldap/users/import", "{\"ldap_uid_list\": [\"erin\"]}")
                        .status())
                .isEqualTo(200);
        var failed = admin.post("/api/v2.0/ldap/users/import", "{\"ldap_uid_list\": [\"erin\", \"nobody\", \"twin\"]}");
        assertThat(failed.status()).isEqualTo(404);
        assertThat(failed.json().findValuesAsText("uid")).containsExactly("nobody", "twin");
    }

    @Test
    void takesInWhoBecomesAMember() {
        assertThat(addMember("\"member_user\": {\"username\": \"mute\"}")).isEqualTo(201);
        assertThat(addMember("\"member_user\": {\"username\": \"twin\"}")).isEqualTo(400);
        assertThat(addMember("\"member_group\": {\"ldap_group_dn\": \"cn=hen,ou=groups,dc=example,dc=org\"}"))
                .isEqualTo(201);
        assertThat(addMember("\"member_group\": {\"ldap_group_dn\": \"CN=Hen, ou=groups,dc=example,dc=org\"}"))
                .isEqualTo(409);
        assertThat(addMember("\"member_group\": {\"ldap_group_dn\": \"cn=none,ou=groups,dc=example,dc=org\"}"))
                .isEqualTo(400);
    }

    private int addMember(String who) {
        return registry.asAdmin()
                .post("/api/v2.0/projects/" + PROJECT + "/members", "{\"role_id\": 3, %s}".formatted(who))
                .status();
    }

    @Test
    void knowsUsersByTheirPasswordThere() {
        var dana = as("dana", "dana-secret").get(CURRENT);
        assertThat(dana.status()).as(dana.text()).isEqualTo(200);
        assertThat(dana.json().get("username").asText()).isEqualTo("dana");
        assertThat(dana.json().get("email").asText()).isEqualTo("dana@example.org");
        assertThat(status("dana", "wrong")).isEqualTo(401);
        assertThat(status("dana", "")).isEqualTo(401);
        assertThat(status("mute", "")).isEqualTo(401);
        assertThat(status("twin", "twin-secret")).isEqualTo(401);
        assertThat(status("nobody", "nobody-secret")).isEqualTo(401);
        assertThat(registry.asAdmin().get(CURRENT).status())
                .as("the first administrator's password is here")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "d*na", "dana)(uid=*", "*)(|(uid=*", "dana)(&", "\\2a", "cn=root,dc=example,dc=org"})
    void takesNamesForNames(String name) {
        assertThat(status(name, "dana-secret")).isEqualTo(401);
    }

    @Test
    void makesMembersOfTheGroupAdministrators() {
        assertThat(as("alice", "alice-secret").get("/api/v2.0/configurations").status())
                .isEqualTo(200);
        assertThat(as("alice", "alice-secret")
                        .get(CURRENT)
                        .json()
                        .get("admin_role_in_auth")
                        .asBoolean())
                .isTrue();
        assertThat(as("dana", "dana-secret").get("/api/v2.0/configurations").status())
                .isEqualTo(403);
    }

    @Test
    void letsMembersOfAGroupWithinTheGroupPush() {
        push(login("bob", "Bob-secret"), "bob").succeeds();
        push(login("erin", "erin-secret"), "erin").failsSaying("denied", "unauthorized", "authentication required");
        tryLogin(ClientHome.create(registry), "bob", "wrong").failsSaying("invalid username/password");
    }

    @Test
    void takesPersonalTokensForTheWholeApi() {
        var created = as("bob", "Bob-secret").post(TOKENS, "{\"name\": \"laptop\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        String token = created.json().get("token").asText();
        assertThat(as("bob", token).get("/api/v2.0/projects/" + PROJECT).status())
                .isEqualTo(200);
        push(login("bob", token), "token").succeeds();
        assertThat(status("dana", token)).isEqualTo(401);
    }

    private ClientHome login(String user, String password) {
        var home = ClientHome.create(registry);
        tryLogin(home, user, password).succeeds();
        return home;
    }

    private Outcome tryLogin(ClientHome home, String user, String password) {
        return home.runWithInput(password, "skopeo", "login", "--username", user, "--password-stdin", registry.host());
    }

    private Outcome push(ClientHome home, String tag) {
        var layout = OciLayout.of(home.folder().resolve("layout"), tag, "ldap " + tag, "amd64");
        var words = List.of(
                "copy", "oci:" + layout.folder() + ":" + tag, "docker://" + registry.image(PROJECT + "/app", tag));
        return home.run("skopeo", words.toArray(String[]::new));
    }
}
