package org.shiplog.http.attacks;

import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.http.TestServer;

/**
 * Two tenants who must not get at each other: {@code alpha}, run by anna, with one member of each role that an attacker may have,
 * and {@code beta}, run by bert. Both projects are private and were made by their owners over HTTP; an outsider is in none.
 */
final class Tenants implements AutoCloseable {
    static final String OUTSIDER = basic("outsider", TestServer.PASSWORD);
    static final String ANNA = basic("anna", TestServer.PASSWORD);
    static final String BERT = basic("bert", TestServer.PASSWORD);
    static final String GUEST = basic("guest", TestServer.PASSWORD);
    static final String DEVELOPER = basic("developer", TestServer.PASSWORD);
    static final String MAINTAINER = basic("maintainer", TestServer.PASSWORD);

    static final String PROJECTS = "/api/v2.0/projects";
    static final String ROBOTS = "/api/v2.0/robots";
    static final String LABELS = "/api/v2.0/labels";
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    final TestServer server = new TestServer();
    final long alpha;
    final long beta;

    Tenants() {
        for (String name : List.of("anna", "bert", "guest", "developer", "maintainer", "outsider")) {
            server.register(name, false);
        }
        alpha = createProject("alpha", ANNA);
        beta = createProject("beta", BERT);
        addMember("alpha", "guest", 3);
        addMember("alpha", "developer", 2);
        addMember("alpha", "maintainer", 4);
    }

    /** What a robot logs in with, and its number. */
    record Robot(long id, String authorization) {}

    long createProject(String name, String owner) {
        demand(201, post(PROJECTS, "{\"project_name\":\"" + name + "\"}", owner));
        return json(get(PROJECTS + "/" + name, admin())).get("project_id").asLong();
    }

    /** @return the location of the member */
    String addMember(String project, String user, int role) {
        String body = "{\"role_id\":" + role + ",\"member_user\":{\"username\":\"" + user + "\"}}";
        return header(demand(201, post(PROJECTS + "/" + project + "/members", body, admin())), "Location");
    }

    /** @param actions on repositories, such as {@code pull} */
    Robot robot(String project, String name, String... actions) {
        List<String> access = new ArrayList<>();
        for (String action : actions) {
            access.add("{\"resource\":\"repository\",\"action\":\"" + action + "\"}");
        }
        JsonNode created = json(demand(
                201,
                post(
                        ROBOTS,
                        "{\"name\":\"" + name + "\",\"level\":\"project\",\"duration\":30,\"permissions\":[{\"kind\":"
                                + "\"project\",\"namespace\":\"" + project + "\",\"access\":["
                                + String.join(",", access) + "]}]}",
                        admin())));
        return new Robot(
                created.get("id").asLong(),
                basic(created.get("name").asText(), created.get("secret").asText()));
    }

    /** @return the number of a label of the project */
    long label(long project, String name) {
        String location = header(
                demand(
                        201,
                        post(
                                LABELS,
                                "{\"name\":\"" + name + "\",\"scope\":\"p\",\"project_id\":" + project + "}",
                                admin())),
                "Location");
        return Long.parseLong(location.substring(location.lastIndexOf('/') + 1));
    }

    /** All events there are: refused is what leaves none. */
    long events() {
        return server.projects.events()
                + server.repositories.events()
                + server.users.events()
                + server.robots.events()
                + server.groups.events()
                + server.labels.events()
                + server.systemSettings.events();
    }

    HttpResponse<String> get(String path, String authorization) {
        return server.get(path, "Authorization", authorization);
    }

    HttpResponse<String> post(String path, String json, String authorization) {
        return server.sendJson("POST", path, json, "Authorization", authorization);
    }

    HttpResponse<String> put(String path, String json, String authorization) {
        return server.sendJson("PUT", path, json, "Authorization", authorization);
    }

    HttpResponse<String> bare(String method, String path, String authorization) {
        return server.send(method, path, BodyPublishers.noBody(), "Authorization", authorization);
    }

    /** Pushes a blob in one request. */
    HttpResponse<String> blob(String repository, String content, String authorization) {
        return server.send(
                "POST",
                "/v2/" + repository + "/blobs/uploads/?digest=" + digest(content),
                BodyPublishers.ofString(content),
                "Authorization",
                authorization,
                "Content-Type",
                "application/octet-stream");
    }

    /** An image of one blob, {@code {}}, which differs by its note. */
    static String manifest(String note) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                + digest("{}") + "\",\"size\":2},\"layers\":[],\"annotations\":{\"note\":\"" + note + "\"}}";
    }

    /** @param reference may have a query */
    HttpResponse<String> pushManifest(String repository, String reference, String manifest, String authorization) {
        return server.send(
                "PUT",
                "/v2/" + repository + "/manifests/" + reference,
                BodyPublishers.ofString(manifest),
                "Authorization",
                authorization,
                "Content-Type",
                MANIFEST);
    }

    /** Pushes the image of that note, as the administrator. */
    void image(String repository, String tag, String note) {
        demand(201, blob(repository, "{}", admin()));
        demand(201, pushManifest(repository, tag, manifest(note), admin()));
    }

    static Digest digest(String content) {
        return DigestAlgorithm.SHA256.digestOf(content.getBytes(StandardCharsets.UTF_8));
    }

    static HttpResponse<String> demand(int status, HttpResponse<String> response) {
        if (response.statusCode() != status) {
            throw new AssertionError("not " + status + ": " + response + " " + response.body());
        }
        return response;
    }

    /** All of an answer that could tell one thing from another, with names put in place of what differs by the question. */
    static String shape(HttpResponse<String> response, String asked) {
        return response.statusCode() + " "
                + header(response, "WWW-Authenticate").replace(asked, "ASKED") + " "
                + header(response, "Content-Type") + " "
                + header(response, "Set-Cookie").replaceAll("csrf=[^;]*", "csrf=") + " "
                + response.body().replace(asked, "ASKED");
    }

    @Override
    public void close() {
        server.close();
    }
}
