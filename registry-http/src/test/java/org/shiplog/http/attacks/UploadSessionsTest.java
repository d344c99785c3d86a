package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.BERT;
import static org.shiplog.http.attacks.Tenants.DEVELOPER;
import static org.shiplog.http.attacks.Tenants.GUEST;
import static org.shiplog.http.attacks.Tenants.demand;
import static org.shiplog.http.attacks.Tenants.digest;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Uploads that others began, and blobs that others have. */
class UploadSessionsTest {
    private static final String SECRET = "what beta keeps to itself";

    private static Tenants tenants;

    @BeforeAll
    static void start() {
        tenants = new Tenants();
        demand(201, tenants.blob("beta/app", SECRET, BERT));
        demand(201, tenants.blob("alpha/other", "of alpha", ANNA));
    }

    @AfterAll
    static void stop() {
        tenants.close();
    }

    private static String begun(String repository, String authorization) {
        String location = header(
                demand(202, tenants.bare("POST", "/v2/" + repository + "/blobs/uploads/", authorization)), "Location");
        demand(202, append(location, "begun", authorization));
        return location;
    }

    private static HttpResponse<String> append(String location, String content, String authorization) {
        return tenants.server.send(
                "PATCH",
                location,
                BodyPublishers.ofString(content),
                "Authorization",
                authorization,
                "Content-Type",
                "application/octet-stream");
    }

    private static List<HttpResponse<String>> everything(String location, String authorization) {
        return List.of(
                tenants.get(location, authorization),
                append(location, "more", authorization),
                tenants.bare("PUT", location + "?digest=" + digest("begun"), authorization),
                tenants.bare("DELETE", location, authorization));
    }

    @Test
    void uploadOfAnotherTenantThroughOnesOwnRepository() {
        String session = begun("beta/app", BERT);
        String mine = session.replace("beta/app", "alpha/app");
        assertThat(everything(mine, ANNA)).allMatch(response -> error(response).equals("404 BLOB_UPLOAD_UNKNOWN"));
        assertThat(everything(session, ANNA))
                .allMatch(response -> error(response).equals("403 DENIED"));
        assertThat(tenants.get(session, BERT).statusCode()).isEqualTo(204);
    }

