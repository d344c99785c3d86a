package org.shiplog.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** What clients ask about the registry itself before they use it. */
final class SystemRoutes {
    /** The Harbor release whose API this one follows; clients choose their requests by it. */
    private static final String HARBOR_VERSION = "v2.16.0";

    private final Health health;
    private final ExternalUrl externalUrl;
    private final InstantSource clock;

    SystemRoutes(Health health, ExternalUrl externalUrl, InstantSource clock) {
        this.health = health;
        this.externalUrl = externalUrl;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                get("getVersion", "/api/version", new Access.Anyone(), _ -> version()),
                get("getPing", "/api/v2.0/ping", new Access.Anyone(), _ -> pong()),
                get("getHealth", "/api/v2.0/health", new Access.Anyone(), _ -> healthOfComponents()),
                get("getSystemInfo", "/api/v2.0/systeminfo", new Access.Anyone(), this::info));
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

    /** Which version runs is told only to those who are known, as it helps in choosing an attack. */
    private CompletionStage<HttpResponse> info(Call call) {
        ObjectNode body = Json.object()
                .put("auth_mode", "db_auth")
                .put("primary_auth_mode", false)
                .put("self_registration", false)
                .put("banner_message", "");
        if (call.principal() instanceof Principal.Authenticated) {
            externalUrl
                    .of(call.request())
                    .ifPresent(url ->
                            body.put("external_url", url).put("registry_url", url.substring(url.indexOf("://") + 3)));
            body.put("harbor_version", HARBOR_VERSION)
                    .put("project_creation_restriction", "adminonly")
                    .put("read_only", false)
                    .put("has_ca_root", false)
                    .put("notification_enable", false)
                    .put(
                            "current_time",
                            clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        }
        return CompletableFuture.completedFuture(Json.ok(body));
    }
}
