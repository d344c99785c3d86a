package org.shiplog.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.User.UserCommand;
import org.shiplog.domain.identity.User.UserCommand.ChangePassword;
import org.shiplog.domain.identity.User.UserCommand.RegisterUser;
import org.shiplog.domain.identity.User.UserEvent;
import org.shiplog.domain.identity.User.UserEvent.PasswordChanged;
import org.shiplog.domain.identity.User.UserEvent.UserRegistered;
import org.shiplog.domain.identity.User.UserRefusal;
import org.shiplog.domain.identity.User.UserRefusal.UserExists;
import org.shiplog.domain.identity.User.UserRefusal.UserUnknown;

final class UserRulesTest {
    private static final UserRegistered ADMIN = new UserRegistered("$argon2id$one", true);

    private final DecisionFixture<User, UserCommand, UserEvent, UserRefusal> user =
            DecisionFixture.of(new User.Rules());

    @Test
    void registersAUser() {
        user.when(new RegisterUser("$argon2id$one", true)).thenEvents(ADMIN);

        assertThat(new FindUser().answer(user.state())).contains(new User("$argon2id$one", true));
    }

    @Test
    void refusesToRegisterAUserTwice() {
        user.given(ADMIN).when(new RegisterUser("$argon2id$two", false)).thenRefused(new UserExists());
    }

    @Test
    void changesThePasswordAndNothingElse() {
        user.given(ADMIN)
                .when(new ChangePassword("$argon2id$two"))
                .thenEvents(new PasswordChanged("$argon2id$two"))
                .thenState(changed -> assertThat(changed).isEqualTo(new User("$argon2id$two", true)));
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
