package org.shiplog.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.audit.AuditRow;

/** Shows who changed what: all of it to administrators of the registry, a project's part to those of the project. */
final class AuditRoutes {
    private final AuditTrail trail;

    AuditRoutes(AuditTrail trail) {
        this.trail = trail;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        "listAuditLogs",
                        HttpMethods.GET,
                        PathTemplate.of("/api/v2.0/audit-logs"),
                        new Access.OnSystem(new Permission("audit-log", "list")),
                        call -> page(call, Optional.empty())),
                new Route(
                        "getLogs",
                        HttpMethods.GET,
                        PathTemplate.of("/api/v2.0/projects/{project_name}/logs"),
                        new Access.OnProject(new Permission("log", "list")),
                        call -> page(call, Optional.of(call.projectName()))));
    }

    private CompletionStage<HttpResponse> page(Call call, Optional<ProjectName> project) {
        return ListRequest.of(call.request()).answer(query -> trail.page(project, query), AuditRoutes::row);
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
}
