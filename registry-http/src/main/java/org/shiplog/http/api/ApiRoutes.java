package org.shiplog.http.api;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.stream.Materializer;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.Route;

/** The management API under {@code /api}, in the words of Harbor's. */
public final class ApiRoutes {
    private final List<Route> routes;

    public ApiRoutes(ApiPorts ports, ExternalUrl externalUrl, InstantSource clock, Materializer materializer) {
        JsonBody bodies = new JsonBody(materializer);
        RegistryPorts registry = ports.registry();
        UserTargets users = new UserTargets(
                ports.ofProjects().directory(), ports.ofProjects().accounts());
        this.routes = Stream.of(
                        new SystemRoutes(ports.health()).routes(),
                        new SystemInfoRoutes(registry.settings().live(), registry.volume(), externalUrl, clock)
                                .routes(),
                        new SettingsRoutes(registry.settings(), bodies).routes(),
                        new QuotaRoutes(ports, bodies).routes(),
                        new ProjectReads(ports).routes(),
                        new ProjectRoutes(ports, bodies).routes(),
                        new MetadataRoutes(ports, bodies).routes(),
                        new UserReads(ports.ofProjects().directory(), users).routes(),
                        new UserRoutes(ports, users, bodies).routes(),
                        new UserSecretRoutes(ports, users, bodies).routes(),
                        new CurrentPermissionRoutes(ports).routes(),
                        new PersonalTokenRoutes(ports, clock, bodies).routes(),
                        new UserExistenceRoutes(ports, new FormBody(materializer)).routes(),
                        new UserGroupRoutes(ports, bodies).routes(),
                        new MemberRoutes(ports, bodies).routes(),
                        new RobotRoutes(ports, bodies).routes(),
                        new LabelRoutes(ports, bodies).routes(),
                        new PermissionRoutes(ports.catalog()).routes(),
                        new LdapRoutes(ports.directories(), bodies).routes(),
                        new OidcPingRoute(ports.directories(), bodies).routes(),
                        new ExplainRoute(
                                        ports.ofProjects().accounts(),
                                        ports.lookup(),
                                        ports.past(),
                                        ports.ofProjects().settings(),
                                        clock)
                                .routes(),
                        new AuditRoutes(ports.audit()).routes())
                .flatMap(List::stream)
                .toList();
    }

    public List<Route> routes() {
        return routes;
    }
}
