package org.shiplog.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.PersonalToken;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.UserRules;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotFacts;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.domain.robot.RobotRules;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.http.NoWorkloads;
import org.shiplog.http.NobodyElse;
import org.shiplog.http.TestClock;
import org.shiplog.http.auth.Authenticator.Login;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.http.settings.LiveSettings;

class LoginsTest {
    private static final String HERE = "10.0.0.1";

    private final InMemoryEntities<Username, User, UserCommand, UserEvent, UserRefusal> users =
            new InMemoryEntities<>(new UserRules());
    private final InMemoryEntities<RobotName, Robot, RobotCommand, RobotEvent, RobotRefusal> robots =
            new InMemoryEntities<>(new RobotRules());
    private final InMemoryEntities<String, SystemSettings, SettingsCommand, SettingsEvent, SettingsRefusal> settings =
            new InMemoryEntities<>(new SystemSettings.Rules());
    private final TestClock clock = new TestClock();
    private final Passwords passwords = new Passwords(new SecureRandom());
    private final SecretChecks checks = new SecretChecks(passwords, new SecureRandom(), clock);
    private final Logins authenticator = new Logins(
            new Accounts(users, robots), NobodyElse.elsewhere(), checks, new LiveSettings(settings, clock), clock);

    @BeforeEach
    void register() {
        execute(new UserCommand.RegisterUser(1, UserSource.DATABASE, passwords.hash("right"), true));
    }

    @AfterEach
    void close() {
        checks.close();
    }

    @Test
    void acceptsTheRightPassword() {
        assertThat(login("alice", "right", HERE))
                .isEqualTo(new Login.Accepted(new Principal.Person(1, "alice", true, Set.of())));
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
        assertThat(users.happened()).last().satisfies(lockout -> {
            assertThat(lockout.event()).isInstanceOf(UserEvent.UserLockedOut.class);
            assertThat(lockout.provenance().principal()).isEqualTo("anonymous");
            assertThat(lockout.provenance().userAgent()).isEqualTo("docker/29");
            assertThat(lockout.provenance().requestId()).isEqualTo("r-1");
        });
        clock.advance(Duration.ofMinutes(1));
        assertThat(login("bob", "guess", HERE)).isEqualTo(new Login.Throttled(Duration.ofMinutes(4)));
        assertThat(login("bob", "guess", "10.0.0.2")).isEqualTo(new Login.Rejected());
        assertThat(login("alice", "right", HERE)).isInstanceOf(Login.Accepted.class);
        clock.advance(Duration.ofMinutes(4));
        assertThat(login("bob", "guess", HERE)).isEqualTo(new Login.Rejected());
    }

    @Test
    void countsSecretsOfAllKindsTogetherWhoeverTheNameIs() {
        for (String name : List.of("alice", "bob")) {
            for (int i = 0; i < LoginThrottle.LIMIT; i++) {
                login(name, "guess" + i, HERE);
            }
            String token = PersonalTokens.generate(new SecureRandom()).text();
            assertThat(login(name, token, HERE)).as(name).isInstanceOf(Login.Throttled.class);
        }
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
    void guessingIsNotedWithTheUserOnce() {
        for (int i = 0; i < LoginThrottle.LIMIT + 3; i++) {
            login("alice", "guess" + i, HERE);
        }
        assertThat(users.query(new Username("alice"), new User.FindUser())
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .lockedUntil())
                .contains(clock.instant().plus(LoginThrottle.WINDOW));
    }

    @Test
    void aDisabledUserIsAnUnknownOne() {
        execute(new UserCommand.RegisterUser(2, UserSource.DATABASE, passwords.hash("right"), false), "carol");
        execute(new UserCommand.ChangeEnablement(false), "carol");
        assertThat(login("carol", "right", HERE)).isEqualTo(new Login.Rejected());
        execute(new UserCommand.ChangeEnablement(true), "carol");
        assertThat(login("carol", "right", HERE)).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void aPersonalTokenStandsInForThePasswordUntilItExpires() {
        PersonalTokens.Fresh token = PersonalTokens.generate(new SecureRandom());
        execute(new UserCommand.AddToken(new PersonalToken(
                token.id(),
                "laptop",
                passwords.hash(token.text()),
                clock.instant(),
                Optional.of(clock.instant().plusSeconds(60)))));
        assertThat(login("alice", token.text(), HERE)).isInstanceOf(Login.Accepted.class);
        assertThat(login("bob", token.text(), HERE)).isEqualTo(new Login.Rejected());
        clock.advance(Duration.ofSeconds(60));
        assertThat(login("alice", token.text(), HERE)).isEqualTo(new Login.Rejected());
    }

    @Test
    void aRobotLogsInUnderThePrefixWithAnySecretThatHolds() {
        robot(new RobotCommand.CreateRobot(
                new RobotFacts(5, 0, RobotFacts.CreatorKind.USER, 1, clock.instant()),
                new RobotProfile("", true, 1, List.of(), List.of()),
                passwords.hash("one")));
        assertThat(login("robot$ci", "one", HERE)).isInstanceOf(Login.Accepted.class);
        assertThat(login("ci", "one", HERE)).isEqualTo(new Login.Rejected());
        assertThat(login("robot$other", "one", HERE)).isEqualTo(new Login.Rejected());
        robot(new RobotCommand.ReplaceSecret(
                passwords.hash("two"), Optional.of(clock.instant().plusSeconds(60))));
        assertThat(login("robot$ci", "one", HERE)).isInstanceOf(Login.Accepted.class);
        assertThat(login("robot$ci", "two", HERE)).isInstanceOf(Login.Accepted.class);
        clock.advance(Duration.ofSeconds(60));
        assertThat(login("robot$ci", "one", HERE)).isEqualTo(new Login.Rejected());
        clock.advance(Duration.ofDays(1));
        assertThat(login("robot$ci", "two", HERE)).isEqualTo(new Login.Rejected());
    }

    private void robot(RobotCommand command) {
        robots.execute(RobotName.parse("ci").orElseThrow(), command, provenance())
                .toCompletableFuture()
                .join();
    }

    @Test
    void aThousandLoginsWithOneSecretAreOneQuestion() {
        List<CompletableFuture<Login>> logins = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            logins.add(
                    authenticator.authenticate("alice", "right", request(HERE)).toCompletableFuture());
        }
        assertThat(logins).allMatch(login -> login.join() instanceof Login.Accepted);
    }

    @Test
    void sendsAwayWhomItCannotServeSoon() {
        List<CompletableFuture<Login>> logins = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            logins.add(authenticator
                    .authenticate("user" + i, "guess", request(HERE))
                    .toCompletableFuture());
        }
        Login busy = new Login.Throttled(Duration.ofSeconds(1));
        assertThat(logins).anyMatch(login -> login.isDone() && login.join().equals(busy));
        assertThat(login("alice", "right", "10.0.0.2"))
                .as("somebody elsewhere, at the same time")
                .isInstanceOf(Login.Accepted.class);
        assertThat(logins.getFirst().join()).isEqualTo(new Login.Rejected());
    }

