package org.shiplog.http.auth.proxy;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.http.auth.proxy.LoginEndpoint.Entry;
import org.shiplog.http.auth.proxy.ReviewEndpoint.Review;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.BoundedFetch;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.ServerUrl;

/**
 * A server that authenticates by HTTP, as Harbor asks one: what was posted with the right password is answered with the token of a
 * session, and a review of that token tells who it is, and in which groups.
 */
public final class AuthProxy {
    private static final int MOST_OF_A_PASSWORD = 1024;

    private final LoginEndpoint logins;
    private final ReviewEndpoint reviews;
    private final ProxySettings settings;

    private AuthProxy(LoginEndpoint logins, ReviewEndpoint reviews, ProxySettings settings) {
        this.logins = logins;
        this.reviews = reviews;
        this.settings = settings;
    }

    /** @param settings without faults */
    public static AuthProxy create(ProxySettings settings, ClassicActorSystemProvider system, AddressGuard guard) {
        URI login = ServerUrl.parse(settings.endpoint()).orElseThrow();
        URI review = ServerUrl.parse(settings.reviewEndpoint()).orElseThrow();
        boolean plain = ServerUrl.isPlain(login) || ServerUrl.isPlain(review);
        BoundedFetch fetch = new BoundedFetch(
                new GuardedFetch(system, guard, settings.trust().orElseThrow(), plain));
        return new AuthProxy(new LoginEndpoint(fetch, login), new ReviewEndpoint(fetch, review), settings);
    }

    /** Never fails. An empty password, or one of more than 1,024 characters, is nobody's. */
    public CompletionStage<ProxyAnswer> login(String name, String password) {
        if (password.isEmpty() || password.length() > MOST_OF_A_PASSWORD) {
            return completedFuture(new ProxyAnswer.Rejected());
        }
        return logins.enter(name, password).thenCompose(entry -> switch (entry) {
            case Entry.Opened(String token) -> review(token);
            case Entry.Denied _ -> completedFuture(new ProxyAnswer.Rejected());
            case Entry.NoAnswer(String reason) -> completedFuture(new ProxyAnswer.Unavailable(reason));
        });
    }

    /** Never fails. Whom the token is about. */
    public CompletionStage<ProxyAnswer> review(String token) {
        if (token.isEmpty()) {
            return completedFuture(new ProxyAnswer.Rejected());
        }
        return reviews.review(token).thenApply(review -> switch (review) {
            case Review.Said said ->
                new ProxyAnswer.Known(new ProxyUser(
                        said.name(), said.groups(), settings.isAdministrator(said.name(), said.groups()), token));
            case Review.Denied _ -> new ProxyAnswer.Rejected();
            case Review.NoAnswer(String reason) -> new ProxyAnswer.Unavailable(reason);
        });
    }
}
