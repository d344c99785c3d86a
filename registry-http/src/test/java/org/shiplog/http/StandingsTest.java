package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.provenance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserCommand.ChangeStanding;
import org.shiplog.domain.identity.UserCommand.RegisterUser;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.UserRules;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.domain.robot.RobotRules;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.auth.Standings.Use;
import org.shiplog.http.auth.external.Departures;
import org.shiplog.http.auth.external.LiveStandings;
import org.shiplog.http.auth.external.Newcomers;
import org.shiplog.http.auth.external.Onboarding;
import org.shiplog.http.auth.external.Voucher;
import org.shiplog.http.auth.external.Voucher.Answer;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.ExternalStandings.Standing;
import org.shiplog.storage.identity.LoginSession;
import org.shiplog.storage.identity.SessionKey;

/** How long somebody from elsewhere is believed to be what they were. */
class StandingsTest {
    private static final AtomicLong LAST_USER = new AtomicLong(7_000);
    private static final Username ERIN = new Username("erin");
    private static final SessionKey SESSION = SessionKey.of("a browser");
    private static final Duration FRESH = Duration.ofMinutes(4);
    private static final Duration REMEMBERED = Duration.ofSeconds(31);

    private final TestClock clock = new TestClock();
    private final InMemoryEntities<Username, User, UserCommand, UserEvent, UserRefusal> users =
            new InMemoryEntities<>(new UserRules());
    private final InMemoryEntities<RobotName, Robot, RobotCommand, RobotEvent, RobotRefusal> robots =
            new InMemoryEntities<>(new RobotRules());
    private final InMemorySessions sessions = new InMemorySessions();
    private final ExternalStandings store = new ExternalStandings(TestDatabase.get(), Runnable::run);
    private final long userId = LAST_USER.incrementAndGet();
    private final AtomicInteger asked = new AtomicInteger();
    private Answer answer = Answer.STANDS;
    private final LiveStandings standings = standings();

    private LiveStandings standings() {
        Onboarding onboarding = new Onboarding(
                new Newcomers(
                        users,
                        new InMemoryEntities<>(new UserGroupRules()),
                        new InMemoryProfiles(),
                        () -> CompletableFuture.completedFuture(0L),
                        () -> CompletableFuture.completedFuture(0L)),
                clock);
        Voucher never = (_, _, _) -> CompletableFuture.failedFuture(new AssertionError("not to be asked"));
        return new LiveStandings(
                new Accounts(users, robots),
                store,
                new LiveStandings.Vouchers((name, _, _) -> vouch(name), never, never, never),
                new Departures(onboarding, store, sessions),
                clock);
    }

    /** As the directory does: what is said is noted before it is answered. */
    private CompletionStage<Answer> vouch(Username name) {
        asked.incrementAndGet();
        if (answer == Answer.STANDS) {
            await(users.execute(name, new ChangeStanding(List.of(2L), false), provenance()));
            await(store.put(userId, new Standing(clock.instant(), Optional.empty())));
        }
        return CompletableFuture.completedFuture(answer);
    }

    @BeforeEach
    void erinLogsIn() {
        await(users.execute(ERIN, new RegisterUser(userId, UserSource.LDAP, "", false), provenance()));
        await(users.execute(ERIN, new ChangeStanding(List.of(1L), true), provenance()));
        await(store.put(userId, new Standing(clock.instant(), Optional.empty())));
        await(sessions.create(
                SESSION,
                new LoginSession(
                        userId,
                        ERIN,
                        clock.instant(),
                        clock.instant(),
                        clock.instant().plus(Duration.ofDays(1)))));
    }

    private Optional<Principal.Person> confirm(Use use) {
        return await(
                standings.confirm(ERIN, await(users.query(ERIN, new FindUser())).orElseThrow(), use));
    }

    @Test
    void believesALoginForSomeMinutes() {
        clock.advance(FRESH);
        assertThat(confirm(Use.SECRET))
                .hasValueSatisfying(person -> assertThat(person.groups()).containsExactly(1L));
        assertThat(asked).hasValue(0);
    }

    @Test
    void asksAgainThenAndTakesOverWhatIsSaid() {
        clock.advance(LiveStandings.MAX_AGE);
        assertThat(confirm(Use.SECRET)).hasValueSatisfying(person -> {
            assertThat(person.groups()).containsExactly(2L);
            assertThat(person.systemAdmin()).isFalse();
        });
        clock.advance(FRESH);
        confirm(Use.SECRET);
        assertThat(asked).hasValue(1);
    }

    @Test
    void takesEverythingFromWhoIsGone() {
        clock.advance(LiveStandings.MAX_AGE);
        answer = Answer.GONE;
        assertThat(confirm(Use.SECRET)).isEmpty();
        assertThat(confirm(Use.BEGUN)).isEmpty();
        User erin = await(users.query(ERIN, new FindUser())).orElseThrow();
        assertThat(erin.groups()).isEmpty();
        assertThat(erin.adminElsewhere()).isFalse();
        assertThat(await(sessions.find(SESSION))).isEmpty();
        assertThat(await(store.find(userId))).isEmpty();
    }

    @Test
    void knowsWhoCameBackAtOnce() {
        clock.advance(LiveStandings.MAX_AGE);
        answer = Answer.GONE;
        confirm(Use.SECRET);
        answer = Answer.STANDS;
        assertThat(confirm(Use.SECRET)).isPresent();
    }

    @Test
    void goesOnWithTheLastAnswerForHalfAnHourOfSilence() {
        answer = Answer.SILENT;
        clock.advance(LiveStandings.MAX_AGE_IN_SILENCE.minus(REMEMBERED));
        assertThat(confirm(Use.SECRET)).isPresent();
        clock.advance(REMEMBERED);
        assertThatThrownBy(() -> confirm(Use.SECRET)).hasRootCauseInstanceOf(EntityUnavailableException.class);
    }

    @Test
    void letsWhatHasBegunGoOnWhereNobodyCanBeAsked() {
        clock.advance(LiveStandings.MAX_AGE);
        answer = Answer.PAST;
        assertThat(confirm(Use.SECRET)).isEmpty();
        assertThat(confirm(Use.BEGUN)).isPresent();
    }

    @Test
    void asksNobodyAboutTheRegistrysOwnUsers() {
        Username own = new Username("own");
        await(users.execute(own, new RegisterUser(1, UserSource.DATABASE, "", true), provenance()));
        User user = await(users.query(own, new FindUser())).orElseThrow();
        assertThat(await(standings.confirm(own, user, Use.SECRET))).contains(user.principal(own));
    }

    @Test
    void givesTheTurnToAskToOneAtATime() {
        Standing kept = new Standing(clock.instant(), Optional.of("sealed"));
        await(store.put(userId, kept));
        assertThat(turn(kept)).isTrue();
        assertThat(turn(kept)).as("while another one asks").isFalse();
        clock.advance(Duration.ofSeconds(31));
        assertThat(turn(kept)).as("after that one got lost").isTrue();
        await(store.put(userId, new Standing(clock.instant(), Optional.of("sealed anew"))));
        assertThat(turn(kept)).as("with a token that was replaced").isFalse();
    }

    private boolean turn(Standing known) {
        return await(
                store.takeTurn(userId, known, clock.instant(), clock.instant().plus(Duration.ofSeconds(30))));
    }
}
