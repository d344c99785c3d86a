package org.shiplog.storage.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
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
class SettingSecretsTest {
    private EmbeddedPostgres postgres;
    private HikariDataSource pool;
    private SettingSecrets secrets;

    @BeforeAll
    void start(@TempDir Path directory) {
        postgres = EmbeddedPostgres.start(directory);
        pool = Database.pool(postgres.address(), "secrets", 2);
        Database.migrate(pool);
        secrets = new SettingSecrets(pool, Runnable::run, new SecureRandom());
    }

    @AfterAll
    void stop() {
        pool.close();
        postgres.close();
    }

    @Test
    void givesBackAValueUnderAMarkerThatSaysNothingOfIt() {
        String marker = await(secrets.keep("oidc_client_secret", "s3cr3t", Optional.empty()));
        assertThat(marker).matches("#[0-9a-f]{16}");
        assertThat(await(secrets.find(marker))).contains("s3cr3t");
    }

    @Test
    void givesTheSameValueAnotherMarkerEachTime() {
        String one = await(secrets.keep("oidc_client_secret", "same", Optional.empty()));
        assertThat(await(secrets.keep("oidc_client_secret", "same", Optional.of(one))))
                .isNotEqualTo(one);
    }

    @Test
    void findsNothingUnderAMarkerThatIsForgotten() {
        String marker = await(secrets.keep("ldap_search_password", "old", Optional.empty()));
        await(secrets.forget(marker));
        assertThat(await(secrets.find(marker))).isEmpty();
        assertThat(await(secrets.find("#0000000000000000"))).isEmpty();
    }

    @Test
    void dropsWhatAnAttemptLeftLongAgo() throws SQLException {
        String leftOver = await(secrets.keep("uaa_client_secret", "left over", Optional.empty()));
        String current = await(secrets.keep("uaa_client_secret", "current", Optional.empty()));
        String foreign = await(secrets.keep("other", "of another setting", Optional.empty()));
        execute("UPDATE setting_secret SET created_at = created_at - INTERVAL '2 hours'");
        String underWay = await(secrets.keep("uaa_client_secret", "under way", Optional.of(current)));
        await(secrets.keep("uaa_client_secret", "next", Optional.of(current)));
        assertThat(await(secrets.find(leftOver))).isEmpty();
        assertThat(await(secrets.find(current))).contains("current");
        assertThat(await(secrets.find(underWay))).contains("under way");
        assertThat(await(secrets.find(foreign))).contains("of another setting");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
