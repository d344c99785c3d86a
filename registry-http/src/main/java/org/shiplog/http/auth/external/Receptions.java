package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.auth.external.Onboarding.Arrival;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.ExternalStandings.Standing;

/** Takes in users whose names say who they are, and notes when somebody vouched for them. */
final class Receptions {
    private final Onboarding onboarding;
    private final ExternalStandings standings;
    private final InstantSource clock;

    Receptions(Onboarding onboarding, ExternalStandings standings, InstantSource clock) {
        this.onboarding = onboarding;
        this.standings = standings;
        this.clock = clock;
    }

    /**
     * The user, who is new if nobody has the name; empty when it is somebody else's or reserved, or the user is disabled.
     *
     * @param sealed with what to ask for them again
     */
    CompletionStage<Optional<Principal.Person>> receive(Arrival arrival, Optional<String> sealed) {
        return onboarding.receive(arrival).thenCompose(person -> note(person, sealed));
    }

    /** A user who is known here, as they are there now; empty when they are gone or disabled here. */
    CompletionStage<Optional<Principal.Person>> renew(Arrival arrival, long userId, Optional<String> sealed) {
        return onboarding.renew(arrival, userId).thenCompose(person -> note(person, sealed));
    }

    private CompletionStage<Optional<Principal.Person>> note(
            Optional<Principal.Person> person, Optional<String> sealed) {
        return person.isEmpty()
                ? completedFuture(person)
                : standings
                        .put(person.get().userId(), new Standing(clock.instant(), sealed))
                        .thenApply(_ -> person);
    }
}
