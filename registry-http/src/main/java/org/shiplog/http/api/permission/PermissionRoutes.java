package org.shiplog.http.api.permission;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Permissions;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ProjectCatalog;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Lists the permissions that robots can be given, to those who can give some. */
public final class PermissionRoutes {
    private final ProjectCatalog catalog;

    public PermissionRoutes(ProjectCatalog catalog) {
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "getPermissions",
                HttpMethods.GET,
                PathTemplate.of("/api/v2.0/permissions"),
                new Access.LoggedIn(),
                this::list));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        return switch (call.principal()) {
            case Principal.Operator _ -> completedFuture(Json.ok(all()));
            case Principal.Person person when person.systemAdmin() -> completedFuture(Json.ok(all()));
            case Principal.Person person ->
                catalog.administersAny(person)
                        .thenApply(any -> any ? Json.ok(ofProjects()) : ErrorResponse.of(ApiError.FORBIDDEN));
            case Principal.Machine _, Principal.Anonymous _, Principal.Registry _ ->
                completedFuture(ErrorResponse.of(ApiError.FORBIDDEN));
        };
    }

    private static ObjectNode all() {
        ObjectNode lists = ofProjects();
        lists.set("system", list(Permissions.OF_SYSTEM));
        return lists;
    }

    /** Those that are not known to Harbor stand apart, because its clients offer all that they find. */
    private static ObjectNode ofProjects() {
        ObjectNode lists = Json.object();
        lists.set("project", list(Permissions.OF_PROJECT));
        lists.set("shiplog", list(Permissions.OWN));
        return lists;
    }

    private static ArrayNode list(Set<Permission> permissions) {
        ArrayNode list = Json.array();
        permissions.stream()
                .sorted()
                .forEach(permission ->
                        list.addObject().put("resource", permission.resource()).put("action", permission.action()));
        return list;
    }
}
