package org.shiplog.domain.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.aggregate.Query;

/**
 * Somebody who logs in.
 *
 * @param userId 0 while no user has the name
 * @param passwordHash Argon2id in PHC string form; empty for a user who is known elsewhere
 * @param systemAdmin made an administrator here
 * @param adminElsewhere counted among the administrators by the directory that knows the user
 * @param groups the ids of the groups that the user is in
 * @param cliSecretHash Argon2id in PHC string form; empty while there is none
 * @param lockedUntil until when logins were not looked at after too many had failed, the last time
 */
public record User(
        long userId,
        UserSource source,
        String passwordHash,
        boolean systemAdmin,
        boolean adminElsewhere,
        boolean enabled,
        List<Long> groups,
        String cliSecretHash,
        List<PersonalToken> tokens,
        Optional<Instant> lockedUntil) {
    /** The id of the administrator whom every registry has from its first start. */
    public static final long FIRST_ADMINISTRATOR = 1;

    static final User NONE =
            new User(0, UserSource.DATABASE, "", false, false, false, List.of(), "", List.of(), Optional.empty());

    public User {
        groups = List.copyOf(groups);
        tokens = List.copyOf(tokens);
    }

    public boolean exists() {
        return userId != 0;
    }

    /** Whom the user acts as. */
    public Principal.Person principal(Username name) {
        return new Principal.Person(userId, name.value(), systemAdmin || adminElsewhere, Set.copyOf(groups));
    }

    User withPassword(String hash) {
        return new User(
                userId, source, hash, systemAdmin, adminElsewhere, enabled, groups, cliSecretHash, tokens, lockedUntil);
    }

    User withCliSecret(String hash) {
        return new User(
                userId, source, passwordHash, systemAdmin, adminElsewhere, enabled, groups, hash, tokens, lockedUntil);
    }

    User withSystemAdmin(boolean granted) {
        return new User(
                userId,
                source,
                passwordHash,
                granted,
                adminElsewhere,
                enabled,
                groups,
                cliSecretHash,
                tokens,
                lockedUntil);
    }

    User withEnablement(boolean allowed) {
        return new User(
                userId,
                source,
                passwordHash,
                systemAdmin,
                adminElsewhere,
                allowed,
                groups,
                cliSecretHash,
                tokens,
                lockedUntil);
    }

    User withStanding(List<Long> nowIn, boolean administrator) {
        return new User(
                userId,
                source,
                passwordHash,
                systemAdmin,
                administrator,
                enabled,
                nowIn,
                cliSecretHash,
                tokens,
                lockedUntil);
    }

    User withLockout(Instant until) {
        return new User(
                userId,
                source,
                passwordHash,
                systemAdmin,
                adminElsewhere,
                enabled,
                groups,
                cliSecretHash,
                tokens,
                Optional.of(until));
    }

    User withTokens(List<PersonalToken> changed) {
        return new User(
                userId,
                source,
                passwordHash,
                systemAdmin,
                adminElsewhere,
                enabled,
                groups,
                cliSecretHash,
                changed,
                lockedUntil);
    }

    /** The user as registered; empty for an unknown name. */
    public record FindUser() implements Query<User, Optional<User>> {
        @Override
        public Optional<User> answer(User user) {
            return user.exists() ? Optional.of(user) : Optional.empty();
        }
    }
}
