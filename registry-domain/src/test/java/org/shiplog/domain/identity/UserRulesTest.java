package org.shiplog.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserCommand.ChangePassword;
import org.shiplog.domain.identity.UserCommand.RegisterUser;
import org.shiplog.domain.identity.UserEvent.PasswordChanged;
import org.shiplog.domain.identity.UserEvent.UserRegistered;
import org.shiplog.domain.identity.UserRefusal.UserExists;
import org.shiplog.domain.identity.UserRefusal.UserUnknown;

final class UserRulesTest {
    private static final UserRegistered ADMIN = new UserRegistered(1, UserSource.DATABASE, "$argon2id$one", true);
    private static final UserRegistered ALICE = new UserRegistered(2, UserSource.DATABASE, "$argon2id$one", false);
    private static final UserRegistered BOB = new UserRegistered(3, UserSource.OIDC, "", false);
    private static final PersonalToken TOKEN = new PersonalToken(
            "abcdefgh", "laptop", "$argon2id$token", Instant.EPOCH, Optional.of(Instant.ofEpochSecond(60)));

    private final DecisionFixture<User, UserCommand, UserEvent, UserRefusal> user = DecisionFixture.of(new UserRules());

    @Test
    void registersAUser() {
        user.when(new RegisterUser(1, UserSource.DATABASE, "$argon2id$one", true))
                .thenEvents(ADMIN);

        User registered = new FindUser().answer(user.state()).orElseThrow();
        assertThat(registered.passwordHash()).isEqualTo("$argon2id$one");
        assertThat(registered.principal(new Username("admin")))
                .isEqualTo(new Principal.Person(1, "admin", true, Set.of()));
    }

    @Test
    void refusesToRegisterAUserTwice() {
        user.given(ADMIN)
                .when(new RegisterUser(2, UserSource.DATABASE, "$argon2id$two", false))
                .thenRefused(new UserExists(1));
    }

    @Test
    void changesThePasswordAndNothingElse() {
        user.given(ADMIN)
                .when(new ChangePassword("$argon2id$two"))
                .thenEvents(new PasswordChanged("$argon2id$two"))
                .thenState(changed -> assertThat(changed.systemAdmin()).isTrue());
    }

    @Test
    void hasNothingToChangeWhenThePasswordHashIsTheSame() {
        user.given(ADMIN).when(new ChangePassword("$argon2id$one")).thenNothing();
    }

    @Test
    void refusesToChangeThePasswordOfNobody() {
        user.when(new ChangePassword("$argon2id$two")).thenRefused(new UserUnknown());

        assertThat(new FindUser().answer(user.state())).isEmpty();
    }

    @Test
    void refusesAPasswordForAUserWhoIsKnownElsewhere() {
        user.given(BOB)
                .when(new ChangePassword("$argon2id$two"))
                .thenRefused(new UserRefusal.PasswordElsewhere(UserSource.OIDC));
        user.when(new UserCommand.ChangeCliSecret("$argon2id$cli"))
                .thenEvents(new UserEvent.CliSecretChanged("$argon2id$cli"));
    }

    static Stream<UserCommand> againstTheFirstAdministrator() {
        return Stream.of(
                new UserCommand.DeleteUser(),
                new UserCommand.ChangeEnablement(false),
                new UserCommand.ChangeSystemAdmin(false));
    }

    @ParameterizedTest
    @MethodSource("againstTheFirstAdministrator")
    void keepsTheFirstAdministrator(UserCommand command) {
        user.given(ADMIN).when(command).thenRefused(new UserRefusal.FirstAdministrator());
    }

    @Test
    void makesAndUnmakesAdministrators() {
        user.given(ALICE)
                .when(new UserCommand.ChangeSystemAdmin(true))
                .thenEvents(new UserEvent.SystemAdminGranted())
                .thenState(admin -> assertThat(admin.systemAdmin()).isTrue());
        user.when(new UserCommand.ChangeSystemAdmin(false)).thenEvents(new UserEvent.SystemAdminRevoked());
    }

    @Test
    void replacesTheGroupsByWhatTheDirectorySays() {
        user.given(BOB).givenCommands(new UserCommand.ChangeStanding(List.of(9L, 7L, 7L), true));
        user.when(new UserCommand.ChangeStanding(List.of(7L), false))
                .thenEvents(new UserEvent.StandingChanged(List.of(7L, 9L), List.of(7L), false))
                .thenState(changed -> assertThat(changed.principal(new Username("bob")))
                        .isEqualTo(new Principal.Person(3, "bob", false, Set.of(7L))));
    }

