package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.project.ProjectCommand.RemoveRepository;
import org.shiplog.domain.repository.RepositoryCommand.DeleteRepository;
import org.shiplog.domain.repository.RepositoryCommand.DescribeRepository;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.json.Steps;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.catalog.RepositoryDetails;

/** Shows repositories, describes and deletes them. */
public final class RepositoryRoutes {
    private static final Set<String> KNOWN = Set.of(
            "id", "project_id", "name", "description", "artifact_count", "pull_count", "creation_time", "update_time");

    private final ApiPorts ports;
    private final ArtifactCatalog catalog;
    private final JsonBody bodies;
    private final Targets targets;

    public RepositoryRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.catalog = ports.ofArtifacts().catalog();
        this.bodies = bodies;
        this.targets = new Targets(ports);
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "listAllRepositories",
                        HttpMethods.GET,
                        PathTemplate.of("/api/v2.0/repositories"),
                        new Access.Anyone(),
                        this::listAll),
                route(
                        "listRepositories",
                        HttpMethods.GET,
                        ArtifactPath.REPOSITORIES,
                        ArtifactPath.LIST_REPOSITORIES,
                        this::list),
                route(
                        "getRepository",
                        HttpMethods.GET,
                        ArtifactPath.REPOSITORY,
                        ArtifactPath.READ_REPOSITORY,
                        this::get),
                route(
                        "updateRepository",
                        HttpMethods.PUT,
                        ArtifactPath.REPOSITORY,
                        Permission.DESCRIBE_REPOSITORY,
                        this::update),
                route(
                        "deleteRepository",
                        HttpMethods.DELETE,
                        ArtifactPath.REPOSITORY,
                        Permission.DELETE,
                        this::delete));
    }

    private static Route route(String id, HttpMethod method, String path, Permission permission, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), new Access.OnProject(permission), handler);
    }

    private CompletionStage<HttpResponse> listAll(Call call) {
        return ListRequest.of(call.request())
                .answer(
                        list -> catalog.repositories(ports.visibility().of(call.principal()), list),
                        RepositoryRoutes::json);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        return targets.limits(call, ArtifactPath.LIST_REPOSITORIES)
                .thenCompose(only -> ListRequest.of(call.request())
                        .answer(list -> catalog.repositories(call.projectName(), only, list), RepositoryRoutes::json));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return targets.repository(
                call,
                ArtifactPath.READ_REPOSITORY,
                target -> catalog.repository(target.repository())
                        .thenApply(found -> found.map(details -> Json.ok(json(details)))
                                .orElseGet(() -> ErrorResponse.of(
                                        ApiError.NOT_FOUND, "repository " + target.repository() + " not found"))));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(
                call.request(),
                RepositoryRoutes::description,
                description -> targets.repository(
                        call,
                        Permission.DESCRIBE_REPOSITORY,
                        target -> targets.execute(
                                target,
                                new DescribeRepository(target.generation(), description),
                                call.provenance(),
                                HttpResponse.create())));
    }

    private static String description(Fields fields) throws Fields.Unfit {
        return fields.only(KNOWN)
                .text("description", DescribeRepository.MAX_DESCRIPTION_LENGTH)
                .orElse("");
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> targets.repository(call, Permission.DELETE, target -> delete(call, target)));
    }

    /** One that an earlier deletion retired, and did not come to remove, is removed now. */
    private CompletionStage<HttpResponse> delete(Call call, Target target) {
        Provenance step = Steps.of(call.provenance(), "retire");
        return ports.repositories()
                .execute(target.repository(), new DeleteRepository(target.generation()), step)
                .thenCompose(outcome -> outcome instanceof Outcome.Refused<RepositoryRefusal>(RepositoryRefusal refusal)
                                && !(refusal instanceof RepositoryRefusal.GenerationRetired)
                        ? completedFuture(Targets.response(refusal))
                        : ports.projects()
                                .execute(
                                        call.projectName(),
                                        new RemoveRepository(target.repository(), target.generation()),
                                        Steps.of(call.provenance(), "remove"))
                                .thenApply(_ -> HttpResponse.create()));
    }

    private static ObjectNode json(RepositoryDetails details) {
        return Json.object()
                .put("id", Numbers.of(details.name().value()))
                .put("project_id", details.projectId())
                .put("name", details.name().value())
                .put("description", details.description())
                .put("artifact_count", details.artifacts())
                .put("pull_count", details.pulls())
                .put("creation_time", details.createdAt().toString())
                .put("update_time", details.updatedAt().toString());
    }
}
