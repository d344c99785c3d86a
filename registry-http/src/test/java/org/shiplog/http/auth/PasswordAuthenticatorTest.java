package org.shiplog.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.UserCommand;
import org.shiplog.domain.identity.User.UserEvent;
import org.shiplog.domain.identity.User.UserRefusal;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.TestClock;
import org.shiplog.http.auth.Authenticator.Login;
import org.shiplog.http.oci.InMemoryEntities;

class PasswordAuthenticatorTest {
    private static final String HERE = "10.0.0.1";

    private final InMemoryEntities<Username, User, UserCommand, UserEvent, UserRefusal> users =
            new InMemoryEntities<>(new User.Rules());
    private final TestClock clock = new TestClock();
    private final Passwords passwords = new Passwords(new SecureRandom());
    private final PasswordAuthenticator authenticator =
            new PasswordAuthenticator(users, passwords, new SecureRandom(), clock);

    @BeforeEach
    void register() {
        execute(new UserCommand.RegisterUser(passwords.hash("right"), true));
    }

    @AfterEach
    void close() {
        authenticator.close();
    }

    @Test
    void acceptsTheRightPassword() {
        assertThat(login("alice", "right", HERE))
                .isEqualTo(new Login.Accepted(new Principal.Authenticated("alice", true)));
    }

    @Test
    void rejectsUnknownUsersLikeWrongPasswords() {
        assertThat(login("alice", "wrong", HERE)).isEqualTo(new Login.Rejected());
        assertThat(login("bob", "right", HERE)).isEqualTo(new Login.Rejected());
        assertThat(login("*)(uid=*", "right", HERE)).isEqualTo(new Login.Rejected());
        assertThat(login("", "", HERE)).isEqualTo(new Login.Rejected());
    }

    @Test
    void aChangedPasswordHoldsAtOnce() {
        login("alice", "right", HERE);
        execute(new UserCommand.ChangePassword(passwords.hash("new")));
        assertThat(login("alice", "right", HERE)).isEqualTo(new Login.Rejected());
        assertThat(login("alice", "new", HERE)).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void throttlesGuessingByNameAndAddressUntilTheWindowIsOver() {
        for (int i = 0; i < LoginThrottle.LIMIT; i++) {
            assertThat(login("bob", "guess" + i, HERE)).isEqualTo(new Login.Rejected());
        }
        clock.advance(Duration.ofMinutes(1));
        assertThat(login("bob", "guess", HERE)).isEqualTo(new Login.Throttled(Duration.ofMinutes(4)));
        assertThat(login("bob", "guess", "10.0.0.2")).isEqualTo(new Login.Rejected());
        assertThat(login("alice", "right", HERE)).isInstanceOf(Login.Accepted.class);
        clock.advance(Duration.ofMinutes(4));
        assertThat(login("bob", "guess", HERE)).isEqualTo(new Login.Rejected());
    }

    @Test
    void aSuccessForgivesFailures() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < LoginThrottle.LIMIT - 1; i++) {
                login("alice", "wrong" + i, HERE);
            }
            clock.advance(Duration.ofSeconds(1));
            execute(new UserCommand.ChangePassword(passwords.hash("right")));
            assertThat(login("alice", "right", HERE)).isInstanceOf(Login.Accepted.class);
        }
    }

    @Test
    void whoeverWasRightBeforeIsNotLockedOutByGuessers() {
        login("alice", "right", HERE);
        for (int i = 0; i < LoginThrottle.LIMIT; i++) {
            login("alice", "guess" + i, HERE);
        }
        assertThat(login("alice", "guess", HERE)).isInstanceOf(Login.Throttled.class);
        assertThat(login("alice", "right", HERE)).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void sendsAwayWhomItCannotServeSoon() {
        List<CompletableFuture<Login>> logins = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            logins.add(authenticator.authenticate("user" + i, "guess", HERE).toCompletableFuture());
        }
        Login busy = new Login.Throttled(Duration.ofSeconds(1));
        assertThat(logins).anyMatch(login -> login.isDone() && login.join().equals(busy));
        assertThat(logins.getFirst().join()).isEqualTo(new Login.Rejected());
    }

    private Login login(String username, String password, String address) {
        return authenticator
                .authenticate(username, password, address)
                .toCompletableFuture()
                .join();
    }

    private void execute(UserCommand command) {
        Provenance provenance = new Provenance(
                "test", Instant.EPOCH, "local", "", "", UUID.randomUUID().toString());
        users.execute(new Username("alice"), command, provenance)
                .toCompletableFuture()
                .join();
    }
}
