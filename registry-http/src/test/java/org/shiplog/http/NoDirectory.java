package org.shiplog.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.DirectoryLogins;

/** A registry that keeps all its users itself. */
public final class NoDirectory implements DirectoryLogins {
    @Override
    public Optional<UserSource> source() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> login(Username username, String password) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
