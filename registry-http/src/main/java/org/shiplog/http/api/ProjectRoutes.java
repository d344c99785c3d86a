package org.shiplog.http.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.ChangeVisibility;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Creates, changes and deletes projects. */
final class ProjectRoutes {
    static final String PROJECTS = "/api/v2.0/projects";
    static final String PROJECT = PROJECTS + "/{project_name_or_id}";

    private final ApiPorts ports;
    private final JsonBody bodies;
    private final ProjectDeletion deletion;

    ProjectRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.deletion = new ProjectDeletion(ports.projects(), ports.repositories());
    }

    List<Route> routes() {
        return List.of(
                route(
                        "createProject",
                        HttpMethods.POST,
                        PROJECTS,
                        new Access.OnSystem(new Permission("project", "create")),
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
        return bodies.read(call.request(), body -> switch (ProjectRequest.parse(body)) {
            case ProjectRequest.Parsed.Invalid(String message) -> badRequest(message);
            case ProjectRequest.Parsed.Valid(ProjectRequest request) -> {
                Optional<ProjectName> name = request.name().flatMap(ProjectName::parse);
                yield name.isEmpty()
                        ? badRequest("the project's name must be 1 to 255 lower-case letters and digits, divided by"
                                + " single dots, dashes or underscores")
                        : create(call, name.get(), request.visibility().orElse(Visibility.PRIVATE));
            }
        });
    }

    private CompletionStage<HttpResponse> create(Call call, ProjectName name, Visibility visibility) {
        return ports.ids().next(Ids.Sequence.PROJECT).thenCompose(id -> {
            ProjectCommand command = new CreateProject(id, call.principal().id(), visibility);
            return ports.projects().execute(name, command, call.provenance()).thenApply(outcome -> switch (outcome) {
                case Outcome.Accepted<ProjectRefusal> _ -> created(call.request(), name, id);
                case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) ->
                    refusal instanceof ProjectRefusal.ProjectExists
                            ? ErrorResponse.of(ApiError.CONFLICT, "project named " + name + " already exists")
                            : ProjectRefusals.response(refusal);
            });
        });
    }

    private static HttpResponse created(HttpRequest request, ProjectName name, long id) {
        boolean byName = request.getHeader("X-Resource-Name-In-Location")
                .map(header -> Boolean.parseBoolean(header.value()))
                .orElse(false);
        return HttpResponse.create()
                .withStatus(StatusCodes.CREATED)
                .addHeader(RawHeader.create("Location", PROJECTS + "/" + (byName ? name.value() : Long.toString(id))));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(call.request(), body -> switch (ProjectRequest.parse(body)) {
            case ProjectRequest.Parsed.Invalid(String message) -> badRequest(message);
            case ProjectRequest.Parsed.Valid(ProjectRequest request) ->
                request.visibility().isEmpty()
                        ? completedFuture(HttpResponse.create())
                        : changeVisibility(call, request.visibility().get());
        });
    }

    private CompletionStage<HttpResponse> changeVisibility(Call call, Visibility visibility) {
        return ports.projects()
                .execute(call.projectName(), new ChangeVisibility(visibility), call.provenance())
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Accepted<ProjectRefusal> _ -> HttpResponse.create();
                    case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) -> ProjectRefusals.response(refusal);
                });
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> deletion.delete(call.projectName(), call.provenance()))
                .thenApply(result -> switch (result) {
                    case DELETED -> HttpResponse.create();
                    case NOT_EMPTY ->
                        ErrorResponse.of(
                                ApiError.PRECONDITION, "the project contains repositories, can not be deleted");
                    case UNKNOWN -> ErrorResponse.of(ApiError.NOT_FOUND);
                });
    }

    private static CompletionStage<HttpResponse> badRequest(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
