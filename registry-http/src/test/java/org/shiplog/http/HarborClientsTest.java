package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.PASSWORD;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients that were made for Harbor send beyond its specification, and ask for beside what they want. */
class HarborClientsTest {
    private static final String API = "/api/v2.0";
    private static final String WHOLE_USER = "{\"username\":\"bob\",\"email\":\"bob@example.org\",\"realname\":\"Bob\","
        + "\"comment\":\"\",\"password\":\"Correct1horse\",\"new_password\":\"Correct2horse\",\"sysadmin_flag\":true}";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        send("POST", "/projects", "{\"project_name\":\"team\"}", admin());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String authorization) {
        return server.sendJson(method, API + path, body, "Authorization", authorization);
    }

    private HttpResponse<String> get(String path, String authorization) {
        return server.get(API + path, "Authorization", authorization);
    }

    /** The path of what was made, as a client goes on with it. */
    private static String idIn(HttpResponse<String> created) {
        return header(created, "Location").substring(API.length());
    }

    @Test
    void sendTheWholeUserWithEachChangeOfAPart() {
        HttpResponse<String> added = send("POST", "/users", WHOLE_USER, admin());
        assertThat(added.statusCode()).isEqualTo(201);
        String bob = idIn(added);
        assertThat(json(get(bob, admin())).get("sysadmin_flag").asBoolean()).isFalse();

        String renamed = WHOLE_USER.replace("\"Bob\"", "\"Robert\"");
        assertThat(send("PUT", bob, renamed, admin()).statusCode()).isEqualTo(200);
        assertThat(send("PUT", bob + "/password", renamed, admin()).statusCode())
                .isEqualTo(200);
        JsonNode user = json(get(bob, basic("bob", "Correct2horse")));
        assertThat(user.get("realname").asText()).isEqualTo("Robert");
        assertThat(user.get("sysadmin_flag").asBoolean()).isFalse();

        assertThat(send("PUT", bob + "/sysadmin", renamed, admin()).statusCode())
                .isEqualTo(200);
        assertThat(json(get(bob, admin())).get("sysadmin_flag").asBoolean()).isTrue();
    }

    @Test
    void areRefusedFieldsThatTheCallerMayNotSet() {
        server.set("self_registration", "true");
        assertThat(error(Browser.opened(server).json("POST", API + "/users", WHOLE_USER)))
                .isEqualTo("400 BAD_REQUEST");
        String bob = idIn(send("POST", "/users", WHOLE_USER, admin()));
        assertThat(send("PUT", bob, WHOLE_USER, basic("bob", "Correct1horse")).statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/users", WHOLE_USER.replace("bob", "eve").replace("comment", "role"), admin())
                        .statusCode())
                .as("a field of no operation")
                .isEqualTo(400);
    }

    @Test
    void sendTheMemberWithEachChangeOfTheRole() {
        String added = header(
                send(
                        "POST",
                        "/projects/team/members",
                        "{\"role_id\":3,\"member_user\":{\"username\":\"alice\"}}",
                        admin()),
                "Location");
        String member = added.substring(API.length());

        String change = "{\"role_id\":2,\"member_user\":{\"username\":\"alice\"}}";
        assertThat(send("PUT", member, change, admin()).statusCode()).isEqualTo(200);

        assertThat(json(get(member, admin())).get("role_id").asInt()).isEqualTo(2);
    }

    @Test
    void sendLabelsWithEveryFieldThatTheyRead() {
        String whole = "{\"description\":\"\",\"color\":\"#0065AB\",\"deleted\":false,\"scope\":\"g\","
                + "\"project_id\":0,\"id\":0,\"name\":\"stable\"}";
        String label = idIn(send("POST", "/labels", whole, admin()));

        assertThat(send("PUT", label, whole.replace("stable", "tested"), admin())
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(get(label, admin())).get("name").asText()).isEqualTo("tested");
    }

    /** One client encodes that there is no body as JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void sendNullWhereThereIsNoBody(String method) {
        String project = "/projects/team";
        assertThat(send(method, project, "null\n", admin()).statusCode()).isEqualTo(200);
        assertThat(get(project, admin()).statusCode()).isEqualTo(method.equals("DELETE") ? 404 : 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/projects", "/projects/team", "/projects/team/members", "/systeminfo", "/health"})
    void writeASlashAtTheEnd(String path) {
        HttpResponse<String> without = get(path, admin());
        HttpResponse<String> with = get(path + "/", admin());

        assertThat(with.statusCode()).isEqualTo(without.statusCode()).isEqualTo(200);
        assertThat(get(path + "//", admin()).statusCode()).isEqualTo(404);
        assertThat(server.get("/v2/_catalog/", "Authorization", admin()).statusCode())
                .as("the distribution API's paths are exact")
                .isEqualTo(404);
    }

    @Test
    void askForTheAllowlistOfTheWholeRegistry() {
        JsonNode none = json(get("/system/CVEAllowlist", alice()));
        assertThat(none.get("project_id").asInt()).isZero();
        assertThat(none.get("items")).isEmpty();

        String list = "{\"items\":[{\"cve_id\":\"CVE-2026-1\"}],\"expires_at\":1893456000}";
        assertThat(error(send("PUT", "/system/CVEAllowlist", list, alice()))).isEqualTo("403 FORBIDDEN");
        assertThat(send("PUT", "/system/CVEAllowlist", list, admin()).statusCode())
                .isEqualTo(200);
        assertThat(error(send("PUT", "/system/CVEAllowlist", "{\"items\":[{\"cve\":\"x\"}]}", admin())))
                .isEqualTo("400 BAD_REQUEST");

        JsonNode kept = json(get("/system/CVEAllowlist", alice()));
        assertThat(kept.get("items").findValuesAsText("cve_id")).containsExactly("CVE-2026-1");
        assertThat(kept.get("expires_at").asLong()).isEqualTo(1893456000);
        assertThat(json(get("/configurations", admin())).has("system_cve_allowlist"))
                .isFalse();

        send("PUT", "/system/CVEAllowlist", "{\"items\":[]}", admin());
        assertThat(json(get("/system/CVEAllowlist", alice())).get("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/scanners", "/registries", "/projects/team/scanner/candidates"})
    void askForScannersAndRegistriesOfWhichThereAreNone(String path) {
        HttpResponse<String> response = get(path, admin());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response)).isEmpty();
        assertThat(header(response, "X-Total-Count")).isEqualTo("0");
        assertThat(error(get(path, basic("alice", PASSWORD)))).isEqualTo("403 FORBIDDEN");
    }

    @Test
    void askForOneScannerOrRegistry() {
        assertThat(error(get("/registries/7", admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("/scanners/7", admin()))).isEqualTo("404 NOT_FOUND");
        assertThat(json(get("/projects/team/scanner", admin()))).isEmpty();
        assertThat(error(send("PUT", "/projects/team/scanner", "{\"uuid\":\"7\"}", admin())))
                .isEqualTo("404 NOT_FOUND");
    }

    /** Clients that know no absent values send each parameter that they have, set or not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/projects?name=&page=0&page_size=0&public=false&q=&sort=",
                "/projects/team/members?entityname=&page=0&page_size=0",
                "/users?page=0&page_size=0&q=&sort=",
                "/usergroups?page=0&page_size=0&group_name=&ldap_group_dn=",
                "/robots?page=0&page_size=0&q=&sort=",
                "/quotas/?page=0&page_size=0&reference=&reference_id=&sort=",
                "/labels?page=0&page_size=0&project_id=0&q=&scope=g&sort=",
                "/auditlog-exts?page=0&page_size=0&q=&sort="
            })
    void listWithParametersThatSayNothing(String path) {
        HttpResponse<String> response = get(path, admin());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(header(response, "Link")).isEmpty();
    }

    @Test
    void sendRobotsBackAsTheyReadThem() {
        String robot = "{\"name\":\"ci\",\"level\":\"project\",\"description\":\"\",\"duration\":-1,\"permissions\":["
                + "{\"kind\":\"project\",\"namespace\":\"team\",\"access\":["
                + "{\"action\":\"push\",\"resource\":\"repository\",\"effect\":\"allow\"}]}]}";
        String location = idIn(send("POST", "/robots", robot, admin()));
        JsonNode shown = json(get(location, admin()));
        assertThat(shown.at("/permissions/0/access/0/effect").asText()).isEqualTo("allow");

        assertThat(send("PUT", location, shown.toString(), admin()).statusCode())
                .isEqualTo(200);
        ObjectNode without = shown.deepCopy();
        without.remove("duration");
        assertThat(send("PUT", location, without.put("disable", true).toString(), admin())
                        .statusCode())
                .isEqualTo(200);
        JsonNode changed = json(get(location, admin()));
        assertThat(changed.get("duration").asLong()).as("as before").isEqualTo(-1);
        assertThat(changed.get("disable").asBoolean()).isTrue();
    }
}
