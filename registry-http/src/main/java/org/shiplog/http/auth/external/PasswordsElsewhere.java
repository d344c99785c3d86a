package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.DirectoryLogins;

/** Logins where the settings say that users come from. */
public final class PasswordsElsewhere implements DirectoryLogins {
    private final List<PasswordSource> sources;
    private final Beliefs beliefs;

    public PasswordsElsewhere(List<PasswordSource> sources, SecureRandom random, InstantSource clock) {
        this.sources = List.copyOf(sources);
        this.beliefs = new Beliefs(random, clock);
    }

    private Optional<PasswordSource> now() {
        return sources.stream().filter(PasswordSource::isOn).findFirst();
    }

    @Override
    public Optional<UserSource> source() {
        return now().map(PasswordSource::source);
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> login(Username username, String password) {
        return now().map(source ->
                        beliefs.of(source.source() + " " + username, password, () -> source.login(username, password)))
                .orElseGet(() -> completedFuture(Optional.empty()));
    }

    /** A user who may never have logged in, known here from now on; empty when there is none, or no way to ask. */
    public CompletionStage<Optional<Principal.Person>> find(String name) {
        return now().map(source -> source.find(name)).orElseGet(() -> completedFuture(Optional.empty()));
    }
}
