package org.shiplog.http.audit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.NameResolver;
import org.shiplog.http.outbound.ServerUrl;

/**
 * Makes connections to whoever receives the audit log. It is asked wherever it is, since a receiver is usually inside, and only
 * administrators of the registry say who it is.
 */
public final class AuditSinks {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_REASON = 200;

    private final ClassicActorSystemProvider system;
    private final Executor blocking;
    private final String host;

    /** @param host who syslog messages are from: printable ASCII without spaces, up to 255 characters */
    public AuditSinks(ClassicActorSystemProvider system, Executor blocking, String host) {
        this.system = system;
        this.blocking = blocking;
        this.host = host;
    }

    /** @param token to be sent along with what is posted */
    public AuditSink open(ForwardPlan plan, Optional<String> token) {
        return switch (plan.target()) {
            case ForwardTarget.Syslog syslog -> new SyslogSink(syslog, plan.trust(), host);
            case ForwardTarget.Http(URI url) -> {
                AddressGuard anywhere = new AddressGuard(NameResolver.SYSTEM, blocking, _ -> true);
                GuardedFetch fetch = new GuardedFetch(system, anywhere, plan.trust(), true);
                yield new HttpSink(fetch, url, plan.format(), token);
            }
        };
    }

    /** Why nobody can be reached there, for administrators; empty when somebody can. Nothing is sent. */
    public CompletionStage<Optional<String>> probe(ForwardPlan plan) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Socket socket = new Socket()) {
                        connect(socket, plan);
                        return Optional.empty();
                    } catch (IOException e) {
                        return Optional.of(reason(e));
                    }
                },
                blocking);
    }

    private static void connect(Socket socket, ForwardPlan plan) throws IOException {
        int limit = (int) PATIENCE.toMillis();
        InetSocketAddress address = address(plan.target());
        if (address.isUnresolved()) {
            throw new IOException("unknown host");
        }
        socket.connect(address, limit);
        socket.setSoTimeout(limit);
        boolean tls = switch (plan.target()) {
            case ForwardTarget.Syslog syslog -> syslog.tls();
            case ForwardTarget.Http(URI url) -> !ServerUrl.isPlain(url);
        };
        if (tls) {
            plan.trust().secure(socket, address.getHostString(), address.getPort());
        }
    }

    private static InetSocketAddress address(ForwardTarget target) {
        return switch (target) {
            case ForwardTarget.Syslog syslog -> new InetSocketAddress(syslog.host(), syslog.port());
            case ForwardTarget.Http(URI url) -> {
                int usual = ServerUrl.isPlain(url) ? 80 : 443;
                yield new InetSocketAddress(url.getHost(), url.getPort() >= 0 ? url.getPort() : usual);
            }
        };
    }

    /** In one line. */
    public static String reason(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String text = message.replaceAll("\\p{Cntrl}", " ");
        return text.substring(0, Math.min(text.length(), MAX_REASON));
    }
}
