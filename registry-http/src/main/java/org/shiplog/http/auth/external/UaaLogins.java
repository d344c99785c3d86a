package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.uaa.UaaAnswer;
import org.shiplog.http.auth.uaa.UaaServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins at the UAA server that the settings name. */
public final class UaaLogins implements PasswordSource {
    private static final Logger LOG = LoggerFactory.getLogger(UaaLogins.class);

    private final LiveUaa server;
    private final UaaUsers users;

    public UaaLogins(LiveUaa server, UaaUsers users) {
        this.server = server;
        this.users = users;
    }

    @Override
    public UserSource source() {
        return UserSource.UAA;
    }

    @Override
    public boolean isOn() {
        return server.isOn();
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> login(Username username, String password) {
        return ask(uaa -> uaa.login(username.value(), password));
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> find(String name) {
        return ask(uaa -> uaa.find(name));
    }

    private CompletionStage<Optional<Principal.Person>> ask(Function<UaaServer, CompletionStage<UaaAnswer>> question) {
        return server.now()
                .thenCompose(found -> found.isEmpty()
                        ? completedFuture(new UaaAnswer.Unavailable("it is not set up"))
                        : question.apply(found.get()))
                .thenCompose(answer -> switch (answer) {
                    case UaaAnswer.Known(var user) -> users.receive(user);
                    case UaaAnswer.Unknown _ -> completedFuture(Optional.empty());
                    case UaaAnswer.Forbidden _ -> throw unavailable("the client may not read users");
                    case UaaAnswer.Unavailable(String reason) -> throw unavailable(reason);
                });
    }

    private static EntityUnavailableException unavailable(String reason) {
        LOG.warn("the UAA server cannot tell who somebody is: {}", reason);
        return new EntityUnavailableException("the UAA server does not answer");
    }
}
