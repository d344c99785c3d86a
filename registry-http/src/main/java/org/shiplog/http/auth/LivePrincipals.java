package org.shiplog.http.auth;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.User.UserCommand;
import org.shiplog.domain.identity.User.UserRefusal;
import org.shiplog.domain.identity.Username;

/**
 * Looks up whom a token's subject stands for today. An answer is used for a few seconds, so that a client's hundreds of
 * requests are not as many questions.
 */
final class LivePrincipals {
    private static final Duration LIFETIME = Duration.ofSeconds(5);
    private static final int MAX_ENTRIES = 10_000;

    private final Entities<Username, User, UserCommand, UserRefusal> users;
    private final AsyncCache<Username, Optional<Principal.Authenticated>> principals;

    LivePrincipals(Entities<Username, User, UserCommand, UserRefusal> users, InstantSource clock) {
        this.users = users;
        this.principals = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterWrite(LIFETIME)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .buildAsync();
    }

    /** Empty when there is no such user any more. */
    CompletionStage<Optional<Principal.Authenticated>> find(Username username) {
        return principals.get(
                username,
                (name, _) -> users.query(name, new FindUser())
                        .thenApply(user ->
                                user.map(found -> new Principal.Authenticated(name.value(), found.systemAdmin())))
                        .toCompletableFuture());
    }
}
