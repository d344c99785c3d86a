package org.shiplog.http.auth.oidc;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.http.auth.issuer.IssuerUrl;
import org.shiplog.http.auth.issuer.RemoteIssuer;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.TlsTrust;

/**
 * Tries a provider before it is set. The answer is yes or no, whatever the cause: who may try must not learn from it which hosts
 * and ports there are. Nor is it for many tries; whoever offers it limits them.
 */
public final class OidcPing {
    private final ClassicActorSystemProvider system;
    private final AddressGuard guard;
    private final InstantSource clock;

    public OidcPing(ClassicActorSystemProvider system, AddressGuard guard, InstantSource clock) {
        this.system = system;
        this.guard = guard;
        this.clock = clock;
    }

    /** Whether there is an issuer of this URL, with metadata and keys. */
    public CompletionStage<Boolean> ping(String endpoint, boolean verifyCertificate) {
        TlsTrust trust = verifyCertificate ? TlsTrust.platform() : TlsTrust.anybody();
        return IssuerUrl.parse(endpoint)
                .map(url -> new RemoteIssuer(url, new GuardedFetch(system, guard, trust, url.isPlain()), clock))
                .map(RemoteIssuer::answers)
                .orElseGet(() -> completedFuture(false));
    }
}
