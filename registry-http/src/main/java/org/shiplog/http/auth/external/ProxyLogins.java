package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.TokenReviews;
import org.shiplog.http.auth.proxy.AuthProxy;
import org.shiplog.http.auth.proxy.ProxyAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins at the authentication proxy that the settings name, by a password or by a token. */
public final class ProxyLogins implements PasswordSource, TokenReviews {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyLogins.class);

    private final LiveAuthProxy proxy;
    private final ProxyUsers users;
    private final Beliefs beliefs;

    public ProxyLogins(LiveAuthProxy proxy, ProxyUsers users, SecureRandom random, InstantSource clock) {
        this.proxy = proxy;
        this.users = users;
        this.beliefs = new Beliefs(random, clock);
    }

    @Override
    public UserSource source() {
        return UserSource.HTTP;
    }

    @Override
    public boolean isOn() {
        return proxy.isOn();
    }

    @Override
    public boolean areTaken() {
        return proxy.isOn();
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> login(Username username, String password) {
        return ask(asked -> asked.login(username.value(), password), _ -> true);
    }

    /** Nobody can be asked for users who do not log in; whether their names are believed is a setting. */
    @Override
    public CompletionStage<Optional<Principal.Person>> find(String name) {
        return Optional.of(name)
                .filter(text -> proxy.skipsSearch() && !text.isBlank())
                .flatMap(Username::parse)
                .map(users::admit)
                .orElseGet(() -> completedFuture(Optional.empty()));
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> review(Username username, String token) {
        return beliefs.of(
                username.value(),
                token,
                () -> ask(asked -> asked.review(token), name -> name.equals(username.value())));
    }

    /** Whoever the token is about. */
    CompletionStage<Optional<Principal.Person>> review(String token) {
        return ask(asked -> asked.review(token), _ -> true);
    }

    private CompletionStage<Optional<Principal.Person>> ask(
            Function<AuthProxy, CompletionStage<ProxyAnswer>> question, Predicate<String> expected) {
        return proxy.now()
                .thenCompose(found -> found.isEmpty()
                        ? completedFuture(new ProxyAnswer.Unavailable("it is not set up"))
                        : question.apply(found.get()))
                .thenCompose(answer -> switch (answer) {
                    case ProxyAnswer.Known(var user) when expected.test(user.name()) -> users.receive(user);
                    case ProxyAnswer.Known _, ProxyAnswer.Rejected _ -> completedFuture(Optional.empty());
                    case ProxyAnswer.Unavailable(String reason) -> {
                        LOG.warn("the authentication proxy cannot tell who somebody is: {}", reason);
                        throw new EntityUnavailableException("the authentication proxy does not answer");
                    }
                });
    }
}
