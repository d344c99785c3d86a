package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.json;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.BERT;
import static org.shiplog.http.attacks.Tenants.OUTSIDER;
import static org.shiplog.http.attacks.Tenants.digest;
import static org.shiplog.http.attacks.Tenants.manifest;
import static org.shiplog.http.attacks.Tenants.shape;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Looking for what is private without rights to it, and at names that resemble those one has rights to. */
class HiddenContentTest {
    private static final String SUBJECT = digest(manifest("signed")).toString();
    private static final List<String> READS = List.of(
            "/v2/%s/app/tags/list",
            "/v2/%s/app/manifests/v1",
            "/v2/%s/app/manifests/" + SUBJECT,
            "/v2/%s/app/blobs/" + digest("{}"),
            "/v2/%s/app/referrers/" + SUBJECT,
            "/v2/%s/app/referrers/" + SUBJECT + "?artifactType=application/vnd.example.sbom",
            "/v2/%s/app/blobs/uploads/00000000-0000-4000-8000-000000000000",
            "/api/v2.0/projects/%s",
            "/api/v2.0/projects/%s/summary",
            "/api/v2.0/projects/%s/members",
            "/api/v2.0/projects/%s/logs",
            "/api/v2.0/projects/%s/repositories",
            "/api/v2.0/projects/%s/repositories/app",
            "/api/v2.0/projects/%s/repositories/app/artifacts",
            "/api/v2.0/projects/%s/repositories/app/artifacts/v1",
            "/api/v2.0/projects/%s/repositories/app/artifacts/v1/tags",
            "/api/v2.0/projects/%s/repositories/app/artifacts/v1/accessories",
            "/api/v2.0/projects/%s/repositories/app/artifacts/v1/additions/build_history");

    private static Tenants tenants;

    @BeforeAll
    static void start() {
        tenants = new Tenants();
        tenants.image("beta/app", "v1", "signed");
        tenants.image("alpha/app", "v1", "of alpha");
        String attached = manifest("attached")
                .replace(
                        "\"layers\"",
                        "\"artifactType\":\"application/vnd.example.sbom\",\"subject\":{\"mediaType\":\""
                                + Tenants.MANIFEST + "\",\"digest\":\"" + SUBJECT + "\",\"size\":"
                                + manifest("signed").length() + "},\"layers\"");
        Tenants.demand(201, tenants.pushManifest("beta/app", "attached", attached, BERT));
    }

    @AfterAll
    static void stop() {
        tenants.close();
    }

