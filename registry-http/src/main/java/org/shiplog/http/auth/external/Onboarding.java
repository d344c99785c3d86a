package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroupCommand.CreateGroup;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.group.UserGroups.FindGroups;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserCommand.ChangeStanding;
import org.shiplog.domain.identity.UserCommand.RegisterUser;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.storage.identity.UserProfile;

/**
 * Takes in people who have proved elsewhere who they are. What they are there, their groups and whether they administer, replaces
 * what was known of it before: nobody keeps a right by a group that they have left.
 */
public final class Onboarding {
    private final Newcomers newcomers;
    private final InstantSource clock;

    public Onboarding(Newcomers newcomers, InstantSource clock) {
        this.newcomers = newcomers;
        this.clock = clock;
    }

    /** @param groups ids of the groups that count here */
    public record Arrival(
            Username username, UserSource source, UserProfile profile, List<Long> groups, boolean administrator) {}

    /** Who has the name. */
    CompletionStage<Optional<User>> find(Username name) {
        return newcomers.users().query(name, new FindUser());
    }

    /** A new user; empty when somebody has the name, or it is reserved. */
    CompletionStage<Optional<Principal.Person>> takeIn(Arrival arrival) {
        if (Principal.isReserved(arrival.username().value())) {
            return completedFuture(Optional.empty());
        }
        return newcomers
                .userIds()
                .get()
                .thenCompose(id -> register(arrival, id)
                        .thenCompose(user -> user.filter(found -> found.userId() == id)
                                .map(found -> settle(arrival, found))
                                .orElseGet(() -> completedFuture(Optional.empty()))));
    }

    /** A user who is known; empty when they are gone or disabled. */
    CompletionStage<Optional<Principal.Person>> renew(Arrival arrival, long userId) {
        return find(arrival.username())
                .thenCompose(user -> user.filter(found -> found.userId() == userId)
                        .filter(User::enabled)
                        .map(found -> settle(arrival, found))
                        .orElseGet(() -> completedFuture(Optional.empty())));
    }

    /** The user is in no group from elsewhere any more, and no administrator by one. */
    CompletionStage<Void> leaveGroups(Username name) {
        return newcomers
                .users()
                .execute(name, new ChangeStanding(List.of(), false), provenance(new Principal.Registry().id()))
                .thenAccept(_ -> {});
    }

    /** The user, who is new if nobody has the name; empty when it is somebody else's or reserved, or the user is disabled. */
    public CompletionStage<Optional<Principal.Person>> receive(Arrival arrival) {
        if (Principal.isReserved(arrival.username().value())) {
            return completedFuture(Optional.empty());
        }
        return find(arrival.username())
                .thenCompose(known -> known.isPresent()
                        ? completedFuture(known)
                        : newcomers.userIds().get().thenCompose(id -> register(arrival, id)))
                .thenCompose(user -> user.filter(found -> found.source() == arrival.source())
                        .filter(User::enabled)
                        .map(found -> settle(arrival, found))
                        .orElseGet(() -> completedFuture(Optional.empty())));
    }

    /** Whoever was faster with the name has it. */
    private CompletionStage<Optional<User>> register(Arrival arrival, long id) {
        return newcomers
                .users()
                .execute(
                        arrival.username(),
                        new RegisterUser(id, arrival.source(), "", false),
                        provenance(arrival.username().value()))
                .thenCompose(_ -> find(arrival.username()));
    }

    private CompletionStage<Optional<Principal.Person>> settle(Arrival arrival, User user) {
        return newcomers
                .users()
                .execute(
                        arrival.username(),
                        new ChangeStanding(arrival.groups(), arrival.administrator()),
                        provenance(arrival.username().value()))
                .thenCompose(_ -> keepProfile(user.userId(), arrival.profile()))
                .thenCompose(_ -> find(arrival.username()))
                .thenApply(now -> now.filter(found -> found.userId() == user.userId())
                        .filter(User::enabled)
                        .map(found -> found.principal(arrival.username())));
    }

    /** A mail address that another user has is left out. */
    private CompletionStage<Boolean> keepProfile(long userId, UserProfile profile) {
        return newcomers.profiles().find(userId).thenCompose(known -> {
            UserProfile wanted = new UserProfile(profile.email(), profile.realname(), known.comment());
            if (known.equals(wanted)) {
                return completedFuture(true);
            }
            return newcomers
                    .profiles()
                    .put(userId, wanted)
                    .thenCompose(stored -> stored
                            ? completedFuture(true)
                            : newcomers
                                    .profiles()
                                    .put(userId, new UserProfile("", profile.realname(), known.comment())));
        });
    }

    /** The ids of those of the groups that are known here. */
    CompletionStage<List<Long>> known(UserGroup.Kind kind, List<String> names) {
        List<String> some = names.stream().limit(FindGroups.MAX_NAMES).toList();
        return newcomers.groups().query(UserGroupRules.ENTITY, new FindGroups(kind, some));
    }

    /** The ids of the groups; those that are not known here yet are created. */
    CompletionStage<List<Long>> created(UserGroup.Kind kind, List<String> names) {
        return known(kind, names).thenCompose(found -> {
            if (found.size() == Math.min(names.size(), FindGroups.MAX_NAMES)) {
                return completedFuture(found);
            }
            CompletionStage<Boolean> all = completedFuture(true);
            for (String name : names.stream().limit(FindGroups.MAX_NAMES).toList()) {
                all = all.thenCompose(_ -> create(kind, name));
            }
            return all.thenCompose(_ -> known(kind, names));
        });
    }

    private CompletionStage<Boolean> create(UserGroup.Kind kind, String name) {
        return known(kind, List.of(name))
                .thenCompose(found -> found.isEmpty() ? createNew(kind, name) : completedFuture(false));
    }

    private CompletionStage<Boolean> createNew(UserGroup.Kind kind, String name) {
        return newcomers
                .groupIds()
                .get()
                .thenCompose(id -> newcomers
                        .groups()
                        .execute(
                                UserGroupRules.ENTITY,
                                new CreateGroup(new UserGroup(id, kind, name, "")),
                                provenance(new Principal.Registry().id()))
                        .thenApply(outcome -> outcome instanceof Outcome.Accepted));
    }

    private Provenance provenance(String principal) {
        String id = UUID.randomUUID().toString();
        return new Provenance(principal, clock.instant(), "local", "", id, id);
    }
}
