package org.shiplog.http.api.project;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.ProjectQuery.FindTerms;
import org.shiplog.domain.project.ProjectQuery.ProjectDetails;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Creates, changes and deletes projects. */
public final class ProjectRoutes {
    public static final String PROJECTS = "/api/v2.0/projects";
    public static final String PROJECT = PROJECTS + "/{project_name_or_id}";

    private final ApiPorts ports;
    private final JsonBody bodies;
    private final ProjectCreation creation;
    private final ProjectDeletion deletion;
    private final ProjectRemains remains;

    public ProjectRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.creation = new ProjectCreation(ports);
        this.remains = new ProjectRemains(ports.ofProjects(), ports.webhooks());
        this.deletion = new ProjectDeletion(ports.projects(), ports.repositories());
    }

    public List<Route> routes() {
        return List.of(
                route(
                        "createProject",
                        HttpMethods.POST,
                        PROJECTS,
                        new Access.OnWhatIsFound(Set.of(ProjectCreation.CREATE)),
                        this::create),
                route(
                        "updateProject",
                        HttpMethods.PUT,
                        PROJECT,
                        new Access.OnProject(new Permission("project", "update")),
                        this::update),
                route(
                        "deleteProject",
                        HttpMethods.DELETE,
                        PROJECT,
                        new Access.OnProject(new Permission("project", "delete")),
                        this::delete));
    }

    private static Route route(String id, HttpMethod method, String path, Access access, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), access, handler);
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return bodies.read(call.request(), ProjectRequest::of, request -> creation.create(call, request));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(
                call.request(),
                ProjectRequest::of,
                request -> ports.projects()
                        .query(call.projectName(), new FindTerms())
                        .thenCompose(details -> details.isPresent()
                                ? update(call, request, details.get())
                                : completedFuture(ErrorResponse.of(ApiError.NOT_FOUND))));
    }

    private CompletionStage<HttpResponse> update(Call call, ProjectRequest request, ProjectDetails details) {
        String retention = details.metadata().getOrDefault(MetadataKey.RETENTION_ID, "");
        if (request.retentionId().map(id -> !id.equals(retention)).orElse(false)) {
            return badRequest("metadata.retention_id cannot be changed");
        }
        long projectId = call.project().orElseThrow().projectId();
        if (request.allowlist()
                .map(list -> list.projectId() != 0 && list.projectId() != projectId)
                .orElse(false)) {
            return badRequest("cve_allowlist.project_id is another project's");
        }
        ChangeTerms change = new ChangeTerms(
                request.visibility(), request.metadata(), request.allowlist().map(ProjectRequest.Allowlist::value));
        return ports.projects()
                .execute(call.projectName(), change, call.provenance())
                .thenApply(ProjectRefusals::ok);
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> deletion.delete(call.projectName(), call.provenance()))
                .thenCompose(result -> switch (result) {
                    case DELETED ->
                        remains.clear(call.project().orElseThrow().projectId(), call.provenance())
                                .thenApply(_ -> HttpResponse.create());
                    case NOT_EMPTY ->
                        completedFuture(ErrorResponse.of(
                                ApiError.PRECONDITION, "the project contains repositories, can not be deleted"));
                    case UNKNOWN -> completedFuture(ErrorResponse.of(ApiError.NOT_FOUND));
                });
    }

    private static CompletionStage<HttpResponse> badRequest(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
