package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.json;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.BERT;
import static org.shiplog.http.attacks.Tenants.DEVELOPER;
import static org.shiplog.http.attacks.Tenants.LABELS;
import static org.shiplog.http.attacks.Tenants.OUTSIDER;
import static org.shiplog.http.attacks.Tenants.PROJECTS;
import static org.shiplog.http.attacks.Tenants.ROBOTS;
import static org.shiplog.http.attacks.Tenants.demand;
import static org.shiplog.http.attacks.Tenants.shape;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.http.TestServer;

/** Numbers of what is another tenant's, on paths of one's own project and on paths without a project. */
class ForeignIdsTest {
    private static Tenants tenants;
    private static String foreignMember;
    private static Tenants.Robot foreignRobot;
    private static long foreignLabel;

    private long before;

    @BeforeAll
    static void start() {
        tenants = new Tenants();
        tenants.server.register("brigitte", false);
        String location = tenants.addMember("beta", "brigitte", 2);
        foreignMember = location.substring(location.lastIndexOf('/') + 1);
        foreignRobot = tenants.robot("beta", "ci", "pull");
        foreignLabel = tenants.label(tenants.beta, "stable");
    }

    @AfterAll
    static void stop() {
        tenants.close();
    }

    @BeforeEach
    void count() {
        before = tenants.events();
    }

    private static List<HttpResponse<String>> onMember(String member) {
        String path = PROJECTS + "/alpha/members/" + member;
        return List.of(
                tenants.get(path, ANNA),
                tenants.put(path, "{\"role_id\":1}", ANNA),
                tenants.bare("DELETE", path, ANNA),
                tenants.get(PROJECTS + "/" + tenants.alpha + "/members/" + member, ANNA));
    }

    @Test
    void memberOfAnotherProjectOnOnesOwnPath() {
        List<HttpResponse<String>> foreign = onMember(foreignMember);
        List<HttpResponse<String>> unknown = onMember("999999");
        for (int i = 0; i < foreign.size(); i++) {
            assertThat(error(foreign.get(i))).isEqualTo("404 NOT_FOUND");
            assertThat(shape(foreign.get(i), foreignMember)).isEqualTo(shape(unknown.get(i), "999999"));
        }
        assertThat(tenants.events()).isEqualTo(before);
        demand(200, tenants.get(PROJECTS + "/beta", basic("brigitte", TestServer.PASSWORD)));
        demand(200, tenants.get(PROJECTS + "/beta/members/" + foreignMember, BERT));
    }

    private static List<HttpResponse<String>> onRobot(String id, String authorization) {
        String path = ROBOTS + "/" + id;
        String change = "{\"id\":" + id + ",\"name\":\"robot$beta+ci\",\"level\":\"project\",\"duration\":30,"
                + "\"permissions\":[{\"kind\":\"project\",\"namespace\":\"alpha\",\"access\":[{\"resource\":"
                + "\"repository\",\"action\":\"pull\"}]}]}";
        return List.of(
                tenants.get(path, authorization),
                tenants.put(path, change, authorization),
                tenants.server.sendJson("PATCH", path, "{\"secret\":\"\"}", "Authorization", authorization),
                tenants.bare("DELETE", path, authorization));
    }

    @Test
    void robotOfAnotherProject() {
        for (String attacker : List.of(ANNA, DEVELOPER, OUTSIDER)) {
            List<HttpResponse<String>> foreign = onRobot(Long.toString(foreignRobot.id()), attacker);
            List<HttpResponse<String>> unknown = onRobot("999999", attacker);
            for (int i = 0; i < foreign.size(); i++) {
                assertThat(shape(foreign.get(i), Long.toString(foreignRobot.id())))
                        .isEqualTo(shape(unknown.get(i), "999999"))
                        .startsWith("404");
            }
        }
        assertThat(tenants.events()).isEqualTo(before);
        demand(200, tenants.get("/v2/", foreignRobot.authorization()));
        demand(200, tenants.get(ROBOTS + "/" + foreignRobot.id(), BERT));
    }

    private static List<HttpResponse<String>> onLabel(String id, String authorization) {
        String path = LABELS + "/" + id;
        String change = "{\"name\":\"mine\",\"scope\":\"p\",\"project_id\":" + tenants.alpha + "}";
        return List.of(
                tenants.get(path, authorization),
                tenants.put(path, change, authorization),
                tenants.bare("DELETE", path, authorization));
    }

    @Test
    void labelOfAnotherProject() {
        for (String attacker : List.of(ANNA, OUTSIDER)) {
            List<HttpResponse<String>> foreign = onLabel(Long.toString(foreignLabel), attacker);
            List<HttpResponse<String>> unknown = onLabel("999999", attacker);
            for (int i = 0; i < foreign.size(); i++) {
                assertThat(shape(foreign.get(i), Long.toString(foreignLabel)))
                        .isEqualTo(shape(unknown.get(i), "999999"))
                        .startsWith("404");
            }
        }
        assertThat(tenants.events()).isEqualTo(before);
        assertThat(tenants.get(LABELS + "/" + foreignLabel, BERT).statusCode()).isEqualTo(200);
    }

