package org.shiplog.storage.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.domain.identity.Username;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresIdentityTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final SessionKey KEY = SessionKey.of("a session's id");

    private EmbeddedPostgres postgres;
    private HikariDataSource pool;
    private UserProfiles profiles;
    private LoginSessions sessions;

    @BeforeAll
    void start(@TempDir Path directory) {
        postgres = EmbeddedPostgres.start(directory);
        pool = Database.pool(postgres.address(), "identity", 4);
        Database.migrate(pool);
        profiles = new PostgresUserProfiles(pool, Runnable::run);
        sessions = new PostgresLoginSessions(pool, Runnable::run);
    }

    @AfterAll
    void stop() {
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE user_profile, login_session");
        }
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void keepsTheLatestProfile() {
        assertThat(now(profiles.put(5, new UserProfile("a@example.org", "A", ""))))
                .isTrue();
        assertThat(now(profiles.put(5, new UserProfile("b@example.org", "B", "new"))))
                .isTrue();
        assertThat(now(profiles.find(5))).isEqualTo(new UserProfile("b@example.org", "B", "new"));
        assertThat(now(profiles.find(6))).isEqualTo(UserProfile.NONE);
    }

    @Test
    void givesNoMailAddressToTwoUsers() {
        now(profiles.put(5, new UserProfile("a@example.org", "A", "")));
        assertThat(now(profiles.put(6, new UserProfile("A@Example.org", "B", ""))))
                .isFalse();
        assertThat(now(profiles.find(6))).isEqualTo(UserProfile.NONE);
        assertThat(now(profiles.isTaken("A@EXAMPLE.ORG"))).isTrue();
        assertThat(now(profiles.isTaken("other@example.org"))).isFalse();
    }

    @Test
    void letsManyUsersHaveNoMailAddress() {
        assertThat(now(profiles.put(5, UserProfile.NONE))).isTrue();
        assertThat(now(profiles.put(6, UserProfile.NONE))).isTrue();
        assertThat(now(profiles.isTaken(""))).isFalse();
    }

    @Test
    void forgetsAUser() {
        now(profiles.put(5, new UserProfile("a@example.org", "A", "")));
        now(profiles.erase(5));
        assertThat(now(profiles.find(5))).isEqualTo(UserProfile.NONE);
        assertThat(now(profiles.put(6, new UserProfile("a@example.org", "A", ""))))
                .isTrue();
    }

    @Test
    void forgetsWithAUserWhoVouchesForThem() {
        ExternalIdentities identities = new ExternalIdentities(pool, Runnable::run);
        ExternalStandings standings = new ExternalStandings(pool, Runnable::run);
        now(identities.put("of five", new ExternalIdentities.Known(new Username("five"), 5)));
        now(identities.put("of six", new ExternalIdentities.Known(new Username("six"), 6)));
        now(standings.put(5, new ExternalStandings.Standing(NOON, Optional.of("sealed"))));
        now(profiles.erase(5));
        assertThat(now(identities.find("of five"))).isEmpty();
        assertThat(now(identities.find("of six"))).isPresent();
        assertThat(now(standings.find(5))).isEmpty();
    }

    @Test
    void keepsArrivalsForAWhile() {
        ExternalArrivals arrivals = new ExternalArrivals(pool, Runnable::run);
        now(arrivals.create(KEY, "sealed", NOON));
        assertThat(now(arrivals.find(KEY, NOON.minusSeconds(1)))).contains("sealed");
        assertThat(now(arrivals.find(KEY, NOON))).isEmpty();
        assertThat(now(arrivals.clean(NOON.minusSeconds(1)))).isZero();
        assertThat(now(arrivals.clean(NOON))).isEqualTo(1);
    }

    @Test
    void saysNothingPersonalInText() {
        assertThat(new UserProfile("a@example.org", "Ada", "tall")).hasToString("UserProfile[…]");
    }

    private static LoginSession session(long userId) {
        return new LoginSession(userId, new Username("alice"), NOON, NOON, NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void findsASessionUntilItIsEnded() {
        now(sessions.create(KEY, session(7)));
        assertThat(now(sessions.find(KEY))).contains(session(7));
        assertThat(now(sessions.find(SessionKey.of("another")))).isEmpty();
        now(sessions.end(KEY));
        assertThat(now(sessions.find(KEY))).isEmpty();
    }

    @Test
    void prolongsASessionAndRevivesNone() {
        now(sessions.create(KEY, session(7)));
        Instant later = NOON.plus(Duration.ofMinutes(30));
        Instant end = later.plus(Duration.ofHours(1));
        now(sessions.touch(KEY, later, end));
        assertThat(now(sessions.find(KEY))).contains(new LoginSession(7, new Username("alice"), NOON, later, end));
        now(sessions.end(KEY));
        now(sessions.touch(KEY, later, end));
        assertThat(now(sessions.find(KEY))).isEmpty();
    }

    @Test
    void endsAllSessionsOfOneUser() {
        SessionKey second = SessionKey.of("second");
        SessionKey others = SessionKey.of("others");
        now(sessions.create(KEY, session(7)));
        now(sessions.create(second, session(7)));
        now(sessions.create(others, session(8)));
        now(sessions.endAll(7));
        assertThat(now(sessions.find(KEY))).isEmpty();
        assertThat(now(sessions.find(second))).isEmpty();
        assertThat(now(sessions.find(others))).isPresent();
    }

    @Test
    void cleansUpWhatHasExpired() {
        now(sessions.create(KEY, session(7)));
        assertThat(now(sessions.clean(NOON.plus(Duration.ofMinutes(59))))).isZero();
        assertThat(now(sessions.clean(NOON.plus(Duration.ofMinutes(60))))).isEqualTo(1);
        assertThat(now(sessions.find(KEY))).isEmpty();
    }
}
