package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** What robots may push, and where, with passwords and with tokens. */
class RobotPushTest {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.sendJson("POST", "/api/v2.0/projects", "{\"project_name\":\"team\"}", "Authorization", admin());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void letsARobotCreateTagsAndNotMoveThem() {
        String robot = robot("\"pull\",\"push-new-tag\"", "[]");
        assertThat(push("team/app", "v1", "one", robot)).isEqualTo(201);
        assertThat(push("team/app", "v1", "one", robot)).isEqualTo(201);
        assertThat(push("team/app", "v1", "two", robot)).isEqualTo(403);
        assertThat(push("team/app", "v2", "two", robot)).isEqualTo(201);
        assertThat(push("team/app", "v1", "two", admin())).isEqualTo(201);
        assertThat(server.send("DELETE", "/v2/team/app/manifests/v1", BodyPublishers.noBody(), "Authorization", robot)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void letsARobotThatMayPushMoveTags() {
        String robot = robot("\"push\"", "[]");
        assertThat(push("team/app", "v1", "one", robot)).isEqualTo(201);
        assertThat(push("team/app", "v1", "two", robot)).isEqualTo(201);
    }

    @Test
    void limitsARobotToRepositories() {
        String robot = robot("\"pull\",\"push\"", "[\"app-*\"]");
        assertThat(push("team/app-web", "v1", "one", robot)).isEqualTo(201);
        assertThat(push("team/app2", "v1", "one", robot)).isEqualTo(403);
        assertThat(push("team/app", "v1", "one", robot)).isEqualTo(403);
        assertThat(push("team/app-web/cache", "v1", "one", robot)).isEqualTo(403);
        assertThat(push("team/app2", "v1", "one", admin())).isEqualTo(201);
        assertThat(server.get("/v2/team/app2/manifests/v1", "Authorization", robot)
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.get("/v2/team/nosuch/manifests/v1", "Authorization", robot)
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.get("/v2/team/app-web/tags/list", "Authorization", robot)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void appliesTheSameToTokens() {
        String robot = robot("\"pull\",\"push-new-tag\"", "[\"app-*\"]");
        String token =
                server.token(Optional.of(robot), "repository:team/app-web:pull,push", "repository:team/app2:pull,push");
        assertThat(push("team/app-web", "v1", "one", token)).isEqualTo(201);
        assertThat(push("team/app-web", "v1", "two", token)).isEqualTo(403);
        assertThat(push("team/app2", "v1", "one", token)).isEqualTo(401);
    }

    /** @param actions on repositories, quoted @return what the robot logs in with */
    private String robot(String actions, String repositories) {
        String access = "{\"resource\":\"repository\",\"action\":"
                + String.join("},{\"resource\":\"repository\",\"action\":", actions.split(",")) + "}";
        JsonNode created = json(server.sendJson(
                "POST",
                "/api/v2.0/robots",
                "{\"name\":\"ci\",\"level\":\"project\",\"duration\":-1,\"permissions\":[{\"kind\":\"project\","
                        + "\"namespace\":\"team\",\"access\":[" + access + "],\"repositories\":" + repositories + "}]}",
                "Authorization",
                admin()));
        return basic(created.get("name").asText(), created.get("secret").asText());
    }

    /** The status of the first refusal, or of the manifest's upload. */
    private int push(String repository, String tag, String note, String authorization) {
        Digest config = DigestAlgorithm.SHA256.digestOf(CONFIG);
        int blob = server.send(
                        "POST",
                        "/v2/" + repository + "/blobs/uploads/?digest=" + config,
                        BodyPublishers.ofByteArray(CONFIG),
                        "Authorization",
                        authorization,
                        "Content-Type",
                        "application/octet-stream")
                .statusCode();
        if (blob != 201) {
            return blob;
        }
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"" + config
                + "\",\"size\":2},\"layers\":[],\"annotations\":{\"note\":\"" + note + "\"}}";
        return server.send(
                        "PUT",
                        "/v2/" + repository + "/manifests/" + tag,
                        BodyPublishers.ofString(manifest),
                        "Authorization",
                        authorization,
                        "Content-Type",
                        MANIFEST)
                .statusCode();
    }
}
