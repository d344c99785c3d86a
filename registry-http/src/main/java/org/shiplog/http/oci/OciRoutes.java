package org.shiplog.http.oci;

import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.Route;

/**
 * The OCI distribution API, all of it (distribution-spec 1.1 and its draft for the next version, which adds several tags per
 * push, the cancelling of uploads and the choice of their digest algorithm), and docker's catalog.
 *
 * <p>Handlers answer refusals themselves. A stage that fails means that the registry is in trouble, and leaves the answer to
 * the server: {@code EntityUnavailableException}, {@code BlobStoreException} or a bug.
 */
public final class OciRoutes {
    private final List<Route> routes;

    public OciRoutes(OciPorts ports, OciSettings settings, Materializer materializer) {
        Repositories repositories = new Repositories(ports);
        RequestBodies bodies = new RequestBodies(settings.stallTimeout(), materializer);
        ManifestParser parser = new ManifestParser();
        ManifestPush push = new ManifestPush(ports, settings, parser, bodies);
        Referrers referrers = new Referrers(ports.manifests(), parser, materializer);
        this.routes = Stream.of(
                        base(),
                        new BlobRoutes(repositories, ports, bodies).routes(),
                        new UploadRoutes(ports, settings, bodies).routes(),
                        new ManifestRoutes(repositories, ports, push, bodies).routes(),
                        new TagRoutes(repositories, TagRoutes.MAX_TAGS).routes(),
                        new ReferrerRoutes(ports, referrers, RepositoryQuery.MAX_PAGE).routes(),
                        new CatalogRoute(ports.catalog()).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Each operation once. */
    public List<Route> routes() {
        return routes;
    }

    /** Tells clients that the API is here, and makes them log in. */
    private static List<Route> base() {
        Handler hello = _ -> Repositories.now(HttpResponse.create().withEntity(ContentTypes.APPLICATION_JSON, "{}"));
        Access loggedIn = new Access.LoggedIn();
        return List.of(
                new Route("end-1-get", HttpMethods.GET, OciPath.BASE, loggedIn, hello),
                new Route("end-1-head", HttpMethods.HEAD, OciPath.BASE, loggedIn, hello));
    }
}