    @Test
    void addsAndRevokesTokens() {
        user.given(ALICE).when(new UserCommand.AddToken(TOKEN)).thenEvents(new UserEvent.TokenAdded(TOKEN));
        user.when(new UserCommand.AddToken(
                        new PersonalToken("other", "laptop", "$argon2id$", Instant.EPOCH, Optional.empty())))
                .thenRefused(new UserRefusal.TokenExists("laptop"));
        user.when(new UserCommand.RevokeToken("abcdefgh")).thenEvents(new UserEvent.TokenRevoked("abcdefgh"));
        assertThat(user.state().tokens()).isEmpty();
        assertThat(TOKEN.isValidAt(Instant.ofEpochSecond(59))).isTrue();
        assertThat(TOKEN.isValidAt(Instant.ofEpochSecond(60))).isFalse();
    }

    @Test
    void limitsTokens() {
        user.given(ALICE);
        for (int i = 0; i < UserRules.MAX_TOKENS; i++) {
            user.givenCommands(new UserCommand.AddToken(
                    new PersonalToken("t" + i, "name " + i, "$argon2id$", Instant.EPOCH, Optional.empty())));
        }
        user.when(new UserCommand.AddToken(TOKEN)).thenRefused(new UserRefusal.TooManyTokens(UserRules.MAX_TOKENS));
    }

    @Test
    void disablesAndEnables() {
        user.given(ALICE)
                .when(new UserCommand.ChangeEnablement(false))
                .thenEvents(new UserEvent.UserDisabled())
                .thenState(disabled -> assertThat(disabled.enabled()).isFalse());
        user.when(new UserCommand.ChangeEnablement(true)).thenEvents(new UserEvent.UserEnabled());
    }

    @Test
    void notesALockoutOnce() {
        Instant until = Instant.ofEpochSecond(300);
        user.given(ALICE)
                .when(new UserCommand.NoteLockout(10, until))
                .thenEvents(new UserEvent.UserLockedOut(10, until));
        user.when(new UserCommand.NoteLockout(10, until)).thenNothing();
    }

    @Test
    void notesALockoutOfANameThatNobodyHas() {
        Instant until = Instant.ofEpochSecond(300);
        user.when(new UserCommand.NoteLockout(10, until)).thenEvents(new UserEvent.UserLockedOut(10, until));
        user.when(new UserCommand.NoteLockout(10, until)).thenNothing();
        assertThat(new FindUser().answer(user.state())).isEmpty();
        user.when(new ChangePassword("$argon2id$two")).thenRefused(new UserUnknown());
    }

    @Test
    void notesLockoutsFromManyAddressesOnceAMinute() {
        Instant until = Instant.ofEpochSecond(300);
        user.given(ALICE)
                .when(new UserCommand.NoteLockout(10, until))
                .thenEvents(new UserEvent.UserLockedOut(10, until));
        Instant soon = until.plus(UserRules.LOCKOUTS_APART).minusMillis(1);
        user.when(new UserCommand.NoteLockout(10, soon)).thenNothing();
        Instant later = until.plus(UserRules.LOCKOUTS_APART);
        user.when(new UserCommand.NoteLockout(10, later)).thenEvents(new UserEvent.UserLockedOut(10, later));
    }

    @Test
    void aDeletedUsersNameIsFreeForSomebodyElse() {
        user.given(ALICE).when(new UserCommand.DeleteUser()).thenEvents(new UserEvent.UserDeleted(2));
        user.when(new RegisterUser(4, UserSource.DATABASE, "$argon2id$", false))
                .thenState(other -> assertThat(other.userId()).isEqualTo(4));
        user.assertReplaysFromTheBeginning();
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "a", "anna@example.org", "J\u00f6rg M\u00fcller"})
    void acceptsUserNames(String text) {
        assertThat(Username.parse(text)).map(Username::value).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "a\"b", "a~b", "a#b", "a%b", "a$b", "a:b", "a/b", "a\nb", "a\u0000"})
    void rejectsWhatIsNoUserName(String text) {
        assertThat(Username.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Username(text));
    }

    @Test
    void limitsUserNamesTo255Characters() {
        assertThat(Username.parse("a".repeat(255))).isPresent();
        assertThat(Username.parse("a".repeat(256))).isEmpty();
    }
}
