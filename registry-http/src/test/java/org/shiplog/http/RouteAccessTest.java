package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.Route;

/** What every operation demands, written down a second time: a new or changed operation must be entered here, too. */
class RouteAccessTest {
    private static final Access ANYONE = new Access.Anyone();
    private static final Access LOGGED_IN = new Access.LoggedIn();
    private static final Access PULL = new Access.OnRepository(Set.of(Action.PULL));
    private static final Access PUSH = new Access.OnRepository(Set.of(Action.PUSH_NEW_TAG));
    private static final Access DELETE = new Access.OnRepository(Set.of(Action.DELETE));

    private static final Map<String, Access> EXPECTED = Map.ofEntries(
            Map.entry("GET /service/token", ANYONE),
            Map.entry("GET /api/version", ANYONE),
            Map.entry("GET /api/v2.0/ping", ANYONE),
            Map.entry("GET /api/v2.0/health", ANYONE),
            Map.entry("GET /api/v2.0/systeminfo", ANYONE),
            Map.entry("GET /api/v2.0/users/current", LOGGED_IN),
            Map.entry("GET /api/v2.0/projects", ANYONE),
            Map.entry("HEAD /api/v2.0/projects", LOGGED_IN),
            Map.entry("POST /api/v2.0/projects", found("project:create")),
            Map.entry("GET /api/v2.0/projects/{project_name_or_id}", project("project:read")),
            Map.entry("PUT /api/v2.0/projects/{project_name_or_id}", project("project:update")),
            Map.entry("DELETE /api/v2.0/projects/{project_name_or_id}", project("project:delete")),
            Map.entry("GET /api/v2.0/projects/{project_name_or_id}/_deletable", project("project:delete")),
            Map.entry("GET /api/v2.0/projects/{project_name_or_id}/summary", project("project:read")),
            Map.entry("GET /api/v2.0/projects/{project_name}/logs", project("log:list")),
            Map.entry("GET /api/v2.0/projects/{project_name_or_id}/metadatas/", project("metadata:list")),
            Map.entry("POST /api/v2.0/projects/{project_name_or_id}/metadatas/", project("metadata:create")),
            Map.entry("GET /api/v2.0/projects/{project_name_or_id}/metadatas/{meta_name}", project("metadata:read")),
            Map.entry("PUT /api/v2.0/projects/{project_name_or_id}/metadatas/{meta_name}", project("metadata:update")),
            Map.entry(
                    "DELETE /api/v2.0/projects/{project_name_or_id}/metadatas/{meta_name}", project("metadata:delete")),
            Map.entry("GET /api/v2.0/projects/{project_name_or_id}/members", project("member:list")),
            Map.entry("POST /api/v2.0/projects/{project_name_or_id}/members", project("member:create")),
            Map.entry("GET /api/v2.0/projects/{project_name_or_id}/members/{mid}", project("member:read")),
            Map.entry("PUT /api/v2.0/projects/{project_name_or_id}/members/{mid}", project("member:update")),
            Map.entry("DELETE /api/v2.0/projects/{project_name_or_id}/members/{mid}", project("member:delete")),
            Map.entry("GET /api/v2.0/robots", found("robot:list")),
            Map.entry("POST /api/v2.0/robots", found("robot:create")),
            Map.entry("GET /api/v2.0/robots/{robot_id}", found("robot:read")),
            Map.entry("PUT /api/v2.0/robots/{robot_id}", found("robot:update")),
            Map.entry("PATCH /api/v2.0/robots/{robot_id}", found("robot:update")),
            Map.entry("DELETE /api/v2.0/robots/{robot_id}", found("robot:delete")),
            Map.entry("GET /api/v2.0/labels", found("label:list")),
            Map.entry("POST /api/v2.0/labels", found("label:create")),
            Map.entry("GET /api/v2.0/labels/{label_id}", found("label:read")),
            Map.entry("PUT /api/v2.0/labels/{label_id}", found("label:update")),
            Map.entry("DELETE /api/v2.0/labels/{label_id}", found("label:delete")),
            Map.entry("GET /api/v2.0/permissions", LOGGED_IN),
            Map.entry("GET /api/v2.0/audit-logs", system("audit-log:list")),
            Map.entry("GET /v2/", LOGGED_IN),
            Map.entry("HEAD /v2/", LOGGED_IN),
            Map.entry("GET /v2/_catalog", LOGGED_IN),
            Map.entry("HEAD /v2/{name}/blobs/{digest}", PULL),
            Map.entry("GET /v2/{name}/blobs/{digest}", PULL),
            Map.entry("DELETE /v2/{name}/blobs/{digest}", DELETE),
            Map.entry("POST /v2/{name}/blobs/uploads/", PUSH),
            Map.entry("GET /v2/{name}/blobs/uploads/{session}", PUSH),
            Map.entry("PATCH /v2/{name}/blobs/uploads/{session}", PUSH),
            Map.entry("PUT /v2/{name}/blobs/uploads/{session}", PUSH),
            Map.entry("DELETE /v2/{name}/blobs/uploads/{session}", PUSH),
            Map.entry("HEAD /v2/{name}/manifests/{reference}", PULL),
            Map.entry("GET /v2/{name}/manifests/{reference}", PULL),
            Map.entry("PUT /v2/{name}/manifests/{reference}", PUSH),
            Map.entry("DELETE /v2/{name}/manifests/{reference}", DELETE),
            Map.entry("GET /v2/{name}/tags/list", PULL),
            Map.entry("GET /v2/{name}/referrers/{digest}", PULL));

    private static Access system(String permission) {
        return new Access.OnSystem(Permission.of(permission));
    }

    private static Access found(String permission) {
        return new Access.OnWhatIsFound(Set.of(Permission.of(permission)));
    }

    private static Access project(String permission) {
        return new Access.OnProject(Permission.of(permission));
    }

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyOperationDemandsWhatTheTableSays() {
        Map<String, Access> declared = new TreeMap<>();
        for (Route route : server.routes) {
            declared.put(route.method().value() + " " + route.path().template(), route.access());
        }
        assertThat(declared).isEqualTo(new TreeMap<>(EXPECTED));
    }
}
