package org.shiplog.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.shiplog.http.route.RequestObserver;
import org.shiplog.http.route.Router;

/** Listens on one address and answers by the routes, until it is stopped. */
public final class HttpServer {
    private final ServerBinding binding;
    private final FrontDoor door;

    private HttpServer(ServerBinding binding, FrontDoor door) {
        this.binding = binding;
        this.door = door;
    }

    /**
     * The settings that the server relies on, to be layered between the node's own configuration and the libraries'. Those
     * below {@code pekko.http.server} hold in any case; those of the streams and sockets hold only if the actor system has them.
     */
    public static Config configuration() {
        return ConfigFactory.parseResources(HttpServer.class, "server.conf");
    }

    /**
     * Where to listen.
     *
     * @param port 0 for any free one
     * @param tls empty for plain HTTP, behind a proxy that ends TLS
     */
    public record Endpoint(String host, int port, Optional<SSLContext> tls) {}

    /** Completes when connections are accepted; fails when the address cannot be had. */
    public static CompletionStage<HttpServer> start(
            ClassicActorSystemProvider system, Endpoint endpoint, Router router, InstantSource clock) {
        return start(system, endpoint, new Watched(router, RequestObserver.NONE), clock);
    }

    /** What answers, and who looks on. */
    public record Watched(Router router, RequestObserver observer) {}

    /** Like {@link #start(ClassicActorSystemProvider, Endpoint, Router, InstantSource)}, with somebody who looks on. */
    public static CompletionStage<HttpServer> start(
            ClassicActorSystemProvider system, Endpoint endpoint, Watched watched, InstantSource clock) {
        Config config =
                configuration().withFallback(system.classicSystem().settings().config());
        ServerBuilder builder = Http.get(system)
                .newServerAt(endpoint.host(), endpoint.port())
                .withSettings(ServerSettings.create(config.resolve()));
        ServerBuilder secured = endpoint.tls()
                .map(context -> builder.enableHttps(ConnectionContext.httpsServer(context)))
                .orElse(builder);
        FrontDoor door = new FrontDoor(watched.router(), watched.observer(), clock, system);
        return secured.bind(door::answer).thenApply(binding -> new HttpServer(binding, door));
    }

    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /**
     * From now on every answer ends its connection, so that clients and balancers do not use it for another request that would
     * meet the end of this server. New connections are still accepted.
     */
    public void endConnections() {
        door.endConnections();
    }

    /** Stops accepting at once, lets requests in progress finish for so long, then cuts what is left. */
    public CompletionStage<Done> stop(Duration grace) {
        return binding.terminate(grace).thenCompose(_ -> CompletableFuture.completedFuture(Done.getInstance()));
    }
}
