package org.shiplog.http.api.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.Health;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** What clients ask about the registry itself before they use it. */
public final class SystemRoutes {
    private final Health health;

    public SystemRoutes(Health health) {
        this.health = health;
    }

    public List<Route> routes() {
        return List.of(
                get("getVersion", "/api/version", new Access.Anyone(), _ -> version()),
                get("getPing", "/api/v2.0/ping", new Access.Anyone(), _ -> pong()),
                get("getHealth", "/api/v2.0/health", new Access.Anyone(), _ -> healthOfComponents()));
    }

    private static Route get(String id, String path, Access access, Handler handler) {
        return new Route(id, HttpMethods.GET, PathTemplate.of(path), access, handler);
    }

    private static CompletionStage<HttpResponse> version() {
        return CompletableFuture.completedFuture(Json.ok(Json.object().put("version", "v2.0")));
    }

    private static CompletionStage<HttpResponse> pong() {
        return CompletableFuture.completedFuture(
                HttpResponse.create().withEntity(ContentTypes.TEXT_PLAIN_UTF8, "Pong"));
    }

    private CompletionStage<HttpResponse> healthOfComponents() {
        return health.check().thenApply(components -> {
            ObjectNode body = Json.object();
            boolean healthy = components.stream().allMatch(Health.Component::healthy);
            body.put("status", status(healthy));
            ArrayNode list = body.putArray("components");
            components.forEach(component ->
                    list.addObject().put("name", component.name()).put("status", status(component.healthy())));
            return Json.ok(body);
        });
    }

    private static String status(boolean healthy) {
        return healthy ? "healthy" : "unhealthy";
    }
}