    @Test
    void uploadOfAnotherUserOfTheSameRepository() {
        String session = begun("alpha/app", DEVELOPER);
        assertThat(everything(session, ANNA))
                .allMatch(response -> error(response).equals("404 BLOB_UPLOAD_UNKNOWN"));
        assertThat(everything(session, admin()))
                .allMatch(response -> error(response).equals("404 BLOB_UPLOAD_UNKNOWN"));
        String robot = tenants.robot("alpha", "pusher", "pull", "push").authorization();
        assertThat(everything(session, robot))
                .allMatch(response -> error(response).equals("404 BLOB_UPLOAD_UNKNOWN"));
        assertThat(tenants.bare("PUT", session + "?digest=" + digest("begun"), DEVELOPER)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void uploadOfOnesOwnThroughAnotherRepository() {
        String session = begun("alpha/app", DEVELOPER);
        String elsewhere = session.replace("alpha/app", "alpha/other");
        assertThat(everything(elsewhere, DEVELOPER))
                .allMatch(response -> error(response).equals("404 BLOB_UPLOAD_UNKNOWN"));
        assertThat(tenants.get("/v2/alpha/other/blobs/" + digest("begun"), DEVELOPER)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void uploadThatOneMayNotWriteAnyMore() {
        tenants.server.register("leaver", false);
        String leaver = org.shiplog.http.TestServer.basic("leaver", org.shiplog.http.TestServer.PASSWORD);
        String membership = tenants.addMember("alpha", "leaver", 2);
        String session = begun("alpha/app", leaver);
        demand(200, tenants.bare("DELETE", membership, ANNA));
        assertThat(everything(session, leaver))
                .allMatch(response -> error(response).equals("403 DENIED"));
    }

    private static HttpResponse<String> mount(String query, String authorization) {
        return tenants.bare("POST", "/v2/alpha/app/blobs/uploads/?mount=" + digest(SECRET) + query, authorization);
    }

    @Test
    void mountFromARepositoryThatOneMayNotRead() {
        String token =
                tenants.server.token(Optional.of(ANNA), "repository:alpha/app:pull,push", "repository:beta/app:pull");
        String robot = tenants.robot("alpha", "mounter", "pull", "push").authorization();
        for (String query :
                List.of("&from=beta/app", "", "&from=beta%2Fapp", "&from=alpha/../beta/app", "&from=nobodys/app")) {
            for (String attacker : List.of(ANNA, DEVELOPER, robot, token)) {
                HttpResponse<String> response = mount(query, attacker);
                assertThat(response.statusCode()).as(query).isEqualTo(202);
                assertThat(response.body()).isEmpty();
            }
        }
        assertThat(tenants.get("/v2/alpha/app/blobs/" + digest(SECRET), ANNA).statusCode())
                .isEqualTo(404);
    }

    @Test
    void mountFromAnotherRepositoryWithATokenThatDoesNotNameIt() {
        String content = "what beta shows to anna";
        demand(201, tenants.blob("beta/app", content, BERT));
        String shared = tenants.addMember("beta", "anna", 3);
        try {
            String narrow = tenants.server.token(Optional.of(ANNA), "repository:alpha/mounted:pull,push");
            String path = "/v2/alpha/mounted/blobs/uploads/?from=beta/app&mount=" + digest(content);
            assertThat(tenants.bare("POST", path, narrow).statusCode()).isEqualTo(202);
            assertThat(tenants.bare("POST", path, ANNA).statusCode())
                    .as("who may read it may mount it")
                    .isEqualTo(201);
        } finally {
            demand(200, tenants.bare("DELETE", shared, admin()));
        }
    }

    @Test
    void blobThroughARepositoryThatDoesNotHoldIt() {
        for (String method : List.of("GET", "HEAD", "DELETE")) {
            for (String repository : List.of("alpha/app", "alpha/other", "alpha/nothing")) {
                HttpResponse<String> held =
                        tenants.bare(method, "/v2/" + repository + "/blobs/" + digest(SECRET), ANNA);
                HttpResponse<String> nobodys =
                        tenants.bare(method, "/v2/" + repository + "/blobs/" + digest("nobody has it"), ANNA);
                assertThat(held.statusCode()).isEqualTo(404);
                assertThat(Tenants.shape(held, digest(SECRET).toString()))
                        .isEqualTo(
                                Tenants.shape(nobodys, digest("nobody has it").toString()));
            }
        }
        assertThat(tenants.get("/v2/beta/app/blobs/" + digest(SECRET), BERT).statusCode())
                .isEqualTo(200);
    }

    @Test
    void manifestThatReferringToAnothersBlobWouldMakeReadable() {
        HttpResponse<String> anothers = referring(digest(SECRET).toString());
        HttpResponse<String> nobodys = referring(digest("nobody has it").toString());
        assertThat(error(anothers)).isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
        assertThat(Tenants.shape(anothers, digest(SECRET).toString()))
                .isEqualTo(Tenants.shape(nobodys, digest("nobody has it").toString()));
        demand(201, tenants.blob("alpha/app", "{}", ANNA));
        demand(201, referring(digest("{}").toString()));
        assertThat(tenants.get("/v2/alpha/app/blobs/" + digest(SECRET), ANNA).statusCode())
                .isEqualTo(404);
    }

    private static HttpResponse<String> referring(String digest) {
        String manifest = Tenants.manifest("x").replace(digest("{}").toString(), digest);
        return tenants.pushManifest("alpha/app", "stolen", manifest, ANNA);
    }

    @Test
    void uploadByWhoMayOnlyRead() {
        long before = tenants.events();
        for (String attacker :
                List.of(GUEST, BERT, tenants.robot("alpha", "reader", "pull").authorization())) {
            assertThat(tenants.bare("POST", "/v2/alpha/app/blobs/uploads/", attacker)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(tenants.blob("alpha/app", "x", attacker).statusCode()).isEqualTo(403);
            assertThat(tenants.pushManifest("alpha/app", "v1", Tenants.manifest("x"), attacker)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(tenants.events()).as("the robot itself").isEqualTo(before + 1);
        demand(201, tenants.blob("alpha/app", "x", DEVELOPER));
    }
}
