package org.shiplog.domain.identity;

import java.time.Instant;
import java.util.List;

public sealed interface UserCommand {
    /**
     * @param userId never used twice
     * @param passwordHash empty for a user who is known elsewhere
     */
    record RegisterUser(long userId, UserSource source, String passwordHash, boolean systemAdmin)
            implements UserCommand {}

    record ChangePassword(String passwordHash) implements UserCommand {}

    /** An empty hash takes the secret away. */
    record ChangeCliSecret(String hash) implements UserCommand {}

    record ChangeSystemAdmin(boolean systemAdmin) implements UserCommand {}

    record ChangeEnablement(boolean enabled) implements UserCommand {}

    /**
     * What a directory says of the user, which replaces what it said before.
     *
     * @param groups the ids of the groups that the user is in now
     */
    record ChangeStanding(List<Long> groups, boolean systemAdmin) implements UserCommand {
        public ChangeStanding {
            groups = groups.stream().distinct().sorted().toList();
        }
    }

    record AddToken(PersonalToken token) implements UserCommand {}

    record RevokeToken(String tokenId) implements UserCommand {}

    /** Logins under the name are not looked at any more until then, because too many failed. */
    record NoteLockout(int failures, Instant until) implements UserCommand {}

    record DeleteUser() implements UserCommand {}
}
