package org.shiplog.http.auth.uaa;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.outbound.BoundedFetch;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.OutboundRequest;

/** Asks about the user whom an access token was given to. */
final class UserInfoEndpoint {
    private final BoundedFetch fetch;
    private final URI url;

    UserInfoEndpoint(BoundedFetch fetch, URI url) {
        this.fetch = fetch;
        this.url = url;
    }

    /** @param name of whoever got the token, for a client whose tokens are not for this */
    CompletionStage<UaaAnswer> ask(String token, String name) {
        return fetch.fetch(OutboundRequest.get(url).with("Authorization", "Bearer " + token))
                .thenApply(fetched -> read(fetched, name));
    }

    private static UaaAnswer read(Fetched fetched, String name) {
        if (fetched instanceof Answered refusal && (refusal.status() == 401 || refusal.status() == 403)) {
            return new UaaAnswer.Known(UaaUser.of(name, "", ""));
        }
        Optional<Claims> claims = fetched instanceof Answered answer && answer.status() == 200
                ? Claims.parse(answer.body().toArray())
                : Optional.empty();
        return claims.flatMap(found -> found.text("user_name")
                        .<UaaAnswer>map(user -> new UaaAnswer.Known(UaaUser.of(
                                user,
                                found.text("name").orElse(""),
                                found.text("email").orElse("")))))
                .orElseGet(() -> new UaaAnswer.Unavailable("the userinfo endpoint names no user: " + fetched));
    }
}
