package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.http.auth.oidc.OidcUser;
import org.shiplog.storage.identity.ExternalIdentities;
import org.shiplog.storage.identity.ExternalIdentities.Known;
import org.shiplog.storage.identity.UserProfile;

/**
 * Finds the user whom somebody is to whom a provider vouches. Issuer and subject say who it is; the name that the provider proposes
 * counts only the first time, and never makes anybody a user who exists.
 */
public final class OidcUsers {
    private final ExternalIdentities identities;
    private final Onboarding onboarding;
    private final LiveProvider provider;

    public OidcUsers(ExternalIdentities identities, Onboarding onboarding, LiveProvider provider) {
        this.identities = identities;
        this.onboarding = onboarding;
        this.provider = provider;
    }

    /** Empty for somebody who is not known, and is not to be taken in. */
    CompletionStage<Optional<Principal.Person>> receive(OidcUser user) {
        String identity = identity(user);
        return identities
                .find(identity)
                .thenCompose(known -> known.isPresent() ? welcome(user, known.get()) : takeIn(user, identity));
    }

    private CompletionStage<Optional<Principal.Person>> welcome(OidcUser user, Known known) {
        return arrive(user, known.username())
                .thenApply(person -> person.filter(found -> found.userId() == known.userId()));
    }

    private CompletionStage<Optional<Principal.Person>> takeIn(OidcUser user, String identity) {
        if (!provider.takesInAnybody() || user.username().isEmpty()) {
            return completedFuture(Optional.empty());
        }
        Username name = user.username().get();
        return onboarding
                .isFree(name)
                .thenCompose(free -> free
                        ? arrive(user, name)
                                .thenCompose(person -> person.isEmpty()
                                        ? completedFuture(person)
                                        : identities
                                                .put(
                                                        identity,
                                                        new Known(
                                                                name,
                                                                person.get().userId()))
                                                .thenApply(_ -> person))
                        : completedFuture(Optional.empty()));
    }

    private CompletionStage<Optional<Principal.Person>> arrive(OidcUser user, Username name) {
        List<String> groups = user.groups().stream()
                .filter(group -> !group.isBlank() && group.length() <= UserGroup.MAX_NAME_LENGTH)
                .sorted()
                .toList();
        UserProfile profile = new UserProfile(user.email().orElse(""), name.value(), "");
        return onboarding
                .created(UserGroup.Kind.OIDC, groups)
                .thenCompose(ids -> onboarding.receive(
                        new Onboarding.Arrival(name, UserSource.OIDC, profile, ids, user.administrator())));
    }

    private static String identity(OidcUser user) {
        String text = user.issuer() + "\n" + user.subject();
        return DigestAlgorithm.SHA256
                .digestOf(text.getBytes(StandardCharsets.UTF_8))
                .encoded();
    }
}
