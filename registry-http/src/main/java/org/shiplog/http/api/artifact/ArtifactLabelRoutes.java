package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.repository.RepositoryCommand.LabelArtifact;
import org.shiplog.domain.repository.RepositoryCommand.UnlabelArtifact;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.directory.DirectoryLabel;

/** Puts labels on artifacts and takes them off: labels of the registry, and those of the artifact's project. */
public final class ArtifactLabelRoutes {
    private static final String LABELS = ArtifactPath.ARTIFACT + "/labels";
    private static final Set<String> KNOWN = Set.of(
            "id", "name", "description", "color", "scope", "project_id", "creation_time", "update_time", "deleted");

    private final ApiPorts ports;
    private final JsonBody bodies;
    private final Targets targets;

    public ArtifactLabelRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.targets = new Targets(ports);
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "addLabel",
                        HttpMethods.POST,
                        PathTemplate.of(LABELS),
                        new Access.OnProject(Permission.ADD_LABEL),
                        this::add),
                new Route(
                        "removeLabel",
                        HttpMethods.DELETE,
                        PathTemplate.of(LABELS + "/{label_id}"),
                        new Access.OnProject(Permission.REMOVE_LABEL),
                        this::remove));
    }

    private CompletionStage<HttpResponse> add(Call call) {
        return bodies.read(
                call.request(),
                ArtifactLabelRoutes::id,
                id -> targets.artifact(
                        call,
                        Permission.ADD_LABEL,
                        (target, digest) -> ports.ofProjects()
                                .directory()
                                .label(id)
                                .thenCompose(label -> label.filter(found -> isFor(call, found))
                                                .isPresent()
                                        ? targets.execute(
                                                target,
                                                new LabelArtifact(target.generation(), digest, id),
                                                call.provenance(),
                                                HttpResponse.create())
                                        : completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such label")))));
    }

    private static long id(Fields fields) throws Fields.Unfit {
        return fields.only(KNOWN).number("id").orElseThrow(() -> new Fields.Unfit("id is required"));
    }

    private static boolean isFor(Call call, DirectoryLabel label) {
        return label.scope()
                .project()
                .map(id -> id == call.project().orElseThrow().projectId())
                .orElse(true);
    }

    private CompletionStage<HttpResponse> remove(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> targets.artifact(
                        call,
                        Permission.REMOVE_LABEL,
                        (target, digest) -> targets.execute(
                                target,
                                new UnlabelArtifact(target.generation(), digest, PathNumber.of(call, "label_id")),
                                call.provenance(),
                                HttpResponse.create())));
    }
}
