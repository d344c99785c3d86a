package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.AddMember;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.api.port.FeedPorts;

/** The private project {@code team}, to which things are pushed while time goes by. */
final class PastFixture {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final ProjectName TEAM = new ProjectName("team");
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    final TestServer server;
    private long members = 10;

    PastFixture() {
        this(FeedPorts.Limits.STANDARD);
    }

    PastFixture(FeedPorts.Limits limits) {
        server = new TestServer(limits);
        project(new CreateProject(7, "admin", Visibility.PRIVATE));
    }

    void project(ProjectCommand command) {
        await(server.projects.execute(
                TEAM,
                command,
                new Provenance(
                        "admin",
                        server.clock.instant(),
                        "local",
                        "",
                        "",
                        UUID.randomUUID().toString())));
    }

    /** A user with that role in the project. @return what the user logs in with */
    String member(String name, Role role) {
        server.register(name, false);
        members++;
        long userId = await(server.users.query(
                        new org.shiplog.domain.identity.Username(name),
                        new org.shiplog.domain.identity.User.FindUser()))
                .orElseThrow()
                .userId();
        project(new AddMember(Member.of(members, Member.Kind.USER, userId, name, role)));
        return TestServer.basic(name, TestServer.PASSWORD);
    }

    void later() {
        server.clock.advance(Duration.ofSeconds(10));
    }

    /** The tag as it is now, for later. */
    String now(String tag) {
        return tag + ".at-" + SECOND.format(server.clock.instant());
    }

    Instant instant() {
        return server.clock.instant();
    }

    static Digest digest(String content) {
        return DigestAlgorithm.SHA256.digestOf(content.getBytes(StandardCharsets.UTF_8));
    }

    static String image(String note) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                + digest(config(note)) + "\",\"size\":" + config(note).length() + "},\"layers\":[]}";
    }

    static String config(String note) {
        return "{\"note\":\"" + note + "\"}";
    }

    static String index(String... images) {
        StringBuilder children = new StringBuilder();
        for (String image : images) {
            children.append(children.isEmpty() ? "" : ",")
                    .append("{\"mediaType\":\"" + MANIFEST + "\",\"digest\":\"" + digest(image) + "\",\"size\":"
                            + image.length() + "}");
        }
        return "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[" + children + "]}";
    }

    /** Pushes an image. @return its digest */
    Digest push(String repository, String tag, String note) {
        String config = config(note);
        assertThat(server.send(
                                "POST",
                                "/v2/" + repository + "/blobs/uploads/?digest=" + digest(config),
                                BodyPublishers.ofString(config),
                                "Authorization",
                                admin(),
                                "Content-Type",
                                "application/octet-stream")
                        .statusCode())
                .isEqualTo(201);
        return put(repository, tag, MANIFEST, image(note));
    }

    Digest put(String repository, String tag, String type, String manifest) {
        HttpResponse<String> response = tryPut(repository, tag, type, manifest);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return digest(manifest);
    }

    HttpResponse<String> tryPut(String repository, String tag, String type, String manifest) {
        return server.send(
                "PUT",
                "/v2/" + repository + "/manifests/" + tag,
                BodyPublishers.ofString(manifest),
                "Authorization",
                admin(),
                "Content-Type",
                type);
    }

    void delete(String repository, Object reference) {
        assertThat(server.send(
                                "DELETE",
                                "/v2/" + repository + "/manifests/" + reference,
                                BodyPublishers.noBody(),
                                "Authorization",
                                admin())
                        .statusCode())
                .isEqualTo(202);
    }

    HttpResponse<String> get(String path, String authorization) {
        return server.get(path, "Authorization", authorization);
    }

    HttpResponse<String> pull(String repository, Object reference, String authorization) {
        return get("/v2/" + repository + "/manifests/" + reference, authorization);
    }

    JsonNode past(String path) {
        HttpResponse<String> response = get("/api/shiplog/v1/projects/team" + path, admin());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    /** The event that made the tag what it is. */
    long lastEvent(String repository, String tag) {
        JsonNode row = past("/repositories/" + repository + "/tags/" + tag + "/history")
                .at("/history/0");
        return row.path("end_event").isMissingNode()
                ? row.get("event").asLong()
                : row.get("end_event").asLong();
    }

    HttpResponse<String> undo(long event, String authorization) {
        return undo(event, "", authorization);
    }

    HttpResponse<String> undo(long event, String query, String authorization) {
        return server.send(
                "POST",
                "/api/shiplog/v1/events/" + event + "/undo" + query,
                BodyPublishers.noBody(),
                "Authorization",
                authorization);
    }
}
