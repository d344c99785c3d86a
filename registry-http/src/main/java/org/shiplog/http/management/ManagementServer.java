package org.shiplog.http.management;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.japi.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers those who run the node, without credentials, until the actor system ends. */
public final class ManagementServer {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

    private final ServerBinding binding;

    private ManagementServer(ServerBinding binding) {
        this.binding = binding;
    }

    /**
     * Completes when probes are answered; fails when the address cannot be had.
     *
     * @param port 0 for any free one
     */
    public static CompletionStage<ManagementServer> start(
            ClassicActorSystemProvider system, String host, int port, List<ManagementRoute> routes) {
        Map<String, ManagementRoute> byPath =
                routes.stream().collect(Collectors.toUnmodifiableMap(ManagementRoute::path, route -> route));
        Function<HttpRequest, CompletionStage<HttpResponse>> handler = request -> answer(byPath, request, system);
        return Http.get(system).newServerAt(host, port).bind(handler).thenApply(ManagementServer::new);
    }

    public InetSocketAddress address() {
        return binding.localAddress();
    }

    private static CompletionStage<HttpResponse> answer(
            Map<String, ManagementRoute> routes, HttpRequest request, ClassicActorSystemProvider system) {
        request.discardEntityBytes(system);
        ManagementRoute route = routes.get(request.getUri().path());
        if (route == null) {
            return CompletableFuture.completedFuture(
                    plain(StatusCodes.NOT_FOUND, "There is: " + String.join(", ", routes.keySet()) + "\n"));
        }
        if (!request.method().equals(HttpMethods.GET) && !request.method().equals(HttpMethods.HEAD)) {
            return CompletableFuture.completedFuture(plain(StatusCodes.METHOD_NOT_ALLOWED, "Use GET.\n")
                    .addHeader(Allow.create(HttpMethods.GET, HttpMethods.HEAD)));
        }
        return route.answer().apply(request).exceptionally(failure -> {
            LOG.warn("{} failed", route.path(), failure);
            return plain(StatusCodes.INTERNAL_SERVER_ERROR, "This failed; the log says why.\n");
        });
    }

    private static HttpResponse plain(StatusCode status, String text) {
        return HttpResponse.create().withStatus(status).withEntity(ContentTypes.TEXT_PLAIN_UTF8, text);
    }
}
