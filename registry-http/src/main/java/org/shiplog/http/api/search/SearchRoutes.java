package org.shiplog.http.api.search;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.CatalogSearch;
import org.shiplog.http.api.project.ProjectJson;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.catalog.CatalogCounts;
import org.shiplog.projections.catalog.CatalogProject;
import org.shiplog.projections.catalog.CatalogRepository;
import org.shiplog.projections.catalog.ProjectSearch;
import org.shiplog.projections.catalog.Visible;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Finds projects and repositories by parts of their names, and counts them. Nobody finds or counts what they may not see. */
public final class SearchRoutes {
    /** There are no pages of what is found; whoever needs more searches for more letters. */
    static final int MAX_FOUND = ListQuery.MAX_PAGE_SIZE;

    private static final int MAX_LENGTH = 255;

    private final ApiPorts ports;
    private final CatalogSearch search;

    public SearchRoutes(ApiPorts ports) {
        this.ports = ports;
        this.search = ports.registry().search();
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "search",
                        HttpMethods.GET,
                        PathTemplate.of("/api/v2.0/search"),
                        new Access.Anyone(),
                        this::search),
                new Route(
                        "getStatistic",
                        HttpMethods.GET,
                        PathTemplate.of("/api/v2.0/statistics"),
                        new Access.LoggedIn(),
                        this::statistics));
    }

    private CompletionStage<HttpResponse> search(Call call) {
        Optional<String> part = ListRequest.query(call.request()).get("q");
        if (part.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.UNPROCESSABLE_ENTITY, "q in query is required"));
        }
        if (part.get().length() > MAX_LENGTH || part.get().indexOf('\0') >= 0) {
            return completedFuture(ErrorResponse.of(
                    ApiError.UNPROCESSABLE_ENTITY, "q must be a text of at most " + MAX_LENGTH + " characters"));
        }
        Visible visible = ports.visibility().of(call.principal());
        boolean administers = call.principal().administersSystem();
        return projects(visible, part.get())
                .thenCombine(search.repositories(visible, part.get(), MAX_FOUND), (projects, repositories) -> {
                    ObjectNode body = Json.object();
                    ArrayNode ofProjects = body.putArray("project");
                    projects.forEach(project -> ofProjects.add(ProjectJson.of(project, administers)));
                    ArrayNode ofRepositories = body.putArray("repository");
                    repositories.forEach(repository -> ofRepositories.add(json(repository)));
                    return Json.ok(body);
                });
    }

    private CompletionStage<List<CatalogProject>> projects(Visible visible, String part) {
        ListQuery all = new ListQuery(List.of(), List.of(), 1, MAX_FOUND);
        Optional<String> name = Optional.of(part).filter(text -> !text.isEmpty());
        return ports.catalog()
                .projects(new ProjectSearch(visible, name, Optional.empty(), Optional.empty(), all))
                .thenApply(found -> switch (found) {
                    case Listing.Page<CatalogProject> page -> page.rows();
                    case Listing.Misfit<CatalogProject>(String message) -> throw new IllegalStateException(message);
                });
    }

    private static ObjectNode json(CatalogRepository repository) {
        return Json.object()
                .put("project_id", repository.projectId())
                .put("project_name", repository.project().value())
                .put("project_public", repository.isPublic())
                .put("repository_name", repository.name().value())
                .put("artifact_count", repository.artifacts());
    }

    private CompletionStage<HttpResponse> statistics(Call call) {
        boolean administers = call.principal().administersSystem();
        return search.counts(ports.visibility().of(call.principal()))
                .thenApply(counts -> Json.ok(json(counts, administers)));
    }

    /** The totals are for administrators, who see everything. */
    private static ObjectNode json(CatalogCounts counts, boolean administers) {
        ObjectNode body = Json.object()
                .put("public_project_count", counts.publicProjects())
                .put("private_project_count", counts.privateProjects())
                .put("public_repo_count", counts.publicRepositories())
                .put("private_repo_count", counts.privateRepositories());
        if (administers) {
            body.put("total_project_count", counts.publicProjects() + counts.privateProjects())
                    .put("total_repo_count", counts.publicRepositories() + counts.privateRepositories())
                    .put("total_storage_consumption", counts.bytes());
        }
        return body;
    }
}
