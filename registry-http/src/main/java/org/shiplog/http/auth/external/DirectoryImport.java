package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.ldap.LdapAnswer;
import org.shiplog.http.auth.ldap.LdapDirectory;
import org.shiplog.http.auth.ldap.LdapUser;
import org.shiplog.storage.identity.UserProfile;

/** Takes users from the directory who have not logged in yet, so that they can be given something before they come. */
public final class DirectoryImport {
    private final LiveDirectory directory;
    private final Onboarding onboarding;

    public DirectoryImport(LiveDirectory directory, Onboarding onboarding) {
        this.directory = directory;
        this.onboarding = onboarding;
    }

    /** What became of it. */
    public sealed interface Taken {
        record Known(Principal.Person person) implements Taken {}

        /** @param reason in words for whoever asked */
        record Refused(String reason) implements Taken {}

        /** @param reason for the log */
        record Unavailable(String reason) implements Taken {}
    }

    /** Whether users log in at the directory. */
    public boolean isOn() {
        return directory.isOn();
    }

    /** Whoever is known already stays as they are: their groups are what their last login said. */
    public CompletionStage<Taken> take(String uid) {
        return directory
                .now()
                .thenCompose(
                        found -> found.isEmpty() ? refused("the directory is not set up") : take(found.get(), uid));
    }

    private CompletionStage<Taken> take(LdapDirectory ldap, String uid) {
        return ldap.findUser(uid).thenCompose(answer -> switch (answer) {
            case LdapAnswer.Answered<Optional<LdapUser>>(Optional<LdapUser> user) ->
                user.map(this::introduce).orElseGet(() -> refused("unknown_user"));
            case LdapAnswer.Refused<Optional<LdapUser>>(String message) -> refused(message);
            case LdapAnswer.Unavailable<Optional<LdapUser>>(String reason) ->
                completedFuture(new Taken.Unavailable(reason));
        });
    }

    private CompletionStage<Taken> introduce(LdapUser user) {
        Optional<Username> name = Username.parse(user.username().toLowerCase(Locale.ROOT));
        if (name.isEmpty()) {
            return refused("the name cannot be a user's");
        }
        UserProfile profile = new UserProfile(user.email(), user.realname(), "");
        return onboarding
                .introduce(new Onboarding.Arrival(name.get(), UserSource.LDAP, profile, List.of(), false))
                .thenApply(person -> person.<Taken>map(Taken.Known::new)
                        .orElseGet(() -> new Taken.Refused("the name is another user's")));
    }

    private static CompletionStage<Taken> refused(String reason) {
        return completedFuture(new Taken.Refused(reason));
    }
}
