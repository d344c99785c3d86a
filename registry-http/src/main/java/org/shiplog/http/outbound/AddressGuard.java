package org.shiplog.http.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.pekko.http.javadsl.ClientTransport;

/**
 * Keeps requests whose target somebody else chose from reaching what only this machine can reach.
 *
 * <p>It does not judge how a target is written, but the address to which the connection goes: it resolves the host itself and
 * the connection is made to the address that was looked at, so that a name cannot mean something else a moment later. The
 * host's name stays what TLS verifies and what the request is addressed to. A host one of whose addresses is not public is
 * refused as a whole. Names that exist only inside are refused even where they have a public address.
 */
public final class AddressGuard {
    private static final Set<String> INSIDE =
            Set.of("localhost", "local", "localdomain", "internal", "intranet", "svc", "cluster.local", "home.arpa");

    private final NameResolver names;
    private final Executor blocking;
    private final Predicate<String> allowed;

    /**
     * @param blocking runs the resolver
     * @param allowed hosts that an administrator named, which may be anywhere; asked with the name in lower case, without
     *     brackets and final dot
     */
    public AddressGuard(NameResolver names, Executor blocking, Predicate<String> allowed) {
        this.names = names;
        this.blocking = blocking;
        this.allowed = allowed;
    }

    /** Connections of Pekko's HTTP clients, each to an address that was looked at. */
    public ClientTransport transport() {
        return ClientTransport.withCustomResolver((host, port) -> resolve(host, (Integer) port));
    }

    /** Where to connect to. Fails with {@link ForbiddenAddressException} or {@link UnknownHostException}. */
    public CompletionStage<InetSocketAddress> resolve(String host, int port) {
        String name = normal(host);
        boolean anywhere = allowed.test(name);
        if (!anywhere && isInside(name)) {
            return CompletableFuture.failedFuture(new ForbiddenAddressException("a name of the inside"));
        }
        return CompletableFuture.supplyAsync(() -> lookUp(name), blocking).thenApply(addresses -> {
            if (!anywhere && !addresses.stream().allMatch(PublicAddresses::contain)) {
                throw new CompletionException(new ForbiddenAddressException("not a public address"));
            }
            return new InetSocketAddress(addresses.getFirst(), port);
        });
    }

    private List<InetAddress> lookUp(String name) {
        try {
            return names.resolve(name);
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    private static boolean isInside(String name) {
        return INSIDE.stream().anyMatch(inside -> name.equals(inside) || name.endsWith("." + inside));
    }

    static String normal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
