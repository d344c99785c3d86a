package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.auth.IdTokens;
import org.shiplog.http.auth.oidc.OidcLogin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ID tokens of the provider that the settings name, issued to this registry. */
public final class ProviderIdTokens implements IdTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderIdTokens.class);

    private final LiveProvider providers;
    private final OidcUsers users;

    public ProviderIdTokens(LiveProvider providers, OidcUsers users) {
        this.providers = providers;
        this.users = users;
    }

    @Override
    public boolean areTaken() {
        return providers.isOn();
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> identify(String idToken) {
        return providers
                .now()
                .thenCompose(provider -> provider.isEmpty()
                        ? completedFuture(new OidcLogin.Unavailable("it is not set up"))
                        : provider.get().verifyIdToken(idToken))
                .thenCompose(outcome -> switch (outcome) {
                    case OidcLogin.Identified identified -> users.recognize(identified.user());
                    case OidcLogin.Refused refused -> {
                        LOG.info("an ID token is refused: {}", refused.reason());
                        yield completedFuture(Optional.empty());
                    }
                    case OidcLogin.Unavailable(String reason) -> {
                        LOG.warn("an ID token cannot be checked: {}", reason);
                        throw new EntityUnavailableException("the provider's keys cannot be had");
                    }
                });
    }
}
