package org.shiplog.domain.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.identity.UserCommand.AddToken;
import org.shiplog.domain.identity.UserCommand.ChangeCliSecret;
import org.shiplog.domain.identity.UserCommand.ChangeEnablement;
import org.shiplog.domain.identity.UserCommand.ChangePassword;
import org.shiplog.domain.identity.UserCommand.ChangeStanding;
import org.shiplog.domain.identity.UserCommand.ChangeSystemAdmin;
import org.shiplog.domain.identity.UserCommand.DeleteUser;
import org.shiplog.domain.identity.UserCommand.NoteLockout;
import org.shiplog.domain.identity.UserCommand.RegisterUser;
import org.shiplog.domain.identity.UserCommand.RevokeToken;
import org.shiplog.domain.identity.UserEvent.CliSecretChanged;
import org.shiplog.domain.identity.UserEvent.PasswordChanged;
import org.shiplog.domain.identity.UserEvent.StandingChanged;
import org.shiplog.domain.identity.UserEvent.SystemAdminGranted;
import org.shiplog.domain.identity.UserEvent.SystemAdminRevoked;
import org.shiplog.domain.identity.UserEvent.TokenAdded;
import org.shiplog.domain.identity.UserEvent.TokenRevoked;
import org.shiplog.domain.identity.UserEvent.UserDeleted;
import org.shiplog.domain.identity.UserEvent.UserDisabled;
import org.shiplog.domain.identity.UserEvent.UserEnabled;
import org.shiplog.domain.identity.UserEvent.UserLockedOut;
import org.shiplog.domain.identity.UserEvent.UserRegistered;

/** How users come, prove who they are, and go. */
public final class UserRules implements Aggregate<User, UserCommand, UserEvent, UserRefusal> {
    /** Of one user at a time; those that have expired count until they are revoked. */
    static final int MAX_TOKENS = 50;

    /** A lockout that ends less than this later than the last one noted is not noted again. */
    static final Duration LOCKOUTS_APART = Duration.ofMinutes(1);

    @Override
    public User initial() {
        return User.NONE;
    }

    @Override
    public Decision<UserEvent, UserRefusal> decide(User user, UserCommand command) {
        if (command instanceof RegisterUser register) {
            return register(user, register);
        }
        if (command instanceof NoteLockout note) {
            return noteLockout(user, note);
        }
        if (!user.exists()) {
            return Decision.refuse(new UserRefusal.UserUnknown());
        }
        return switch (command) {
            case RegisterUser register -> register(user, register);
            case ChangePassword(String hash) -> changePassword(user, hash);
            case ChangeCliSecret(String hash) ->
                user.cliSecretHash().equals(hash) ? Decision.accept() : Decision.accept(new CliSecretChanged(hash));
            case ChangeSystemAdmin(boolean granted) -> changeSystemAdmin(user, granted);
            case ChangeEnablement(boolean enabled) -> changeEnablement(user, enabled);
            case ChangeStanding(List<Long> groups, boolean systemAdmin) -> changeStanding(user, groups, systemAdmin);
            case AddToken(PersonalToken token) -> addToken(user, token);
            case RevokeToken(String tokenId) ->
                user.tokens().stream().anyMatch(token -> token.id().equals(tokenId))
                        ? Decision.accept(new TokenRevoked(tokenId))
                        : Decision.refuse(new UserRefusal.TokenUnknown());
            case NoteLockout note -> noteLockout(user, note);
            case DeleteUser _ ->
                isFirst(user)
                        ? Decision.refuse(new UserRefusal.FirstAdministrator())
                        : Decision.accept(new UserDeleted(user.userId()));
        };
    }

    private static Decision<UserEvent, UserRefusal> register(User user, RegisterUser register) {
        return user.exists()
                ? Decision.refuse(new UserRefusal.UserExists(user.userId()))
                : Decision.accept(new UserRegistered(
                        register.userId(), register.source(), register.passwordHash(), register.systemAdmin()));
    }