    @Test
    void privateContentWithoutAName() {
        for (String path : READS) {
            HttpResponse<String> hidden = tenants.server.get(path.formatted("beta"));
            HttpResponse<String> unknown = tenants.server.get(path.formatted("nobodys"));
            assertThat(shape(hidden, "beta"))
                    .as(path)
                    .isEqualTo(shape(unknown, "nobodys"))
                    .startsWith("401");
        }
        assertThat(error(tenants.server.get("/v2/_catalog"))).isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void privateContentOfAnotherTenant() {
        String robot = tenants.robot("alpha", "looker", "pull").authorization();
        for (String path : READS) {
            assertThat(tenants.get(path.formatted("beta"), BERT).statusCode())
                    .as("whoever may: %s", path)
                    .isEqualTo(path.contains("uploads") || path.endsWith("build_history") ? 404 : 200);
            for (String attacker : List.of(ANNA, OUTSIDER, robot)) {
                HttpResponse<String> hidden = tenants.get(path.formatted("beta"), attacker);
                HttpResponse<String> unknown = tenants.get(path.formatted("nobodys"), attacker);
                assertThat(shape(hidden, "beta"))
                        .as(path)
                        .isEqualTo(shape(unknown, "nobodys"))
                        .startsWith("403");
            }
        }
    }

    @Test
    void referrersThroughOnesOwnRepository() {
        HttpResponse<String> own = tenants.get("/v2/alpha/app/referrers/" + SUBJECT, ANNA);
        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(json(own).get("manifests")).isEmpty();
        assertThat(tenants.get("/v2/alpha/app/manifests/" + SUBJECT, ANNA).statusCode())
                .isEqualTo(404);
        assertThat(json(tenants.get("/v2/beta/app/referrers/" + SUBJECT, BERT)).get("manifests"))
                .as("what there is to be seen by whoever may")
                .hasSize(1);
    }

    @Test
    void tokenForWhatIsPrivateLooksLikeOneForNothing() {
        assertThat(Jwt.claims(tenants.server.token(Optional.of(BERT), "repository:beta/app:pull")))
                .contains("\"name\":\"beta/app\"");
        for (Optional<String> who : List.of(Optional.<String>empty(), Optional.of(OUTSIDER))) {
            String hidden = Jwt.claims(tenants.server.token(who, "repository:beta/app:pull,push,delete,*"));
            assertThat(hidden).contains("\"access\":[]");
            assertThat(Jwt.claims(tenants.server.token(who, "repository:nobodys/app:pull")))
                    .contains("\"access\":[]");
        }
    }

    @Test
    void namesThatBeginLikeOnesOwn() {
        tenants.createProject("alpha2", BERT);
        tenants.createProject("alph", BERT);
        tenants.image("alpha2/app", "v1", "two");
        String token = tenants.server.token(
                Optional.of(ANNA), "repository:alpha/app:pull,push", "repository:alpha2/app:pull,push");
        for (String own : List.of(ANNA, token)) {
            Tenants.demand(200, tenants.get("/v2/alpha/app/tags/list", own));
        }
        Tenants.demand(200, tenants.get("/v2/alpha2/app/tags/list", BERT));
        for (String name : List.of("alpha2/app", "alph/app", "alpha2/app/sub", "alpha-/app")) {
            assertThat(tenants.get("/v2/" + name + "/tags/list", ANNA).statusCode())
                    .as(name)
                    .isIn(400, 403);
            assertThat(tenants.get("/v2/" + name + "/tags/list", token).statusCode())
                    .as(name)
                    .isIn(400, 401);
        }
        String narrow = tenants.server.token(Optional.of(ANNA), "repository:alpha/app:pull");
        for (String name : List.of("alpha/app2", "alpha/app/sub", "alpha/ap", "alpha/apps/app")) {
            assertThat(error(tenants.get("/v2/" + name + "/tags/list", narrow)))
                    .as(name)
                    .isEqualTo("401 UNAUTHORIZED");
        }
    }

    @Test
    void namesThatAreWrittenInAnotherWay() {
        String narrow = tenants.server.token(Optional.of(ANNA), "repository:alpha/app:pull");
        assertThat(tenants.get("/v2/beta/app/tags/list", BERT).body()).contains("v1");
        for (String name : List.of(
                "alpha/app/../../beta/app",
                "alpha/../beta/app",
                "alpha/app/..%2f..%2fbeta/app",
                "alpha%2F..%2Fbeta/app",
                "%2e%2e/beta/app",
                "alpha//app",
                "alpha%2Fapp",
                "Beta/app",
                "BETA/APP",
                "beta%00/app",
                "b%65ta/app",
                "beta%2Fapp",
                "beta;/app",
                "beta%20/app",
                "beta./app",
                "./beta/app")) {
            String path = "/v2/" + name + "/tags/list";
            for (String attacker : List.of(ANNA, OUTSIDER, narrow)) {
                HttpResponse<String> response = tenants.get(path, attacker);
                assertThat(response.statusCode()).as(name).isIn(400, 401, 403, 404);
                assertThat(response.body()).as(name).doesNotContain("v1");
            }
            assertThat(tenants.server.get(path).statusCode()).as(name).isIn(400, 401, 404);
        }
        for (String name : List.of("Beta", "b%65ta", "beta%2F", "beta%20", "%62eta", "alpha%2F..%2Fbeta", "02", "+2")) {
            assertThat(tenants.get("/api/v2.0/projects/" + name, ANNA).statusCode())
                    .as(name)
                    .isIn(400, 403, 404);
        }
    }
}
