package org.shiplog.http.api.directory;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.DirectoryPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Tries whether there is an OpenID Connect provider at an address. Why there is none is not said. */
public final class OidcPingRoute {
    private static final Set<String> FIELDS = Set.of("url", "verify_cert");

    private final DirectoryPorts ports;
    private final JsonBody bodies;

    public OidcPingRoute(DirectoryPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "pingOIDC",
                HttpMethods.POST,
                PathTemplate.of("/api/v2.0/system/oidc/ping"),
                new Access.OnSystem(new Permission("configuration", "update")),
                call -> bodies.read(call.request(), body -> {
                    if (body.properties().stream().anyMatch(field -> !FIELDS.contains(field.getKey()))
                            || !body.path("url").isTextual()) {
                        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "url is required"));
                    }
                    boolean verify = body.path("verify_cert").asBoolean(true);
                    return ports.provider()
                            .ping(body.path("url").asText(), verify)
                            .thenApply(found -> found
                                    ? HttpResponse.create()
                                    : ErrorResponse.of(ApiError.BAD_REQUEST, "there is no OpenID Connect provider"));
                })));
    }
}
