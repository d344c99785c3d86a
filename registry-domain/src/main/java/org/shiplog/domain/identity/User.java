package org.shiplog.domain.identity;

import java.util.Optional;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Query;

/**
 * A user who logs in with a password.
 *
 * @param passwordHash Argon2id in PHC string form; empty while no such user exists
 */
public record User(String passwordHash, boolean systemAdmin) {
    static final User NONE = new User("", false);

    public boolean exists() {
        return !passwordHash.isEmpty();
    }

    public sealed interface UserCommand {
        record RegisterUser(String passwordHash, boolean systemAdmin) implements UserCommand {}

        record ChangePassword(String passwordHash) implements UserCommand {}
    }

    public sealed interface UserRefusal {
        record UserExists() implements UserRefusal {}

        record UserUnknown() implements UserRefusal {}
    }

    public sealed interface UserEvent {
        record UserRegistered(String passwordHash, boolean systemAdmin) implements UserEvent {}

        record PasswordChanged(String passwordHash) implements UserEvent {}
    }

    /** The user as registered; empty for an unknown name. */
    public record FindUser() implements Query<User, Optional<User>> {
        @Override
        public Optional<User> answer(User user) {
            return user.exists() ? Optional.of(user) : Optional.empty();
        }
    }

    public static final class Rules implements Aggregate<User, UserCommand, UserEvent, UserRefusal> {
        @Override
        public User initial() {
            return NONE;
        }

        @Override
        public Decision<UserEvent, UserRefusal> decide(User user, UserCommand command) {
            return switch (command) {
                case UserCommand.RegisterUser register ->
                    user.exists()
                            ? Decision.refuse(new UserRefusal.UserExists())
                            : Decision.accept(
                                    new UserEvent.UserRegistered(register.passwordHash(), register.systemAdmin()));
                case UserCommand.ChangePassword change -> changePassword(user, change.passwordHash());
            };
        }

        private static Decision<UserEvent, UserRefusal> changePassword(User user, String passwordHash) {
            if (!user.exists()) {
                return Decision.refuse(new UserRefusal.UserUnknown());
            }
            return user.passwordHash().equals(passwordHash)
                    ? Decision.accept()
                    : Decision.accept(new UserEvent.PasswordChanged(passwordHash));
        }

        @Override
        public User evolve(User user, UserEvent event) {
            return switch (event) {
                case UserEvent.UserRegistered registered ->
                    new User(registered.passwordHash(), registered.systemAdmin());
                case UserEvent.PasswordChanged changed -> new User(changed.passwordHash(), user.systemAdmin());
            };
        }
    }
}
