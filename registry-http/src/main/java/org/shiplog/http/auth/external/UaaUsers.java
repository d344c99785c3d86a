package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.external.Onboarding.Arrival;
import org.shiplog.http.auth.uaa.UaaUser;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.UserProfile;

/** Users as a UAA server describes them, which, as with Harbor, are in no groups. Their names say who they are. */
public final class UaaUsers {
    private final Receptions receptions;

    public UaaUsers(Onboarding onboarding, ExternalStandings standings, InstantSource clock) {
        this.receptions = new Receptions(onboarding, standings, clock);
    }

    /** The user, who is new if nobody has the name; empty when it is no name here, or that of somebody who is not of the server. */
    CompletionStage<Optional<Principal.Person>> receive(UaaUser user) {
        return Username.parse(user.name())
                .map(name -> receptions.receive(arrival(name, user), Optional.empty()))
                .orElseGet(() -> completedFuture(Optional.empty()));
    }

    /** A user who is known here, as they are there now; empty when they are gone or disabled here. */
    CompletionStage<Optional<Principal.Person>> renew(Username name, User known, UaaUser user) {
        return receptions.renew(arrival(name, user), known.userId(), Optional.empty());
    }

    private static Arrival arrival(Username name, UaaUser user) {
        UserProfile profile = new UserProfile(user.email(), user.realname(), "");
        return new Arrival(name, UserSource.UAA, profile, List.of(), false);
    }
}
