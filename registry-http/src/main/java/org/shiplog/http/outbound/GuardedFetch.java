package org.shiplog.http.outbound;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.OutgoingConnection;
import org.apache.pekko.http.javadsl.OutgoingConnectionBuilder;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.UserAgent;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.Fetched.Failed;
import org.shiplog.http.outbound.Fetched.Forbidden;

/**
 * Makes small requests to servers that the node does not have to trust: not to addresses that {@link AddressGuard} forbids, each
 * on a connection of its own, and never following a redirect.
 *
 * <p>A connection has 5 s to be made and 5 s for any byte to come; the whole exchange has 10 s. An answer may have 1 MiB.
 *
 * <p>Of the HTTP clients at hand it is Pekko's that lets its user connect to one address and verify another name. With the JDK's,
 * either the name is resolved a second time for the connection, or TLS sees an address.
 */
public final class GuardedFetch {
    /** How the reason begins when a server has a certificate that is not believed, or one for another name. */
    public static final String NOT_BELIEVED = "certificate not believed: ";

    private static final int MAX_ANSWER = 1024 * 1024;
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final int MAX_URL = 8 * 1024;
    private static final int MAX_REASON = 200;
    private static final int MAX_PLANS = 256;
    private static final Pattern ONE_LINE = Pattern.compile("[\\x20-\\x7e]*");

    private final ClassicActorSystemProvider system;
    private final Materializer materializer;
    private final TlsTrust trust;
    private final boolean plain;
    private final Patience patience;
    private final ClientConnectionSettings settings;

    /** Plans by which connections are made: to draw one for each request would be a quarter of the request's work. */
    private final Cache<Server, Flow<HttpRequest, HttpResponse, CompletionStage<OutgoingConnection>>> connections =
            Caffeine.newBuilder().maximumSize(MAX_PLANS).build();

    /** @param plain whether {@code http} URLs are asked for as well as {@code https} */
    public GuardedFetch(ClassicActorSystemProvider system, AddressGuard guard, TlsTrust trust, boolean plain) {
        this(system, guard, trust, plain, PATIENCE);
    }

    GuardedFetch(
            ClassicActorSystemProvider system, AddressGuard guard, TlsTrust trust, boolean plain, Patience patience) {
        this.system = system;
        this.materializer = SystemMaterializer.get(system).materializer();
        this.trust = trust;
        this.plain = plain;
        this.patience = patience;
        ClientConnectionSettings standard = ClientConnectionSettings.create(system.classicSystem());
        this.settings = standard.withConnectingTimeout(patience.silence())
                .withIdleTimeout(patience.silence())
                .withUserAgentHeader(Optional.of(UserAgent.create("Shiplog")))
                // Strangers do not write into the log.
                .withParserSettings(standard.getParserSettings().withIllegalHeaderWarnings(false))
                .withTransport(guard.transport());
    }

    /** How long a connection may take to be made or be silent, and how long the exchange may take. */
    record Patience(Duration silence, Duration whole) {}

    /** Never fails. */
    public CompletionStage<Fetched> fetch(OutboundRequest request) {
        Optional<String> objection = objection(request);
        if (objection.isPresent()) {
            return completedFuture(new Forbidden(objection.get()));
        }
        return Source.single(request)
                .map(GuardedFetch::message)
                .via(connections.get(Server.of(request.url()), this::connection))
                .mapAsync(1, this::read)
                .completionTimeout(patience.whole())
                .runWith(Sink.head(), materializer)
                .exceptionally(GuardedFetch::failure);
    }

    private Optional<String> objection(OutboundRequest request) {
        URI url = request.url();
        String scheme = url.getScheme();
        if (!"https".equals(scheme) && !(plain && "http".equals(scheme))) {
            return Optional.of(plain ? "neither https nor http" : "not https");
        }
        // What Java takes for no host, such as 0x7f.1 or a single number, some resolvers take for an address.
        boolean whole = url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null;
        if (!whole || url.getRawPath().startsWith("//") || url.toString().length() > MAX_URL) {
            return Optional.of("not a URL of a host");
        }
        return request.headers().values().stream()
                        .allMatch(value -> ONE_LINE.matcher(value).matches())
                ? Optional.empty()
                : Optional.of("a header of more than one line");
    }

    /** Where a connection goes to. */
    private record Server(boolean tls, String host, int port) {
        static Server of(URI url) {
            boolean tls = "https".equals(url.getScheme());
            return new Server(tls, url.getHost(), url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80);
        }
    }

    private Flow<HttpRequest, HttpResponse, CompletionStage<OutgoingConnection>> connection(Server server) {
        OutgoingConnectionBuilder connection = Http.get(system)
                .connectionTo(server.host())
                .toPort(server.port())
                .withCustomHttpsConnectionContext(trust.context())
                .withClientConnectionSettings(settings);
        return server.tls() ? connection.https() : connection.http();
    }

    private static HttpRequest message(OutboundRequest request) {
        URI url = request.url();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        List<HttpHeader> headers = request.headers().entrySet().stream()
                .<HttpHeader>map(header -> RawHeader.create(header.getKey(), header.getValue()))
                .toList();
        HttpRequest message = request.body()
                .map(body -> HttpRequest.POST(target)
                        .withEntity(ContentTypes.parse(body.contentType()), ByteString.fromString(body.text())))
                .orElseGet(() -> HttpRequest.GET(target));
        return message.addHeaders(headers);
    }

    private CompletionStage<Fetched> read(HttpResponse response) {
        return response.entity()
                .withSizeLimit(MAX_ANSWER)
                .getDataBytes()
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
                .thenApply(body -> new Answered(
                        response.status().intValue(),
                        response.entity().getContentType().toString(),
                        body));
    }

    private static Fetched failure(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            switch (cause) {
                case ForbiddenAddressException forbidden -> {
                    return new Forbidden(forbidden.reason());
                }
                case UnknownHostException _ -> {
                    return new Failed("unknown host");
                }
                case TimeoutException _ -> {
                    return new Failed("too slow");
                }
                case EntityStreamSizeException _ -> {
                    return new Failed("more than " + MAX_ANSWER + " bytes");
                }
                case CertificateException untrusted -> {
                    return new Failed(NOT_BELIEVED + shortened(String.valueOf(untrusted.getMessage())));
                }
                default -> {
                    // One further down may be clearer.
                }
            }
        }
        return new Failed(shortened(causes(failure).getLast().toString()));
    }

    private static String shortened(String reason) {
        String line = reason.replaceAll("\\p{Cntrl}", " ");
        return line.substring(0, Math.min(line.length(), MAX_REASON));
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .toList();
    }
}
