package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.demand;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shiplog.http.TestServer;

/**
 * Text that means something to a database, a log or a header where it is only text here, and answers that tell more
 * than they should. Filters by columns that a list does not offer are refused by the read models, which have tests of that.
 */
class HostileInputTest {
    private static final List<String> LISTS = List.of(
            "/api/v2.0/projects",
            "/api/v2.0/users",
            "/api/v2.0/users/search?username=a",
            "/api/v2.0/usergroups",
            "/api/v2.0/robots",
            "/api/v2.0/labels?scope=g",
            "/api/v2.0/quotas",
            "/api/v2.0/audit-logs",
            "/api/v2.0/auditlog-exts",
            "/api/v2.0/projects/alpha/logs",
            "/api/v2.0/projects/alpha/members",
            "/api/v2.0/repositories",
            "/api/v2.0/projects/alpha/repositories",
            "/api/v2.0/schedules",
            "/api/v2.0/system/purgeaudit",
            "/api/v2.0/jobservice/queues",
            "/api/shiplog/v1/executions",
            "/api/shiplog/v1/audit");

    private static Tenants tenants;

    @BeforeAll
    static void start() {
        tenants = new Tenants();
    }

    @AfterAll
    static void stop() {
        tenants.close();
    }

    private static String with(String list, String parameter, String value) {
        return list + (list.contains("?") ? "&" : "?") + parameter + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Test
    void filtersAndOrdersThatAreStatements() {
        for (String list : LISTS) {
            for (String text : List.of(
                    "name='; DROP TABLE users; --",
                    "name=~%' OR '1'='1",
                    "name=[1~2) OR (1=1]",
                    "1=1",
                    "name=\u0000",
                    "password=~$argon2",
                    "secret=x,name=(a b)",
                    "a".repeat(5_000),
                    "name={((((((((((}")) {
                for (String parameter : List.of("q", "sort", "page", "page_size", "entityname", "name")) {
                    HttpResponse<String> response = tenants.get(with(list, parameter, text), admin());
                    assertThat(response.statusCode())
                            .as("%s %s=%.40s", list, parameter, text)
                            .isIn(200, 400, 414, 422);
                    assertThat(response.body()).doesNotContainIgnoringCase("sql", "syntax", "exception");
                }
            }
        }
    }

    @Test
    void linesAndColoursInNamesAndHeaders() {
        demand(201, tenants.post(Tenants.PROJECTS, "{\"project_name\":\"gamma\"}", ANNA));
        for (String name : List.of("a%0d%0aX-Evil:%201", "a%1b%5b31m", "a%0aX", "%e2%80%ae", "a%00b")) {
            for (String path : List.of(
                    "/v2/alpha/" + name + "/tags/list",
                    "/v2/alpha/app/manifests/" + name,
                    "/api/v2.0/projects/" + name,
                    "/api/v2.0/projects/alpha/metadatas/" + name,
                    "/service/token?scope=repository:alpha/" + name + ":pull",
                    "/v2/alpha/app/blobs/uploads/" + name,
                    "/v2/alpha/app/tags/list?n=1&last=" + name)) {
                HttpResponse<String> response = tenants.get(path, ANNA);
                assertThat(response.statusCode()).as(path).isBetween(200, 499);
                assertThat(response.headers().map()).doesNotContainKey("x-evil");
                assertThat(response.headers().map().values().toString()).doesNotContain("\u001b", "\n");
            }
        }
        for (String text : List.of("a\\r\\nb", "\\u001b[31m", "\\u0000")) {
            for (String body : List.of(
                    "{\"project_name\":\"" + text + "\"}",
                    "{\"project_name\":\"delta\",\"metadata\":{\"public\":\"" + text + "\"}}")) {
                assertThat(tenants.post(Tenants.PROJECTS, body, ANNA).statusCode())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void refusalsTellNoSecrets() {
        String password = "Wrong-but-mine-7";
        for (HttpResponse<String> response : List.of(
                tenants.get("/v2/", TestServer.basic("anna", password)),
                tenants.get("/service/token", TestServer.basic("anna", password)),
                tenants.get("/v2/", "Bearer " + password),
                tenants.get("/v2/", "Weird " + password),
                tenants.post(
                        "/api/v2.0/users",
                        "{\"username\":\"x\",\"password\":\"" + password + "\",\"email\":7}",
                        admin()),
                tenants.put(
                        "/api/v2.0/configurations",
                        "{\"ldap_search_password\":\"" + password + "\",\"ldap_scope\":\"" + password + "\"}",
                        admin()),
                tenants.post(
                        "/api/v2.0/ldap/ping",
                        "{\"ldap_url\":\"ldap://127.0.0.1:1\",\"ldap_search_password\":\"" + password + "\"}",
                        admin()))) {
            assertThat(response.statusCode()).isBetween(200, 499);
            assertThat(response.body()).doesNotContain(password);
            assertThat(response.headers().map().toString()).doesNotContain(password);
        }
    }
}
