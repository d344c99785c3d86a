package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.issuer.SignedToken;
import org.shiplog.http.auth.oidc.OidcLogin;
import org.shiplog.http.auth.oidc.OidcTokens;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.ExternalStandings.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the provider with the refresh token of the last login or of the last time; without one, the ID token holds until it ends. */
public final class ProviderVoucher implements Voucher {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderVoucher.class);

    /** More than the provider is waited for. */
    private static final Duration TURN = Duration.ofSeconds(30);

    private final LiveProvider providers;
    private final OidcUsers users;
    private final ExternalStandings standings;
    private final SealedLogins sealed;
    private final InstantSource clock;

    public ProviderVoucher(
            LiveProvider providers,
            OidcUsers users,
            ExternalStandings standings,
            SealedLogins sealed,
            InstantSource clock) {
        this.providers = providers;
        this.users = users;
        this.standings = standings;
        this.sealed = sealed;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Answer> ask(Username name, User user, Optional<Standing> last) {
        Optional<OidcTokens> tokens = last.flatMap(Standing::tokens).flatMap(sealed::openTokens);
        if (last.isEmpty() || tokens.isEmpty()) {
            return completedFuture(Answer.GONE);
        }
        Optional<String> refreshToken = tokens.get().refreshToken();
        Instant now = clock.instant();
        if (refreshToken.isEmpty()) {
            return completedFuture(now.isBefore(tokens.get().expires()) ? Answer.STANDS : Answer.PAST);
        }
        if (!providers.isOn()) {
            return completedFuture(Answer.SILENT);
        }
        return standings
                .takeTurn(user.userId(), last.get(), now, now.plus(TURN))
                .thenCompose(mine ->
                        mine ? refresh(name, user, tokens.get(), refreshToken.get()) : completedFuture(Answer.SILENT));
    }

    private CompletionStage<Answer> refresh(Username name, User user, OidcTokens tokens, String refreshToken) {
        return providers
                .now()
                .thenCompose(provider -> provider.isEmpty()
                        ? completedFuture(new OidcLogin.Unavailable("it is not set up"))
                        : provider.get().refresh(refreshToken, subject(tokens)))
                .thenCompose(outcome -> take(name, user, outcome));
    }

    /** Of a token that was verified before it was kept. */
    private static String subject(OidcTokens tokens) {
        return SignedToken.parse(tokens.idToken())
                .flatMap(token -> token.unverified().text("sub"))
                .orElse("");
    }

    private CompletionStage<Answer> take(Username name, User user, OidcLogin outcome) {
        return switch (outcome) {
            case OidcLogin.Identified identified ->
                users.renew(identified, name, user.userId())
                        .thenApply(person -> person.isPresent() ? Answer.STANDS : Answer.GONE);
            case OidcLogin.Refused refused -> {
                LOG.info("the provider no longer vouches for a user: {}", refused.reason());
                // With a client's wrong secret it refuses everybody, who are not gone for that.
                yield completedFuture(refused.isOfGrant() ? Answer.GONE : Answer.SILENT);
            }
            case OidcLogin.Unavailable(String reason) -> {
                LOG.warn("the provider cannot tell whether somebody still is its user: {}", reason);
                yield completedFuture(Answer.SILENT);
            }
        };
    }
}
