package org.shiplog.storage.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorRequestsTest {
    private static final String TARGET = "/api/v2.0/users/1/password";

    private final SecureRandom random = new SecureRandom();
    private EmbeddedPostgres postgres;
    private HikariDataSource pool;
    private OperatorRequests requests;

    @BeforeAll
    void start(@TempDir Path directory) {
        postgres = EmbeddedPostgres.start(directory);
        pool = Database.pool(postgres.address(), "operator", 2);
        Database.migrate(pool);
        requests = new OperatorRequests(pool, Runnable::run);
    }

    @AfterAll
    void stop() {
        pool.close();
        postgres.close();
    }

    private String announced(Duration lifetime) {
        return await(requests.announce("PUT", TARGET, random, lifetime));
    }

    private boolean take(String token, String method, String target) {
        return await(requests.take(token, method, target));
    }

    @Test
    void letsAnAnnouncedRequestThroughOnce() {
        String token = announced(Duration.ofSeconds(60));
        assertThat(OperatorRequests.isToken(token)).isTrue();
        assertThat(take(token, "PUT", TARGET)).isTrue();
        assertThat(take(token, "PUT", TARGET)).isFalse();
    }

    @Test
    void letsNoOtherRequestThroughAndUsesTheTokenUp() {
        for (String[] other : new String[][] {{"POST", TARGET}, {"PUT", TARGET + "?x=1"}, {"PUT", TARGET + "/"}}) {
            String token = announced(Duration.ofSeconds(60));
            assertThat(take(token, other[0], other[1])).isFalse();
            assertThat(take(token, "PUT", TARGET)).isFalse();
        }
    }

    @Test
    void letsNothingThroughThatComesTooLateOrWasNeverAnnounced() {
        assertThat(take(announced(Duration.ZERO), "PUT", TARGET)).isFalse();
        assertThat(take("operator_" + "A".repeat(43), "PUT", TARGET)).isFalse();
    }

    @Test
    void keepsNeitherTokensNorWhatHasExpired() throws SQLException {
        announced(Duration.ZERO);
        String token = announced(Duration.ofSeconds(60));
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FILTER (WHERE expires_at <= now()), string_agg(operator_request::text, ' ')"
                                + " FROM operator_request")) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
            assertThat(rows.getString(2)).doesNotContain(token).doesNotContain(token.substring(9));
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
