package org.shiplog.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.Elsewhere;
import org.shiplog.http.auth.IdTokens;
import org.shiplog.http.auth.Standings;
import org.shiplog.http.auth.TokenReviews;

/** A registry whose users are all its own. */
public final class NobodyElse implements Standings, IdTokens, TokenReviews {
    /** Nobody who could vouch for callers. */
    public static Elsewhere elsewhere() {
        NobodyElse nobody = new NobodyElse();
        return new Elsewhere(new NoDirectory(), new NoWorkloads(), nobody, nobody, nobody);
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> confirm(Username name, User user, Use use) {
        return CompletableFuture.completedFuture(Optional.of(user.principal(name)));
    }

    @Override
    public boolean areTaken() {
        return false;
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> identify(String idToken) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> review(Username username, String token) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
