package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.oidc.OidcTokens;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.ExternalStandings.Standing;

/** Ends the session, and where the settings want that, the one at the provider as well (OpenID Connect RP-Initiated Logout 1.0). */
public final class LogoutRoute {
    private final LiveProvider providers;
    private final ExternalStandings standings;
    private final SealedLogins sealed;
    private final SessionRoutes sessions;
    private final ExternalUrl externalUrl;

    public LogoutRoute(
            LiveProvider providers,
            ExternalStandings standings,
            SealedLogins sealed,
            SessionRoutes sessions,
            ExternalUrl externalUrl) {
        this.providers = providers;
        this.standings = standings;
        this.sealed = sealed;
        this.sessions = sessions;
        this.externalUrl = externalUrl;
    }

    public Route route() {
        return new Route(
                "logOutOfOidc",
                HttpMethods.GET,
                PathTemplate.of(SessionRoutes.LOGOUT_ELSEWHERE),
                new Access.Anyone(),
                this::logOut);
    }

    private CompletionStage<HttpResponse> logOut(Call call) {
        return next(call).thenCompose(address -> sessions.end(call, Redirects.to(address)));
    }

    /** The provider's page when it is known who leaves; else the registry's first one. */
    private CompletionStage<URI> next(Call call) {
        URI home = URI.create("/");
        Optional<URI> absolute = externalUrl.of(call.request()).map(base -> URI.create(base + "/"));
        if (!providers.isOn() || absolute.isEmpty() || !(call.principal() instanceof Principal.Person person)) {
            return completedFuture(home);
        }
        return standings
                .find(person.userId())
                .thenCompose(standing -> standing.flatMap(Standing::tokens)
                        .flatMap(sealed::openTokens)
                        .map(tokens -> atProvider(tokens, absolute.get()))
                        .orElseGet(() -> completedFuture(Optional.empty())))
                .thenApply(address -> address.orElse(home));
    }

    private CompletionStage<Optional<URI>> atProvider(OidcTokens tokens, URI after) {
        return providers
                .now()
                .thenCompose(provider -> provider.isEmpty()
                        ? completedFuture(Optional.empty())
                        : provider.get().logoutUrl(tokens.idToken(), after));
    }
}
