package org.shiplog.http.api.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.AuditTrail;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.audit.AuditScope;

/**
 * Shows who changed what: all of it to administrators of the registry, a project's part to those who may see its log. Harbor has an
 * older and a newer form of each list; here they show the same rows, in different detail.
 */
public final class AuditRoutes {
    /** The kinds of acts, in Harbor's order, which its portal keeps. */
    public static final List<String> EVENT_TYPES = List.of(
            "create_artifact",
            "delete_artifact",
            "pull_artifact",
            "create_project",
            "delete_project",
            "delete_repository",
            "login_user",
            "logout_user",
            "create_user",
            "delete_user",
            "update_user",
            "create_robot",
            "delete_robot",
            "update_configuration",
            "create_member",
            "delete_member",
            "update_member",
            "update_project");

    private final AuditTrail trail;

    public AuditRoutes(AuditTrail trail) {
        this.trail = trail;
    }

    public List<Route> routes() {
        Access ofProject = new Access.OnProject(AuditScope.LIST);
        return List.of(
                get("listAuditLogs", "/audit-logs", new Access.LoggedIn(), call -> visible(call, AuditRoutes::row)),
                get(
                        "listAuditLogExts",
                        "/auditlog-exts",
                        new Access.LoggedIn(),
                        call -> visible(call, AuditRoutes::detailed)),
                get(
                        "listAuditLogEventTypes",
                        "/auditlog-exts/events",
                        new Access.OnSystem(AuditScopes.LIST),
                        _ -> eventTypes()),
                get("getLogs", "/projects/{project_name}/logs", ofProject, call -> ofProject(call, AuditRoutes::row)),
                get(
                        "getLogExts",
                        "/projects/{project_name}/auditlog-exts",
                        ofProject,
                        call -> ofProject(call, AuditRoutes::detailed)));
    }

    private static Route get(String id, String path, Access access, Handler handler) {
        return new Route(id, HttpMethods.GET, PathTemplate.of("/api/v2.0" + path), access, handler);
    }

    private CompletionStage<HttpResponse> visible(Call call, Function<AuditRow, ObjectNode> row) {
        return page(call, AuditScopes.of(call.principal()), row);
    }

    private CompletionStage<HttpResponse> ofProject(Call call, Function<AuditRow, ObjectNode> row) {
        return page(call, new AuditScope.Within(call.projectName()), row);
    }

    private CompletionStage<HttpResponse> page(Call call, AuditScope scope, Function<AuditRow, ObjectNode> row) {
        return ListRequest.of(call.request()).answer(query -> trail.page(scope, query), row);
    }

    private static CompletionStage<HttpResponse> eventTypes() {
        ArrayNode types = Json.array();
        EVENT_TYPES.forEach(type -> types.addObject().put("event_type", type));
        return CompletableFuture.completedFuture(Json.ok(types));
    }

    private static ObjectNode row(AuditRow row) {
        return Json.object()
                .put("id", row.id())
                .put("username", row.username())
                .put("resource", row.resource())
                .put("resource_type", row.resourceType())
                .put("operation", row.operation())
                .put("op_time", row.at().toString());
    }

    private static ObjectNode detailed(AuditRow row) {
        String undoing = row.undoes().map(event -> ", undoing " + event).orElse("");
        return row(row).put(
                        "operation_description",
                        row.operation() + " " + row.resourceType() + ": " + row.resource() + undoing)
                .put("operation_result", row.succeeded());
    }
}
