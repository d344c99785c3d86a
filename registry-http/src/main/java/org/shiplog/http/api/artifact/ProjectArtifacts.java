package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.catalog.CatalogArtifact;
import org.shiplog.projections.catalog.FoundArtifact;
import org.shiplog.projections.catalog.ProjectArtifactQueries.Scope;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Lists what all repositories of a project hold. */
final class ProjectArtifacts {
    private final ArtifactCatalog catalog;
    private final Targets targets;
    private final ArtifactPage page;

    ProjectArtifacts(ArtifactCatalog catalog, Targets targets, ArtifactPage page) {
        this.catalog = catalog;
        this.targets = targets;
        this.page = page;
    }

    Route route() {
        return new Route(
                "listArtifactsOfProject",
                HttpMethods.GET,
                PathTemplate.of("/api/v2.0/projects/{project_name_or_id}/artifacts"),
                new Access.OnProject(ArtifactPath.LIST_ARTIFACTS),
                this::list);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        boolean latest = request.query().get("latest_in_repository").equals(Optional.of("true"));
        return request.with(query -> latest && !ofOneType(query)
                ? completedFuture(ErrorResponse.of(
                        ApiError.BAD_REQUEST, "latest_in_repository needs media_type or artifact_type in q"))
                : targets.limits(call, ArtifactPath.LIST_ARTIFACTS)
                        .thenCompose(only -> list(call, request, query, new Scope(call.projectName(), only, latest))));
    }

    /** Harbor's condition for {@code latest_in_repository}. */
    private static boolean ofOneType(ListQuery query) {
        return query.terms().stream()
                .anyMatch(term -> term.key().equals("media_type") || term.key().equals("artifact_type"));
    }

    private CompletionStage<HttpResponse> list(Call call, ListRequest request, ListQuery query, Scope scope) {
        return catalog.artifacts(scope, query).thenCompose(listing -> switch (listing) {
            case Listing.Misfit<FoundArtifact>(String message) ->
                completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
            case Listing.Page<FoundArtifact>(List<FoundArtifact> found, long total) ->
                render(call, found, ArtifactPage.With.of(request.query()))
                        .thenApply(rows ->
                                request.page(query, new Listing.Page<ObjectNode>(rows, total), Function.identity()));
        });
    }

    /** Repository by repository, and put back into the list's order. */
    private CompletionStage<List<ObjectNode>> render(Call call, List<FoundArtifact> found, ArtifactPage.With with) {
        Map<RepositoryName, List<CatalogArtifact>> byRepository = found.stream()
                .collect(Collectors.groupingBy(
                        FoundArtifact::repository,
                        LinkedHashMap::new,
                        Collectors.mapping(FoundArtifact::artifact, Collectors.toList())));
        long projectId = call.project().orElseThrow().projectId();
        CompletionStage<Map<FoundArtifact, ObjectNode>> all = completedFuture(new LinkedHashMap<>());
        for (var one : byRepository.entrySet()) {
            all = all.thenCompose(rendered -> page.render(one.getKey(), projectId, one.getValue(), with)
                    .thenApply(rows -> {
                        for (int i = 0; i < rows.size(); i++) {
                            rendered.put(
                                    new FoundArtifact(
                                            one.getKey(), one.getValue().get(i)),
                                    rows.get(i));
                        }
                        return rendered;
                    }));
        }
        return all.thenApply(rendered -> {
            List<ObjectNode> rows = new ArrayList<>();
            found.forEach(artifact -> rows.add(rendered.get(artifact)));
            return rows;
        });
    }
}
