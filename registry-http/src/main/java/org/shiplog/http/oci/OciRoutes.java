package org.shiplog.http.oci;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethod;
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
    /** The methods whose handlers see to the request's body themselves. */
    private static final Set<HttpMethod> READING = Set.of(HttpMethods.POST, HttpMethods.PUT, HttpMethods.PATCH);

    private final List<Route> routes;

    public OciRoutes(OciPorts ports, OciSettings settings, Materializer materializer) {
        Repositories repositories = new Repositories(ports);
        ManifestParser parser = new ManifestParser();
        ManifestPush push = new ManifestPush(ports, settings, parser, materializer);
        Referrers referrers = new Referrers(ports.manifests(), parser, materializer);
        this.routes = Stream.of(
                        base(),
                        new BlobRoutes(repositories, ports.blobs()).routes(),
                        new UploadRoutes(ports, settings, materializer).routes(),
                        new ManifestRoutes(repositories, ports.manifests(), push).routes(),
                        new TagRoutes(repositories, TagRoutes.MAX_TAGS).routes(),
                        new ReferrerRoutes(ports, referrers, RepositoryQuery.MAX_PAGE).routes(),
                        new CatalogRoute(ports.catalog()).routes())
                .flatMap(List::stream)
                .map(route -> READING.contains(route.method()) ? route : ignoringBody(route, settings, materializer))
                .toList();
    }

    /** Each operation once. Names in their paths are not checked yet; a router must do that before it calls a handler. */
    public List<Route> routes() {
        return routes;
    }

    /** A body means nothing to the other methods, but it may be sent, and has to be read off the connection. */
    private static Route ignoringBody(Route route, OciSettings settings, Materializer materializer) {
        Handler handler = call -> new RequestBody(call.request(), settings.stallTimeout(), materializer)
                .answer(() -> route.handler().handle(call));
        return new Route(route.id(), route.method(), route.path(), route.access(), handler);
    }

    /** Tells clients that the API is here, and makes them log in. */
    private static List<Route> base() {
        Handler hello = _ -> Repositories.now(
                HttpResponse.create().withEntity(ContentTypes.APPLICATION_JSON, "{}"));
        Access loggedIn = new Access.LoggedIn();
        return List.of(
                new Route("end-1-get", HttpMethods.GET, OciPath.BASE, loggedIn, hello),
                new Route("end-1-head", HttpMethods.HEAD, OciPath.BASE, loggedIn, hello));
    }
}