    @Test
    void listsOfAnotherProjectByItsNumber() {
        for (String list : List.of("/labels?scope=p&project_id=%s", "/robots?q=Level=project,ProjectID=%s")) {
            HttpResponse<String> foreign = tenants.get("/api/v2.0" + list.formatted(tenants.beta), ANNA);
            HttpResponse<String> unknown = tenants.get("/api/v2.0" + list.formatted(999999), ANNA);
            assertThat(shape(foreign, Long.toString(tenants.beta)))
                    .isEqualTo(shape(unknown, "999999"))
                    .startsWith("403");
            demand(200, tenants.get("/api/v2.0" + list.formatted(tenants.beta), BERT));
        }
    }

    @Test
    void robotThatIsToReachAnotherProject() {
        String body = "{\"name\":\"spy\",\"level\":\"project\",\"duration\":30,\"permissions\":[{\"kind\":\"project\","
                + "\"namespace\":\"%s\",\"access\":[{\"resource\":\"repository\",\"action\":\"pull\"}]}%s]}";
        String more = ",{\"kind\":\"project\",\"namespace\":\"beta\",\"access\":[{\"resource\":\"repository\","
                + "\"action\":\"pull\"}]}";
        for (String attempt : List.of(
                body.formatted("beta", ""),
                body.formatted("*", ""),
                body.formatted("alpha", more),
                body.formatted("alpha", "").replace("\"level\":\"project\"", "\"level\":\"system\""))) {
            assertThat(tenants.post(ROBOTS, attempt, ANNA).statusCode())
                    .as(attempt)
                    .isIn(400, 403);
        }
        assertThat(tenants.events()).isEqualTo(before);
        demand(201, tenants.post(ROBOTS, body.formatted("alpha", ""), ANNA));
    }

    @Test
    void anybodysAccountByItsNumber() {
        demand(200, tenants.get("/api/v2.0/users/2", admin()));
        for (String id : List.of("1", "2", "999999")) {
            String path = "/api/v2.0/users/" + id;
            for (HttpResponse<String> response : List.of(
                    tenants.get(path, ANNA),
                    tenants.put(path, "{\"email\":\"a@example.org\",\"realname\":\"a\",\"comment\":\"\"}", ANNA),
                    tenants.put(path + "/password", "{\"new_password\":\"Another1horse\"}", ANNA),
                    tenants.put(path + "/cli_secret", "{\"secret\":\"Another1horse\"}", ANNA),
                    tenants.put(path + "/sysadmin", "{\"sysadmin_flag\":true}", ANNA),
                    tenants.bare("DELETE", path, ANNA))) {
                assertThat(error(response)).as(id).isEqualTo("403 FORBIDDEN");
            }
        }
        assertThat(tenants.events()).isEqualTo(before);
    }

    @Test
    void projectOfAnotherByNumberAndByName() {
        for (String path :
                List.of("", "/summary", "/members", "/metadatas/public", "/logs", "/repositories", "/_deletable")) {
            assertThat(tenants.get(PROJECTS + "/beta" + path, BERT).statusCode())
                    .as("whoever may: %s", path)
                    .isIn(200, 501);
            for (String attacker : List.of(ANNA, OUTSIDER)) {
                String byName = shape(tenants.get(PROJECTS + "/beta" + path, attacker), "beta");
                String byNumber = shape(tenants.get(PROJECTS + "/" + tenants.beta + path, attacker), "beta");
                String unknown = shape(tenants.get(PROJECTS + "/nobodys" + path, attacker), "nobodys");
                String unknownNumber = shape(tenants.get(PROJECTS + "/999999" + path, attacker), "999999");
                assertThat(List.of(byName, byNumber, unknown, unknownNumber))
                        .as(path)
                        .allMatch(shape -> shape.startsWith("403"))
                        .containsOnly(byName);
            }
        }
    }

    @Test
    void explanationOfAnothersRights() {
        String path = "/api/shiplog/v1/explain?repository=%s/app&action=pull&user=bert";
        assertThat(shape(tenants.get(path.formatted("beta"), ANNA), "beta"))
                .isEqualTo(shape(tenants.get(path.formatted("nobodys"), ANNA), "nobodys"))
                .startsWith("403");
        assertThat(json(tenants.get(path.formatted("beta"), BERT))
                        .get("allowed")
                        .asBoolean())
                .as("whoever may ask")
                .isTrue();
        String ofMine = "/api/shiplog/v1/explain?repository=%s/app&action=pull";
        String mine = tenants.get(ofMine.formatted("beta"), ANNA).body().replace("beta", "ASKED");
        assertThat(mine)
                .as("whether a project exists is not to be had by asking about oneself")
                .isEqualTo(tenants.get(ofMine.formatted("nobodys"), ANNA).body().replace("nobodys", "ASKED"));
    }
}
