package org.shiplog.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTest {
    private EmbeddedPostgres postgres;
    private HikariDataSource pool;

    @BeforeAll
    void start(@TempDir Path directory) {
        postgres = EmbeddedPostgres.start(directory);
        pool = Database.pool(postgres.address(), "test", 4);
    }

    @AfterAll
    void stop() {
        pool.close();
        postgres.close();
    }

    @Test
    void migratesOnceAlthoughTwoNodesStartTogether() throws SQLException {
        var one = CompletableFuture.runAsync(() -> Database.migrate(pool));
        var two = CompletableFuture.runAsync(() -> Database.migrate(pool));
        CompletableFuture.allOf(one, two).join();
        assertThat(number("SELECT count(*) FROM flyway_schema_history WHERE version = '9001' AND success"))
                .isEqualTo(1);
    }

    @Test
    void poolServesAgainByItselfAfterTheServerWasKilled() throws SQLException {
        assertThat(number("SELECT 7")).isEqualTo(7);
        ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> number("SELECT 7") == 7);
    }

    @Test
    void ordersTextByItsBytesAsTheDistributionApiWantsTags() throws SQLException {
        assertThat(number("SELECT CASE WHEN 'B' < 'a' AND 'a-b' < 'aa' THEN 1 ELSE 0 END"))
                .isEqualTo(1);
    }

    @Test
    void addressHidesCredentialsInWhateverPlaceTheyStand() {
        assertThat(new DatabaseAddress("jdbc:postgresql://db:5432/shiplog?user=a&password=secret"))
                .hasToString("jdbc:postgresql://db:5432/shiplog");
        assertThat(new DatabaseAddress("jdbc:postgresql://a:secret@db/shiplog"))
                .hasToString("jdbc:postgresql://db/shiplog");
        assertThatThrownBy(() -> new DatabaseAddress("jdbc:mysql://db/shiplog?password=secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    private long number(String sql) throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
