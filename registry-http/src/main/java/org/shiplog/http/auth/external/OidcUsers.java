package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.http.auth.external.Onboarding.Arrival;
import org.shiplog.http.auth.oidc.OidcLogin.Identified;
import org.shiplog.http.auth.oidc.OidcTokens;
import org.shiplog.http.auth.oidc.OidcUser;
import org.shiplog.storage.identity.ExternalIdentities;
import org.shiplog.storage.identity.ExternalIdentities.Known;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.ExternalStandings.Standing;
import org.shiplog.storage.identity.UserProfile;

/**
 * Finds the user whom somebody is to whom a provider vouches. Issuer and subject say who it is; the name that the provider proposes
 * counts only the first time, and never makes anybody a user who exists.
 */
public final class OidcUsers {
    private final Stores stores;
    private final Onboarding onboarding;
    private final LiveProvider provider;
    private final SealedLogins sealed;
    private final InstantSource clock;

    /** What is kept of users of a provider. */
    public record Stores(ExternalIdentities identities, ExternalStandings standings) {}

    public OidcUsers(
            Stores stores, Onboarding onboarding, LiveProvider provider, SealedLogins sealed, InstantSource clock) {
        this.stores = stores;
        this.onboarding = onboarding;
        this.provider = provider;
        this.sealed = sealed;
        this.clock = clock;
    }

    /** How somebody is met who has logged in at the provider. */
    sealed interface Reception {
        record Welcome(Principal.Person person) implements Reception {}

        /** They are no user here, and must choose a name to be one. */
        record Nameless() implements Reception {}

        /** They are a user who is disabled. */
        record TurnedAway() implements Reception {}
    }

    CompletionStage<Reception> receive(Identified login) {
        return find(login.user())
                .thenCompose(found -> found.isPresent() ? welcome(login, found.get()) : receiveNew(login));
    }

    /** @param user as it is known under that name now */
    private record Existing(Username name, User user) {}

    /** Empty also for a user who was deleted here: they come as somebody new. */
    private CompletionStage<Optional<Existing>> find(OidcUser user) {
        return stores.identities()
                .find(identity(user))
                .thenCompose(known -> known.isPresent() ? find(known.get()) : completedFuture(Optional.empty()));
    }

    private CompletionStage<Optional<Existing>> find(Known known) {
        return onboarding
                .find(known.username())
                .thenApply(user -> user.filter(
                                found -> found.userId() == known.userId() && found.source() == UserSource.OIDC)
                        .map(found -> new Existing(known.username(), found)));
    }

    private CompletionStage<Reception> welcome(Identified login, Existing existing) {
        return renew(login, existing.name(), existing.user().userId())
                .thenApply(
                        person -> person.<Reception>map(Reception.Welcome::new).orElseGet(Reception.TurnedAway::new));
    }

    private CompletionStage<Reception> receiveNew(Identified login) {
        Optional<Username> proposed = login.user().username();
        return provider.takesInAnybody() && proposed.isPresent()
                ? takeIn(login, proposed.get())
                        .thenApply(person ->
                                person.<Reception>map(Reception.Welcome::new).orElseGet(Reception.Nameless::new))
                : completedFuture(new Reception.Nameless());
    }

    /** A new user; empty when somebody has the name, or they are a user already. */
    CompletionStage<Optional<Principal.Person>> takeIn(Identified login, Username name) {
        return find(login.user())
                .thenCompose(existing -> existing.isPresent()
                        ? completedFuture(Optional.empty())
                        : arrival(login.user(), name)
                                .thenCompose(onboarding::takeIn)
                                .thenCompose(person -> person.isPresent()
                                        ? remember(login, name, person.get())
                                        : completedFuture(person)));
    }

    private CompletionStage<Optional<Principal.Person>> remember(
            Identified login, Username name, Principal.Person person) {
        return stores.identities()
                .put(identity(login.user()), new Known(name, person.userId()))
                .thenCompose(_ -> note(login.tokens(), Optional.of(person)));
    }

    /** A user who is known here, as they are at the provider now; empty when they are gone or disabled here. */
    CompletionStage<Optional<Principal.Person>> renew(Identified login, Username name, long userId) {
        return arrival(login.user(), name)
                .thenCompose(arrival -> onboarding.renew(arrival, userId))
                .thenCompose(person -> note(login.tokens(), person));
    }

    private CompletionStage<Optional<Principal.Person>> note(OidcTokens tokens, Optional<Principal.Person> person) {
        return person.isEmpty()
                ? completedFuture(person)
                : stores.standings()
                        .put(person.get().userId(), new Standing(clock.instant(), Optional.of(sealed.close(tokens))))
                        .thenApply(_ -> person);
    }

    /** The user with the groups of this one answer, which is kept nowhere; empty for who is no user, or a disabled one. */
    CompletionStage<Optional<Principal.Person>> recognize(OidcUser user) {
        return find(user).thenCompose(found -> {
            Optional<Existing> enabled =
                    found.filter(existing -> existing.user().enabled());
            return enabled.isEmpty()
                    ? completedFuture(Optional.empty())
                    : onboarding
                            .known(UserGroup.Kind.OIDC, groups(user))
                            .thenApply(ids -> Optional.of(person(enabled.get(), user, new HashSet<>(ids))));
        });
    }

    private static Principal.Person person(Existing existing, OidcUser user, Set<Long> groups) {
        boolean administrator = existing.user().systemAdmin() || user.administrator();
        return new Principal.Person(existing.user().userId(), existing.name().value(), administrator, groups);
    }

    private CompletionStage<Arrival> arrival(OidcUser user, Username name) {
        UserProfile profile = new UserProfile(user.email().orElse(""), name.value(), "");
        return onboarding
                .created(UserGroup.Kind.OIDC, groups(user))
                .thenApply(ids -> new Arrival(name, UserSource.OIDC, profile, ids, user.administrator()));
    }

    private static List<String> groups(OidcUser user) {
        return user.groups().stream()
                .filter(group -> !group.isBlank() && group.length() <= UserGroup.MAX_NAME_LENGTH)
                .sorted()
                .toList();
    }

    private static String identity(OidcUser user) {
        String text = user.issuer() + "\n" + user.subject();
        return DigestAlgorithm.SHA256
                .digestOf(text.getBytes(StandardCharsets.UTF_8))
                .encoded();
    }
}
