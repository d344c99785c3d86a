package org.shiplog.domain.identity;

import java.time.Instant;
import java.util.List;

public sealed interface UserEvent {
    record UserRegistered(long userId, UserSource source, String passwordHash, boolean systemAdmin)
            implements UserEvent {}

    record PasswordChanged(String passwordHash) implements UserEvent {}

    record CliSecretChanged(String hash) implements UserEvent {}

    record SystemAdminGranted() implements UserEvent {}

    record SystemAdminRevoked() implements UserEvent {}

    record UserDisabled() implements UserEvent {}

    record UserEnabled() implements UserEvent {}

    /** @param systemAdmin whether the directory counts the user among the administrators */
    record StandingChanged(List<Long> formerGroups, List<Long> groups, boolean systemAdmin) implements UserEvent {
        public StandingChanged {
            formerGroups = List.copyOf(formerGroups);
            groups = List.copyOf(groups);
        }
    }

    record TokenAdded(PersonalToken token) implements UserEvent {}

    record TokenRevoked(String tokenId) implements UserEvent {}

    /** By whom is in its provenance: who tried, not the user. */
    record UserLockedOut(int failures, Instant until) implements UserEvent {}

    record UserDeleted(long userId) implements UserEvent {}
}
