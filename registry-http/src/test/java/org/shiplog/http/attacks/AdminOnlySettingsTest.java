package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.DEVELOPER;
import static org.shiplog.http.attacks.Tenants.LABELS;
import static org.shiplog.http.attacks.Tenants.MAINTAINER;
import static org.shiplog.http.attacks.Tenants.PROJECTS;
import static org.shiplog.http.attacks.Tenants.ROBOTS;
import static org.shiplog.http.attacks.Tenants.demand;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shiplog.http.Browser;

/** What is for a project's administrator, or for the registry's, reached for by less, by sibling operations and extra fields. */
class AdminOnlySettingsTest {
    private static Tenants tenants;
    private static String guest;

    private long before;

    @BeforeAll
    static void start() {
        tenants = new Tenants();
        // What has an image is not deleted by whoever may.
        tenants.image("alpha/app", "v1", "first");
        tenants.server.register("extra", false);
        guest = tenants.addMember("alpha", "extra", 3);
    }

    @AfterAll
    static void stop() {
        tenants.close();
    }

    @BeforeEach
    void count() {
        before = tenants.events();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        PUT    | /projects/alpha                     | {"metadata":{"public":"true"}}
        PUT    | /projects/alpha                     | {"storage_limit":-1}
        POST   | /projects/alpha/metadatas/          | {"auto_scan":"true"}
        PUT    | /projects/alpha/metadatas/public    | {"public":"true"}
        DELETE | /projects/alpha/metadatas/public    | {}
        DELETE | /projects/alpha                     | {}
        POST   | /projects/alpha/members             | {"role_id":1,"member_user":{"username":"outsider"}}
        PUT    | /$MEMBER                            | {"role_id":1}
        DELETE | /$MEMBER                            | {}
        """)
    void settingsOfTheProjectByAMaintainer(String method, String path, String body) {
        for (String attacker : List.of(MAINTAINER, DEVELOPER)) {
            assertThat(error(send(method, path, body, attacker))).isEqualTo("403 FORBIDDEN");
        }
        assertThat(tenants.events()).isEqualTo(before);
        assertAllowed(method, path, body);
    }

    private static HttpResponse<String> send(String method, String path, String body, String authorization) {
        String full = path.equals("/$MEMBER") ? guest : "/api/v2.0" + path;
        return tenants.server.sendJson(method, full, body, "Authorization", authorization);
    }

    private static void assertAllowed(String method, String path, String body) {
        assertThat(send(method, path, body, admin()).statusCode())
                .as("whoever may")
                .isNotIn(401, 403);
    }

    @Test
    void robotsByAMaintainer() {
        String body = "{\"name\":\"mine\",\"level\":\"project\",\"duration\":-1,\"permissions\":[{\"kind\":\"project\","
                + "\"namespace\":\"alpha\",\"access\":[{\"resource\":\"repository\",\"action\":\"push\"}]}]}";
        assertThat(error(tenants.post(ROBOTS, body, MAINTAINER))).isEqualTo("403 FORBIDDEN");
        assertThat(tenants.events()).isEqualTo(before);
        demand(201, tenants.post(ROBOTS, body, ANNA));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        PUT  | /configurations           | {"self_registration":true}
        PUT  | /quotas/1                 | {"hard":{"storage":-1}}
        PUT  | /system/CVEAllowlist      | {"items":[]}
        POST | /users                    | {"username":"x","password":"Another1horse","email":"x@example.org","realname":"x","comment":""}
        POST | /usergroups               | {"group_name":"x","group_type":3}
        POST | /labels                   | {"name":"x","scope":"g"}
        POST | /ldap/ping                | {}
        POST | /system/oidc/ping         | {"url":"http://127.0.0.1:1"}
        POST | /robots                   | {"name":"x","level":"system","duration":-1,"permissions":[{"kind":"system","namespace":"/","access":[{"resource":"user","action":"create"}]}]}
        """)
    void settingsOfTheRegistryByAProjectsAdministrator(String method, String path, String body) {
        assertThat(send(method, path, body, ANNA).statusCode()).isEqualTo(403);
        assertThat(tenants.events()).isEqualTo(before);
        assertAllowed(method, path, body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        POST | /projects                 | {"project_name":"x","project_id":1}
        POST | /projects                 | {"project_name":"x","owner_id":1}
        POST | /projects                 | {"project_name":"x","owner_name":"admin"}
        POST | /projects                 | {"project_name":"x","creation_time":"2020-01-01T00:00:00Z"}
        PUT  | /projects/alpha           | {"metadata":{"public":"true"},"owner_id":1}
        PUT  | /projects/alpha           | {"metadata":{"owner_id":"1"}}
        POST | /projects/alpha/members   | {"role_id":3,"member_user":{"username":"outsider"},"id":1}
        POST | /projects/alpha/members   | {"role_id":3,"member_user":{"username":"outsider"},"project_id":2}
        POST | /projects/alpha/members   | {"role_id":3,"member_user":{"username":"outsider","sysadmin_flag":true}}
        POST | /projects/alpha/metadatas/| {"project_id":"2"}
        POST | /robots                   | {"name":"x","level":"project","duration":30,"creator_ref":1,"permissions":[{"kind":"project","namespace":"alpha","access":[{"resource":"repository","action":"pull"}]}]}
        POST | /labels                   | {"name":"x","scope":"p","project_id":$ALPHA,"owner_id":1}
        PUT  | /users/$ANNA              | {"email":"a@example.org","realname":"a","comment":"","sysadmin_flag":true}
        PUT  | /users/$ANNA              | {"email":"a@example.org","realname":"a","comment":"","admin_role_in_auth":true}
        PUT  | /users/$ANNA              | {"email":"a@example.org","realname":"a","comment":"","user_id":1}
        PUT  | /users/$ANNA              | {"email":"a@example.org","realname":"a","comment":"","username":"admin"}
        PUT  | /users/$ANNA/password     | {"old_password":"correct horse","new_password":"Another1horse","user_id":1}
        """)
    void fieldsThatAreNotTheCallersToSet(String method, String path, String body) {
        String current = tenants.get("/api/v2.0/users/current", ANNA).body();
        String anna = current.replaceAll("(?s).*\"user_id\":(\\d+).*", "$1");
        HttpResponse<String> response =
                send(method, path.replace("$ANNA", anna), body.replace("$ALPHA", Long.toString(tenants.alpha)), ANNA);
        assertThat(error(response)).isEqualTo("400 BAD_REQUEST");
        assertThat(response.body()).as("refused for that field").containsPattern("unknown field|no such metadata");
        assertThat(tenants.events()).isEqualTo(before);
        assertThat(tenants.get("/api/v2.0/users/current", ANNA).body()).isEqualTo(current);
    }

    @Test
    void registrationOfOneselfAsAnAdministrator() {
        tenants.server.set("self_registration", "true");
        before = tenants.events();
        Browser browser = Browser.opened(tenants.server);
        String user = "{\"username\":\"mallory\",\"password\":\"Another1horse\",\"email\":\"m@example.org\","
                + "\"realname\":\"m\",\"comment\":\"\"%s}";
        for (String more : List.of(
                ",\"sysadmin_flag\":true",
                ",\"has_admin_role\":true",
                ",\"user_id\":1",
                ",\"admin_role_in_auth\":true")) {
            assertThat(error(browser.json("POST", "/api/v2.0/users", user.formatted(more))))
                    .as(more)
                    .isEqualTo("400 BAD_REQUEST");
        }
        assertThat(tenants.events()).isEqualTo(before);
        demand(201, browser.json("POST", "/api/v2.0/users", user.formatted("")));
    }

    @Test
    void fieldsGivenTwice() {
        for (String body : List.of(
                "{\"project_name\":\"x\",\"project_name\":\"y\"}",
                "{\"project_name\":\"x\",\"metadata\":{\"public\":\"false\",\"public\":\"true\"}}",
                "{\"project_name\":\"x\"}{\"project_name\":\"y\"}")) {
            assertThat(error(tenants.post(PROJECTS, body, ANNA))).as(body).isEqualTo("400 BAD_REQUEST");
        }
        assertThat(tenants.events()).isEqualTo(before);
        demand(201, tenants.post(PROJECTS, "{\"project_name\":\"x\",\"metadata\":{\"public\":\"true\"}}", ANNA));
    }

    @Test
    void labelOfTheRegistryMadeFromOneOfAProject() {
        long label = tenants.label(tenants.alpha, "stable");
        assertThat(tenants.put(LABELS + "/" + label, "{\"name\":\"stable\",\"scope\":\"g\"}", ANNA)
                        .statusCode())
                .isEqualTo(400);
        assertThat(tenants.put(
                                LABELS + "/" + label,
                                "{\"name\":\"stable\",\"scope\":\"p\",\"project_id\":" + tenants.beta + "}",
                                ANNA)
                        .statusCode())
                .isEqualTo(400);
    }
}
