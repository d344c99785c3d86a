package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.catalog.CatalogArtifact;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Shows what repositories hold, copies it, and deletes it. */
public final class ArtifactRoutes {
    private final ArtifactCatalog catalog;
    private final JsonBody bodies;
    private final Targets targets;
    private final ArtifactPage page;
    private final ArtifactDeletion deletion;
    private final AdditionRoutes additions;
    private final CopyRoute copy;
    private final ProjectArtifacts ofProject;

    public ArtifactRoutes(ApiPorts ports, JsonBody bodies, Materializer materializer) {
        ArtifactContents contents = new ArtifactContents(ports.ofArtifacts(), materializer);
        this.catalog = ports.ofArtifacts().catalog();
        this.bodies = bodies;
        this.targets = new Targets(ports);
        this.page = new ArtifactPage(catalog, contents);
        this.deletion = new ArtifactDeletion(ports);
        this.additions = new AdditionRoutes(ports, targets, contents, materializer);
        this.copy = new CopyRoute(ports, bodies);
        this.ofProject = new ProjectArtifacts(catalog, targets, page);
    }

    public List<Route> routes() {
        return List.of(
                route(
                        "listArtifacts",
                        HttpMethods.GET,
                        ArtifactPath.ARTIFACTS,
                        ArtifactPath.LIST_ARTIFACTS,
                        this::list),
                route("getArtifact", HttpMethods.GET, ArtifactPath.ARTIFACT, ArtifactPath.READ_ARTIFACT, this::get),
                route(
                        "deleteArtifact",
                        HttpMethods.DELETE,
                        ArtifactPath.ARTIFACT,
                        ArtifactPath.DELETE_ARTIFACT,
                        this::delete),
                route(
                        "listAccessories",
                        HttpMethods.GET,
                        ArtifactPath.ARTIFACT + "/accessories",
                        ArtifactPath.LIST_ACCESSORIES,
                        this::accessories),
                additions.route(),
                copy.route(),
                ofProject.route());
    }

    private static Route route(String id, HttpMethod method, String path, Permission permission, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), new Access.OnProject(permission), handler);
    }

    private static long projectId(Call call) {
        return call.project().orElseThrow().projectId();
    }

    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        return targets.repository(
                call,
                ArtifactPath.LIST_ARTIFACTS,
                target -> request.with(query -> catalog.artifacts(target.repository(), query)
                        .thenCompose(listing -> switch (listing) {
                            case Listing.Misfit<CatalogArtifact>(String message) ->
                                completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
                            case Listing.Page<CatalogArtifact>(List<CatalogArtifact> found, long total) ->
                                page.render(
                                                target.repository(),
                                                projectId(call),
                                                found,
                                                ArtifactPage.With.of(request.query()))
                                        .thenApply(rows -> request.page(
                                                query, new Listing.Page<ObjectNode>(rows, total), Function.identity()));
                        })));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        ArtifactPage.With with = ArtifactPage.With.of(ListRequest.query(call.request()));
        return targets.artifact(
                call,
                ArtifactPath.READ_ARTIFACT,
                (target, digest) -> catalog.artifact(target.repository(), digest)
                        .thenCompose(found -> page.render(
                                target.repository(),
                                projectId(call),
                                found.stream().toList(),
                                with))
                        .thenApply(rows -> rows.isEmpty()
                                ? ErrorResponse.of(ApiError.NOT_FOUND, "no such artifact")
                                : Json.ok(rows.getFirst())));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return bodies.discard(call.request())
                .thenCompose(_ -> targets.artifact(
                        call,
                        ArtifactPath.DELETE_ARTIFACT,
                        (target, digest) -> deletion.delete(target, digest, call.provenance())
                                .thenApply(refusal -> refusal.orElseGet(HttpResponse::create))));
    }

    private CompletionStage<HttpResponse> accessories(Call call) {
        ListRequest request = ListRequest.of(call.request());
        return targets.artifact(call, ArtifactPath.LIST_ACCESSORIES, (target, digest) -> {
            ArtifactJson json = new ArtifactJson(target.repository(), projectId(call));
            return request.answer(
                    query -> catalog.accessoriesOf(target.repository(), List.of(digest))
                            .thenApply(found -> cut(query, found)),
                    json::accessory);
        });
    }

    /** An artifact has few of them, so that a page is cut out of all. */
    private static <T> Listing<T> cut(ListQuery query, List<T> all) {
        return new Listing.Page<>(
                all.stream().skip(query.offset()).limit(query.pageSize()).toList(), all.size());
    }
}
