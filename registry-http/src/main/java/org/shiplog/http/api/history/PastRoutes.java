package org.shiplog.http.api.history;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.route.Route;

/** Every operation on the past. */
public final class PastRoutes {
    private final List<Route> routes;

    public PastRoutes(ApiPorts api, JsonBody bodies, InstantSource clock) {
        HistoryPorts ports = api.history();
        Horizons horizons = new Horizons(api.projects());
        RepositoryRestoring restoring =
                new RepositoryRestoring(ports, horizons, new Registrations(api.projects()), api.repositories(), clock);
        UndoRoutes undo = new UndoRoutes(
                ports,
                api.lookup(),
                new ProjectUndoing(ports, api.projects(), api.ofProjects()),
                new RepositoryUndoing(ports, api.repositories(), restoring),
                new WebhookUndoing(api.webhooks(), api.ofAccounts().projectNames()),
                bodies);
        this.routes = Stream.of(
                        new HistoryRoutes(ports, horizons, clock).routes(),
                        new ProjectPastRoutes(ports, horizons, api.past(), clock).routes(),
                        undo.routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Each operation once. */
    public List<Route> routes() {
        return routes;
    }
}
