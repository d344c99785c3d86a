package org.shiplog.http.auth.uaa;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.shiplog.http.auth.uaa.TokenEndpoint.Grant;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.BoundedFetch;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.ServerUrl;

/** A UAA server: whoever gets an access token for a password is the user whom that token is for. */
public final class UaaServer {
    private static final int MOST_OF_A_NAME = 255;
    private static final int MOST_OF_A_PASSWORD = 1024;

    private final TokenEndpoint tokens;
    private final UserInfoEndpoint userInfo;
    private final UsersEndpoint users;

    private UaaServer(TokenEndpoint tokens, UserInfoEndpoint userInfo, UsersEndpoint users) {
        this.tokens = tokens;
        this.userInfo = userInfo;
        this.users = users;
    }

    /** @param settings without faults */
    public static UaaServer create(UaaSettings settings, ClassicActorSystemProvider system, AddressGuard guard) {
        URI base = settings.base().orElseThrow();
        BoundedFetch fetch = new BoundedFetch(
                new GuardedFetch(system, guard, settings.trust().orElseThrow(), ServerUrl.isPlain(base)));
        return new UaaServer(
                new TokenEndpoint(fetch, URI.create(base + "/oauth/token"), settings),
                new UserInfoEndpoint(fetch, URI.create(base + "/userinfo")),
                new UsersEndpoint(fetch, URI.create(base + "/Users")));
    }

    /** Never fails. An empty password, or one of more than 1,024 characters, is nobody's. */
    public CompletionStage<UaaAnswer> login(String name, String password) {
        if (password.isEmpty() || password.length() > MOST_OF_A_PASSWORD) {
            return completedFuture(new UaaAnswer.Unknown());
        }
        return tokens.ofPassword(name, password).thenCompose(grant -> switch (grant) {
            case Grant.Granted(String token) -> userInfo.ask(token, name);
            case Grant.Denied _ -> completedFuture(new UaaAnswer.Unknown());
            case Grant.NoAnswer(String reason) -> completedFuture(new UaaAnswer.Unavailable(reason));
        });
    }

    /** Never fails. Looks a user up who does not log in just now. */
    public CompletionStage<UaaAnswer> find(String name) {
        if (name.isBlank() || name.length() > MOST_OF_A_NAME) {
            return completedFuture(new UaaAnswer.Unknown());
        }
        return tokens.ofClient().thenCompose(grant -> switch (grant) {
            case Grant.Granted(String token) -> users.find(name, token);
            case Grant.Denied _ -> completedFuture(new UaaAnswer.Unavailable("the client is refused"));
            case Grant.NoAnswer(String reason) -> completedFuture(new UaaAnswer.Unavailable(reason));
        });
    }
}
