package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.DEVELOPER;
import static org.shiplog.http.attacks.Tenants.MAINTAINER;
import static org.shiplog.http.attacks.Tenants.demand;
import static org.shiplog.http.attacks.Tenants.digest;
import static org.shiplog.http.attacks.Tenants.manifest;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changing tags without the right to, by every way that there is, and changing anything while nothing may change. */
class OverwritingTest {
    private Tenants tenants;
    private String robot;

    @BeforeEach
    void start() {
        tenants = new Tenants();
        tenants.image("alpha/app", "latest", "first");
        tenants.image("alpha/app", "v1", "first");
        robot = tenants.robot("alpha", "creator", "pull", "push-new-tag").authorization();
    }

    @AfterEach
    void stop() {
        tenants.close();
    }

    private String digestOf(String tag) {
        return header(tenants.get("/v2/alpha/app/manifests/" + tag, admin()), "Docker-Content-Digest");
    }

    @Test
    void moveOfATagByWhoMayOnlyCreateTags() {
        String token = tenants.server.token(Optional.of(robot), "repository:alpha/app:pull,push,delete,*");
        String second = manifest("second");
        String byDigest = digest(second).toString();
        for (String attacker : List.of(robot, token)) {
            for (String reference : List.of(
                    "latest",
                    "v1",
                    byDigest + "?tag=latest",
                    byDigest + "?tag=new&tag=v1",
                    byDigest + "?tag=v1&tag=new")) {
                assertThat(tenants.pushManifest("alpha/app", reference, second, attacker)
                                .statusCode())
                        .as(reference)
                        .isEqualTo(403);
            }
        }
        assertThat(digestOf("latest")).isEqualTo(digest(manifest("first")).toString());
        assertThat(digestOf("v1")).isEqualTo(digestOf("latest"));
        for (String left : List.of("new", byDigest)) {
            assertThat(tenants.get("/v2/alpha/app/manifests/" + left, admin()).statusCode())
                    .as("all or nothing: " + left)
                    .isEqualTo(404);
        }
    }

    @Test
    void tagThatDiffersByCaseIsAnotherTag() {
        assertThat(tenants.pushManifest("alpha/app", "LATEST", manifest("second"), robot)
                        .statusCode())
                .isEqualTo(201);
        assertThat(digestOf("latest")).isEqualTo(digest(manifest("first")).toString());
        assertThat(tenants.pushManifest("alpha/app", "LATEST", manifest("third"), robot)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void deletionByWhoMayNotDelete() {
        long before = tenants.events();
        String digest = digestOf("v1");
        String token = tenants.server.token(Optional.of(DEVELOPER), "repository:alpha/app:pull,push,delete");
        for (String path : List.of(
                "/v2/alpha/app/manifests/v1",
                "/v2/alpha/app/manifests/" + digest,
                "/v2/alpha/app/blobs/" + digest("{}"))) {
            assertThat(error(tenants.bare("DELETE", path, DEVELOPER))).isEqualTo("403 DENIED");
            assertThat(error(tenants.bare("DELETE", path, robot))).isEqualTo("403 DENIED");
            assertThat(error(tenants.bare("DELETE", path, token))).isEqualTo("401 UNAUTHORIZED");
        }
        for (String path : List.of(
                "/repositories/app", "/repositories/app/artifacts/v1", "/repositories/app/artifacts/" + digest)) {
            assertThat(error(tenants.bare("DELETE", "/api/v2.0/projects/alpha" + path, DEVELOPER)))
                    .isEqualTo("403 FORBIDDEN");
        }
        assertThat(tenants.events()).isEqualTo(before);
        assertThat(digestOf("v1")).isEqualTo(digest);
        demand(202, tenants.bare("DELETE", "/v2/alpha/app/manifests/v1", MAINTAINER));
    }

    @Test
    void changesOfEveryKindInReadOnlyMode() {
        String digest = digestOf("v1");
        tenants.server.set("read_only", "true");
        long before = tenants.events();
        String token = tenants.server.token(Optional.of(ANNA), "repository:alpha/app:pull,push,delete");
        for (String attacker : List.of(ANNA, MAINTAINER, token, robot, admin())) {
            for (String path : List.of(
                    "DELETE /v2/alpha/app/manifests/v1",
                    "DELETE /v2/alpha/app/manifests/" + digest,
                    "DELETE /v2/alpha/app/blobs/" + digest("{}"),
                    "DELETE /v2/alpha/app/blobs/uploads/00000000-0000-4000-8000-000000000000",
                    "POST /v2/alpha/app/blobs/uploads/",
                    "POST /v2/alpha/app/blobs/uploads/?mount=" + digest("{}") + "&from=alpha/app",
                    "POST /v2/alpha/app/blobs/uploads/?digest=" + digest("{}"),
                    "PUT /v2/alpha/app/manifests/new")) {
                String[] request = path.split(" ");
                assertReadOnly(path, tenants.bare(request[0], request[1], attacker));
            }
        }
        for (String path : List.of(
                "DELETE /projects/alpha",
                "DELETE /projects/alpha/repositories/app",
                "DELETE /projects/alpha/repositories/app/artifacts/v1",
                "DELETE /projects/alpha/repositories/app/artifacts/v1/tags/v1",
                "DELETE /projects/alpha/members/1",
                "DELETE /projects/alpha/metadatas/public",
                "DELETE /robots/1",
                "DELETE /labels/1",
                "DELETE /users/2",
                "PUT /projects/alpha",
                "POST /projects",
                "POST /robots")) {
            String[] request = path.split(" ");
            assertReadOnly(path, tenants.bare(request[0], "/api/v2.0" + request[1], admin()));
        }
        assertThat(tenants.events()).isEqualTo(before);
        assertThat(digestOf("v1")).as("what is there is served").isEqualTo(digest);
        demand(200, tenants.put("/api/v2.0/configurations", "{\"read_only\":false}", admin()));
        assertThat(tenants.pushManifest("alpha/app", "v1", manifest("second"), ANNA)
                        .statusCode())
                .isEqualTo(201);
    }

    private static void assertReadOnly(String what, HttpResponse<String> response) {
        assertThat(error(response)).as(what).isEqualTo("403 DENIED");
        assertThat(response.body()).as(what).contains("The system is in read only mode");
    }
}
