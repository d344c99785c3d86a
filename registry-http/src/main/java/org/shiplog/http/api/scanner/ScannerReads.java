package org.shiplog.http.api.scanner;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.query.Listing;

/** Says that no scanner is registered: clients ask with everything that they do to a project. */
public final class ScannerReads {
    private static final String SCANNERS = "/api/v2.0/scanners";
    private static final String OF_PROJECT = "/api/v2.0/projects/{project_name_or_id}/scanner";

    private final JsonBody bodies;

    public ScannerReads(JsonBody bodies) {
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                onSystem("listScanners", SCANNERS, "list", ScannerReads::none),
                onSystem("getScanner", SCANNERS + "/{registration_id}", "read", this::unknown),
                onProject("getScannerOfProject", HttpMethods.GET, OF_PROJECT, "read", _ -> nothing()),
                onProject("setScannerOfProject", HttpMethods.PUT, OF_PROJECT, "create", this::unknown),
                onProject(
                        "listScannerCandidatesOfProject",
                        HttpMethods.GET,
                        OF_PROJECT + "/candidates",
                        "create",
                        ScannerReads::none));
    }

    private static Route onSystem(String id, String path, String action, Handler handler) {
        Access access = new Access.OnSystem(new Permission("scanner", action));
        return new Route(id, HttpMethods.GET, PathTemplate.of(path), access, handler);
    }

    private static Route onProject(String id, HttpMethod method, String path, String action, Handler handler) {
        Access access = new Access.OnProject(new Permission("scanner", action));
        return new Route(id, method, PathTemplate.of(path), access, handler);
    }

    private static CompletionStage<HttpResponse> none(Call call) {
        return ListRequest.of(call.request())
                .answer(_ -> completedFuture(new Listing.Page<>(List.of(), 0)), _ -> Json.object());
    }

    /** An object without content is what clients can read who expect a scanner. */
    private static CompletionStage<HttpResponse> nothing() {
        return completedFuture(Json.ok(Json.object()));
    }

    private CompletionStage<HttpResponse> unknown(Call call) {
        return bodies.discard(call.request())
                .thenApply(_ -> ErrorResponse.of(ApiError.NOT_FOUND, "no such scanner is registered"));
    }
}
