package org.shiplog.http.api.project;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.AddMetadata;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.ProjectCommand.ChangeVisibility;
import org.shiplog.domain.project.ProjectQuery.FindTerms;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Shows and changes single metadata of a project. */
public final class MetadataRoutes {
    private static final String ALL = ProjectRoutes.PROJECT + "/metadatas/";
    private static final String ONE = ALL + "{meta_name}";

    private final ApiPorts ports;
    private final JsonBody bodies;

    public MetadataRoutes(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                route("listProjectMetadatas", HttpMethods.GET, ALL, "list", this::list),
                route("addProjectMetadatas", HttpMethods.POST, ALL, "create", this::add),
                route("getProjectMetadata", HttpMethods.GET, ONE, "read", this::get),
                route("updateProjectMetadata", HttpMethods.PUT, ONE, "update", this::update),
                route("deleteProjectMetadata", HttpMethods.DELETE, ONE, "delete", this::delete));
    }

    private static Route route(String id, HttpMethod method, String path, String action, Handler handler) {
        Access access = new Access.OnProject(new Permission("metadata", action));
        return new Route(id, method, PathTemplate.of(path), access, handler);
    }

    /** @param value in the form that is kept */
    private record Pair(String key, String value) {
        /** The one pair of a body that Harbor's clients send as a map. */
        static Pair of(Fields fields) throws Fields.Unfit {
            Map<String, String> texts = fields.allTexts(1, MetadataKey.MAX_LENGTH);
            if (texts.size() != 1) {
                throw new Fields.Unfit("the body must hold exactly one metadata");
            }
            Map.Entry<String, String> entry = texts.entrySet().iterator().next();
            String key = entry.getKey();
            if (key.equals(MetadataKey.PUBLIC)) {
                return new Pair(key, ProjectJson.text(ProjectRequest.visibility(entry.getValue())));
            }
            MetadataKey known = MetadataKey.of(key)
                    .filter(found -> !found.isForProxies())
                    .orElseThrow(() -> new Fields.Unfit("there is no such metadata for this project"));
            return new Pair(
                    key, known.value(entry.getValue()).orElseThrow(() -> new Fields.Unfit("invalid value for " + key)));
        }

        boolean isVisibility() {
            return key.equals(MetadataKey.PUBLIC);
        }

        Visibility visibility() {
            return value.equals("true") ? Visibility.PUBLIC : Visibility.PRIVATE;
        }
    }

    private CompletionStage<HttpResponse> list(Call call) {
        return metadata(call).thenApply(Json::ok);
    }

    private CompletionStage<ObjectNode> metadata(Call call) {
        Visibility visibility = call.project().orElseThrow().visibility();
        return ports.projects()
                .query(call.projectName(), new FindTerms())
                .thenApply(details -> details.isEmpty()
                        ? Json.object()
                        : ProjectJson.metadata(visibility, details.get().metadata()));
    }

    private CompletionStage<HttpResponse> add(Call call) {
        return bodies.read(
                call.request(),
                Pair::of,
                pair -> pair.isVisibility()
                        ? completedFuture(ErrorResponse.of(ApiError.CONFLICT, "metadata public already exists"))
                        : execute(call, new AddMetadata(pair.key(), pair.value())));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        String key = key(call);
        return metadata(call)
                .thenApply(all -> all.has(key) ? Json.ok(Json.object().set(key, all.get(key))) : unknown());
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(call.request(), Pair::of, pair -> {
            if (!pair.key().equals(key(call))) {
                return badRequest("the body must hold the metadata that the path names");
            }
            return pair.isVisibility()
                    ? execute(call, new ChangeVisibility(pair.visibility()))
                    : change(call, Optional.of(pair.value()));
        });
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request()).thenCompose(_ -> switch (key(call)) {
            case MetadataKey.PUBLIC, MetadataKey.RETENTION_ID ->
                badRequest("metadata " + key(call) + " cannot be deleted");
            default -> change(call, Optional.empty());
        });
    }

    /** Changes what is set already. */
    private CompletionStage<HttpResponse> change(Call call, Optional<String> value) {
        String key = key(call);
        return metadata(call)
                .thenCompose(all -> all.has(key)
                        ? execute(call, new ChangeTerms(Optional.empty(), Map.of(key, value), Optional.empty()))
                        : completedFuture(unknown()));
    }

    private CompletionStage<HttpResponse> execute(Call call, ProjectCommand command) {
        return ports.projects()
                .execute(call.projectName(), command, call.provenance())
                .thenApply(ProjectRefusals::ok);
    }

    private static String key(Call call) {
        return call.path().getOrDefault("meta_name", "");
    }

    private static HttpResponse unknown() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "no such metadata");
    }

    private static CompletionStage<HttpResponse> badRequest(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
