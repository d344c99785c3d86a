package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.external.Onboarding.Arrival;
import org.shiplog.http.auth.proxy.ProxyUser;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.UserProfile;

/** Users as an authentication proxy describes them. Their names say who they are, and differ by case. */
public final class ProxyUsers {
    private final Onboarding onboarding;
    private final Receptions receptions;
    private final SealedLogins sealed;

    public ProxyUsers(Onboarding onboarding, ExternalStandings standings, SealedLogins sealed, InstantSource clock) {
        this.onboarding = onboarding;
        this.receptions = new Receptions(onboarding, standings, clock);
        this.sealed = sealed;
    }

    /** The user, who is new if nobody has the name; empty when it is no name here, or that of somebody who is not of the proxy. */
    CompletionStage<Optional<Principal.Person>> receive(ProxyUser user) {
        return Username.parse(user.name())
                .map(name -> arrival(name, user)
                        .thenCompose(arrival ->
                                receptions.receive(arrival, Optional.of(sealed.closeReviewed(user.token())))))
                .orElseGet(() -> completedFuture(Optional.empty()));
    }

    /** A user who is known here, as they are there now; empty when they are gone or disabled here. */
    CompletionStage<Optional<Principal.Person>> renew(Username name, User known, ProxyUser user) {
        return arrival(name, user)
                .thenCompose(arrival ->
                        receptions.renew(arrival, known.userId(), Optional.of(sealed.closeReviewed(user.token()))));
    }

    /** Somebody of whom nothing is known but the name; empty when somebody has it. */
    CompletionStage<Optional<Principal.Person>> admit(Username name) {
        return onboarding.takeIn(new Arrival(name, UserSource.HTTP, profile(name), List.of(), false));
    }

    private CompletionStage<Arrival> arrival(Username name, ProxyUser user) {
        return onboarding
                .created(UserGroup.Kind.HTTP, groups(user))
                .thenApply(ids -> new Arrival(name, UserSource.HTTP, profile(name), ids, user.administrator()));
    }

    private static UserProfile profile(Username name) {
        return new UserProfile(name.value().contains("@") ? name.value() : "", name.value(), "");
    }

    private static List<String> groups(ProxyUser user) {
        return user.groups().stream()
                .filter(group -> !group.isBlank() && group.length() <= UserGroup.MAX_NAME_LENGTH)
                .distinct()
                .sorted()
                .toList();
    }
}