    private static Decision<UserEvent, UserRefusal> changePassword(User user, String hash) {
        if (user.source() != UserSource.DATABASE) {
            return Decision.refuse(new UserRefusal.PasswordElsewhere(user.source()));
        }
        return user.passwordHash().equals(hash) ? Decision.accept() : Decision.accept(new PasswordChanged(hash));
    }

    private static Decision<UserEvent, UserRefusal> changeSystemAdmin(User user, boolean granted) {
        if (isFirst(user) && !granted) {
            return Decision.refuse(new UserRefusal.FirstAdministrator());
        }
        if (user.systemAdmin() == granted) {
            return Decision.accept();
        }
        return Decision.accept(granted ? new SystemAdminGranted() : new SystemAdminRevoked());
    }

    private static Decision<UserEvent, UserRefusal> changeEnablement(User user, boolean enabled) {
        if (isFirst(user) && !enabled) {
            return Decision.refuse(new UserRefusal.FirstAdministrator());
        }
        if (user.enabled() == enabled) {
            return Decision.accept();
        }
        return Decision.accept(enabled ? new UserEnabled() : new UserDisabled());
    }

    private static Decision<UserEvent, UserRefusal> changeStanding(User user, List<Long> groups, boolean systemAdmin) {
        return user.groups().equals(groups) && user.adminElsewhere() == systemAdmin
                ? Decision.accept()
                : Decision.accept(new StandingChanged(user.groups(), groups, systemAdmin));
    }

    private static Decision<UserEvent, UserRefusal> addToken(User user, PersonalToken token) {
        if (user.tokens().contains(token)) {
            return Decision.accept();
        }
        if (user.tokens().size() >= MAX_TOKENS) {
            return Decision.refuse(new UserRefusal.TooManyTokens(MAX_TOKENS));
        }
        boolean taken = user.tokens().stream()
                .anyMatch(
                        other -> other.name().equals(token.name()) || other.id().equals(token.id()));
        return taken
                ? Decision.refuse(new UserRefusal.TokenExists(token.name()))
                : Decision.accept(new TokenAdded(token));
    }

    /** Also of a name that nobody has: who guesses does not know. */
    private static Decision<UserEvent, UserRefusal> noteLockout(User user, NoteLockout note) {
        return isNoted(user, note.until())
                ? Decision.accept()
                : Decision.accept(new UserLockedOut(note.failures(), note.until()));
    }

    /** Who guesses from many addresses must not fill the journal: they are in it once in a while. */
    private static boolean isNoted(User user, Instant until) {
        return user.lockedUntil()
                .filter(known -> until.isBefore(known.plus(LOCKOUTS_APART)))
                .isPresent();
    }

    private static boolean isFirst(User user) {
        return user.userId() == User.FIRST_ADMINISTRATOR;
    }

    @Override
    public User evolve(User user, UserEvent event) {
        return switch (event) {
            case UserRegistered registered ->
                new User(
                        registered.userId(),
                        registered.source(),
                        registered.passwordHash(),
                        registered.systemAdmin(),
                        false,
                        true,
                        List.of(),
                        "",
                        List.of(),
                        Optional.empty());
            case PasswordChanged(String hash) -> user.withPassword(hash);
            case CliSecretChanged(String hash) -> user.withCliSecret(hash);
            case SystemAdminGranted _ -> user.withSystemAdmin(true);
            case SystemAdminRevoked _ -> user.withSystemAdmin(false);
            case UserDisabled _ -> user.withEnablement(false);
            case UserEnabled _ -> user.withEnablement(true);
            case StandingChanged changed -> user.withStanding(changed.groups(), changed.systemAdmin());
            case TokenAdded(PersonalToken token) ->
                user.withTokens(
                        Stream.concat(user.tokens().stream(), Stream.of(token)).toList());
            case TokenRevoked(String tokenId) ->
                user.withTokens(user.tokens().stream()
                        .filter(token -> !token.id().equals(tokenId))
                        .toList());
            case UserLockedOut locked -> user.withLockout(locked.until());
            case UserDeleted _ -> User.NONE;
        };
    }
}
