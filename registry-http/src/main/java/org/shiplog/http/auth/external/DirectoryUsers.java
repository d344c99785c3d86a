package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.external.Onboarding.Arrival;
import org.shiplog.http.auth.ldap.LdapGroup;
import org.shiplog.http.auth.ldap.LdapLogin;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.UserProfile;

/** Users as the directory describes them. Their names say who they are: whoever has a name there has the account here. */
public final class DirectoryUsers {
    private final Onboarding onboarding;
    private final Receptions receptions;

    public DirectoryUsers(Onboarding onboarding, ExternalStandings standings, InstantSource clock) {
        this.onboarding = onboarding;
        this.receptions = new Receptions(onboarding, standings, clock);
    }

    /** The user, who is new if nobody has the name; empty when it is no name here, or that of somebody who is not of the directory. */
    public CompletionStage<Optional<Principal.Person>> receive(LdapLogin.Authenticated known) {
        return Username.parse(known.user().username().toLowerCase(Locale.ROOT))
                .map(name -> arrival(name, known).thenCompose(arrival -> receptions.receive(arrival, Optional.empty())))
                .orElseGet(() -> completedFuture(Optional.empty()));
    }

    /** A user who is known here, as they are there now; empty when they are gone or disabled here. */
    CompletionStage<Optional<Principal.Person>> renew(Username name, User user, LdapLogin.Authenticated known) {
        return arrival(name, known).thenCompose(arrival -> receptions.renew(arrival, user.userId(), Optional.empty()));
    }

    private CompletionStage<Arrival> arrival(Username name, LdapLogin.Authenticated known) {
        List<String> groups = known.groups().stream().map(LdapGroup::key).toList();
        UserProfile profile = new UserProfile(known.user().email(), known.user().realname(), "");
        return onboarding
                .known(UserGroup.Kind.LDAP, groups)
                .thenApply(ids -> new Arrival(name, UserSource.LDAP, profile, ids, known.administrator()));
    }
}