    /** A name that is in memory is found sooner than one of which nothing is known. */
    @Test
    void doesNotShowHowLongANameWasLookedUp() {
        for (String name : List.of("alice", "nobody", "no body can be called so")) {
            long began = System.nanoTime();
            login(name, "wrong", HERE);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as(name)
                    .isGreaterThanOrEqualTo(SecretChecks.LOOKED_UP);
        }
    }

    @Test
    void asksADirectoryNoOftenerAtTheSameTimeThanInTurn() {
        SlowDirectory directory = new SlowDirectory();
        Logins logins = new Logins(
                new Accounts(users, robots),
                new Elsewhere(directory, new NoWorkloads(), new NobodyElse(), new NobodyElse(), new NobodyElse()),
                checks,
                new LiveSettings(settings, clock),
                clock);
        List<CompletableFuture<Login>> farm = new ArrayList<>();
        List<CompletableFuture<Login>> guesses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            farm.add(logins.authenticate("dora", "right", request(HERE)).toCompletableFuture());
            guesses.add(logins.authenticate("emil", "guess" + i, request(HERE)).toCompletableFuture());
        }
        assertThat(directory.asked.stream().filter(name -> name.equals("emil"))).hasSize(LoginThrottle.LIMIT);
        directory.answer.complete(Optional.of(new Principal.Person(7, "dora", false, Set.of())));
        assertThat(farm).allMatch(login -> login.join() instanceof Login.Accepted);
        assertThat(guesses).anyMatch(login -> login.join() instanceof Login.Throttled);
    }

    /** Answers everybody at once, when it is told to. */
    private static final class SlowDirectory implements DirectoryLogins {
        private final Queue<String> asked = new ConcurrentLinkedQueue<>();
        private final CompletableFuture<Optional<Principal.Person>> answer = new CompletableFuture<>();

        @Override
        public Optional<UserSource> source() {
            return Optional.of(UserSource.LDAP);
        }

        @Override
        public CompletionStage<Optional<Principal.Person>> login(Username username, String password) {
            asked.add(username.value());
            return answer;
        }
    }

    private static Provenance request(String address) {
        return new Provenance("anonymous", Instant.EPOCH, address, "docker/29", "r-1", "c-1");
    }

    private Login login(String username, String password, String address) {
        return authenticator
                .authenticate(username, password, request(address))
                .toCompletableFuture()
                .join();
    }

    private void execute(UserCommand command) {
        execute(command, "alice");
    }

    private static Provenance provenance() {
        return new Provenance(
                "test", Instant.EPOCH, "local", "", "", UUID.randomUUID().toString());
    }

    private void execute(UserCommand command, String name) {
        users.execute(new Username(name), command, provenance())
                .toCompletableFuture()
                .join();
    }
}
