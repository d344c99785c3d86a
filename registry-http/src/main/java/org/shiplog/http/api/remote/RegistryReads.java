package org.shiplog.http.api.remote;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.query.Listing;

/** Says that no other registry is known: clients look before they make a project. */
public final class RegistryReads {
    private static final String REGISTRIES = "/api/v2.0/registries";

    public List<Route> routes() {
        return List.of(
                route("listRegistries", REGISTRIES, "list", RegistryReads::none),
                route("getRegistry", REGISTRIES + "/{id}", "read", _ -> unknown()));
    }

    private static Route route(String id, String path, String action, Handler handler) {
        Access access = new Access.OnSystem(new Permission("registry", action));
        return new Route(id, HttpMethods.GET, PathTemplate.of(path), access, handler);
    }

    private static CompletionStage<HttpResponse> none(Call call) {
        return ListRequest.of(call.request())
                .answer(_ -> completedFuture(new Listing.Page<>(List.of(), 0)), _ -> Json.object());
    }

    private static CompletionStage<HttpResponse> unknown() {
        return completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such registry is known"));
    }
}
