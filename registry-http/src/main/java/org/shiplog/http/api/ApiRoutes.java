package org.shiplog.http.api;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.stream.Materializer;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.Route;

/** The management API under {@code /api}, in the words of Harbor's. */
public final class ApiRoutes {
    private final List<Route> routes;

    public ApiRoutes(ApiPorts ports, ExternalUrl externalUrl, InstantSource clock, Materializer materializer) {
        JsonBody bodies = new JsonBody(materializer);
        RegistryPorts registry = ports.registry();
        this.routes = Stream.of(
                        new SystemRoutes(ports.health()).routes(),
                        new SystemInfoRoutes(registry.settings().live(), registry.volume(), externalUrl, clock)
                                .routes(),
                        new SettingsRoutes(registry.settings(), bodies).routes(),
                        new SearchRoutes(ports).routes(),
                        new QuotaRoutes(ports, bodies).routes(),
                        new ProjectReads(ports).routes(),
                        new ProjectRoutes(ports, bodies).routes(),
                        new AuditRoutes(ports.audit()).routes())
                .flatMap(List::stream)
                .toList();
    }

    public List<Route> routes() {
        return routes;
    }
}
