package org.shiplog.http.api.project;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectQuery.FindTerms;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.catalog.CatalogProject;
import org.shiplog.projections.catalog.ProjectSearch;
import org.shiplog.projections.query.Listing;

/** Shows projects: one from its entity, so that it is never out of date, many from the catalogue. */
public final class ProjectReads {
    private final ApiPorts ports;
    private final ProjectSummary summary;
    private final ProjectOwners owners;

    public ProjectReads(ApiPorts ports) {
        this.ports = ports;
        this.summary = new ProjectSummary(ports);
        this.owners = new ProjectOwners(ports.ofProjects().accounts());
    }

    public List<Route> routes() {
        Access read = new Access.OnProject(Permission.READ_PROJECT);
        return List.of(
                route("listProjects", HttpMethods.GET, ProjectRoutes.PROJECTS, new Access.Anyone(), this::list),
                route("headProject", HttpMethods.HEAD, ProjectRoutes.PROJECTS, new Access.LoggedIn(), this::exists),
                route("getProject", HttpMethods.GET, ProjectRoutes.PROJECT, read, this::get),
                route(
                        "getProjectDeletable",
                        HttpMethods.GET,
                        ProjectRoutes.PROJECT + "/_deletable",
                        new Access.OnProject(new Permission("project", "delete")),
                        this::deletable),
                route("getProjectSummary", HttpMethods.GET, ProjectRoutes.PROJECT + "/summary", read, summary::show));
    }

    private static Route route(String id, HttpMethod method, String path, Access access, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), access, handler);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        ListRequest request = ListRequest.of(call.request());
        Query query = request.query();
        Optional<String> visible = query.get("public").filter(text -> !text.isEmpty());
        if (visible.isPresent() && visibility(visible.get()).isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "public must be true or false"));
        }
        boolean administers = call.principal().administersSystem();
        return request.answer(
                list -> ports.catalog()
                        .projects(new ProjectSearch(
                                ports.visibility().of(call.principal()),
                                query.get("name").filter(text -> !text.isEmpty()),
                                visible.flatMap(ProjectReads::visibility),
                                query.get("owner").filter(text -> !text.isEmpty()),
                                list))
                        .thenCompose(listing -> render(listing, administers)),
                row -> row);
    }

    private CompletionStage<Listing<ObjectNode>> render(Listing<CatalogProject> listing, boolean administers) {
        return switch (listing) {
            case Listing.Misfit<CatalogProject>(String message) -> completedFuture(new Listing.Misfit<>(message));
            case Listing.Page<CatalogProject> page ->
                owners.add(page.rows().stream()
                                .map(row -> ProjectJson.of(row, administers))
                                .toList())
                        .thenApply(rows -> new Listing.Page<>(rows, page.total()));
        };
    }

    private static Optional<Visibility> visibility(String text) {
        return switch (text) {
            case "true", "1" -> Optional.of(Visibility.PUBLIC);
            case "false", "0" -> Optional.of(Visibility.PRIVATE);
            default -> Optional.empty();
        };
    }

    /** A project that the caller may not see is answered like none. */
    private CompletionStage<HttpResponse> exists(Call call) {
        Optional<String> name = ListRequest.query(call.request()).get("project_name");
        if (name.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "project_name is required"));
        }
        Optional<ProjectName> parsed = ProjectName.parse(name.get());
        return parsed.isEmpty() ? completedFuture(notFound()) : exists(call.principal(), parsed.get());
    }

    private CompletionStage<HttpResponse> exists(Principal principal, ProjectName name) {
        return ports.lookup()
                .find(principal, Optional.of(name), Optional.empty())
                .thenApply(found -> found.facts().isPresent() && found.rights().allow(Permission.READ_PROJECT)
                        ? HttpResponse.create()
                        : notFound());
    }

    private CompletionStage<HttpResponse> get(Call call) {
        ProjectFacts facts = call.project().orElseThrow();
        boolean administers = call.principal().administersSystem();
        return ports.projects()
                .query(call.projectName(), new FindTerms())
                .thenCompose(details -> details.isEmpty()
                        ? completedFuture(notFound())
                        : ports.catalog()
                                .project(call.projectName())
                                .thenApply(known ->
                                        ProjectJson.of(call.projectName(), facts, details.get(), known, administers))
                                .thenCompose(project -> owners.add(List.of(project)))
                                .thenApply(project -> Json.ok(project.getFirst())));
    }

    private CompletionStage<HttpResponse> deletable(Call call) {
        boolean empty = call.project().orElseThrow().repositories() == 0;
        ObjectNode body = Json.object().put("deletable", empty);
        if (!empty) {
            body.put("message", "the project contains repositories, can not be deleted");
        }
        return completedFuture(Json.ok(body));
    }

    private static HttpResponse notFound() {
        return ErrorResponse.of(ApiError.NOT_FOUND);
    }
}
