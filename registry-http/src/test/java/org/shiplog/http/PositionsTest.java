package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.http.route.Positioning;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PositionsTest {
    private static final String MANIFEST = """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}\
        """;

    private TestServer server;

    @BeforeAll
    void start() {
        server = new TestServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String position(HttpResponse<String> response) {
        return TestServer.header(response, Positioning.POSITION);
    }

    @Test
    void writesSayWhereTheyEnded() {
        HttpResponse<String> pushed = server.send(
                "PUT",
                "/v2/open/fresh/manifests/v1",
                BodyPublishers.ofString(MANIFEST),
                "Authorization",
                server.token(Optional.of(TestServer.admin()), "repository:open/fresh:pull,push"),
                "Content-Type",
                "application/vnd.oci.image.index.v1+json");
        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(position(pushed)).matches("\\{Project\\|open=\\d+, Repository\\|open/fresh=3}");

        HttpResponse<String> created = server.sendJson(
                "POST", "/api/v2.0/projects", "{\"project_name\":\"placed\"}", "Authorization", TestServer.admin());
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(position(created)).startsWith("{Project|placed=");
    }

    @Test
    void whatWritesNothingSaysNothing() {
        String digest = DigestAlgorithm.SHA256.digestOf(new byte[] {7}).toString();
        assertThat(position(server.sendJson(
                        "POST", "/api/v2.0/projects", "{\"no\":1}", "Authorization", TestServer.admin())))
                .isEmpty();
        assertThat(position(server.send(
                        "DELETE",
                        "/v2/open/app/blobs/" + digest,
                        BodyPublishers.noBody(),
                        "Authorization",
                        server.token(Optional.of(TestServer.admin()), "repository:open/app:delete"))))
                .isEmpty();
    }

    @Test
    void readsWaitForThePlaceThatTheyAreGiven() {
        for (String path : List.of("/api/v2.0/projects", "/api/v2.0/audit-logs", "/v2/open/app/tags/list")) {
            String authorization = path.startsWith("/v2")
                    ? server.token(Optional.of(TestServer.admin()), "repository:open/app:pull")
                    : TestServer.admin();
            HttpResponse<String> there =
                    server.get(path, "Authorization", authorization, Positioning.AFTER, "somewhere");
            assertThat(there.statusCode()).isEqualTo(200);
            assertThat(position(there)).isEqualTo("somewhere");

            HttpResponse<String> late =
                    server.get(path, "Authorization", authorization, Positioning.AFTER, StillPositions.LATE);
            assertThat(TestServer.error(late)).isEqualTo("503 UNAVAILABLE");
            assertThat(TestServer.header(late, "Retry-After")).isEqualTo("1");

            HttpResponse<String> unknown =
                    server.get(path, "Authorization", authorization, Positioning.AFTER, StillPositions.UNKNOWN);
            assertThat(TestServer.error(unknown)).isEqualTo("400 BAD_REQUEST");
        }
    }

    @Test
    void listsOfHarborsApiTakeThePlaceAsAParameter() {
        HttpResponse<String> there =
                server.get("/api/v2.0/projects?after=somewhere", "Authorization", TestServer.admin());
        HttpResponse<String> late = server.get(
                "/api/v2.0/projects?page=1&after=" + StillPositions.LATE, "Authorization", TestServer.admin());

        assertThat(position(there)).isEqualTo("somewhere");
        assertThat(TestServer.error(late)).isEqualTo("503 UNAVAILABLE");
    }

    @Test
    void nobodyWaitsWhoMayNotRead() {
        HttpResponse<String> refused = server.get("/api/v2.0/users", Positioning.AFTER, StillPositions.LATE);
        assertThat(refused.statusCode()).isEqualTo(401);
    }
}
