package org.shiplog.http.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.route.Presence;

/** Looks up callers like the subjects of tokens. */
final class LivePresence implements Presence {
    private final LivePrincipals principals;

    LivePresence(LivePrincipals principals) {
        this.principals = principals;
    }

    @Override
    public CompletionStage<Optional<Principal>> today(Principal caller) {
        return switch (caller) {
            case Principal.Person person -> find(new TokenSubject.OfUser(person.userId(), new Username(person.id())));
            case Principal.Machine machine -> find(new TokenSubject.OfRobot(machine.robotId(), machine.name()));
            case Principal.Operator _, Principal.Registry _, Principal.Anonymous _ ->
                completedFuture(Optional.of(caller));
        };
    }

    private CompletionStage<Optional<Principal>> find(TokenSubject subject) {
        return principals.find(subject).thenApply(found -> found.map(principal -> principal));
    }
}
