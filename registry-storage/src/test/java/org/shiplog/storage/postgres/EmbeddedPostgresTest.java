package org.shiplog.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    Path directory;

    @Test
    void runsWithEverySettingThatDurabilityRestsOn() throws SQLException {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            for (String setting : new String[] {"fsync", "full_page_writes", "synchronous_commit", "data_checksums"}) {
                assertThat(query(postgres, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(query(postgres, "SHOW server_version")).startsWith("18.");
        }
    }

    @Test
    void letsNobodyInWithoutThePasswordThatOnlyTheOwnerCanRead() throws IOException {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            Path password = directory.resolve("password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            String secret = Files.readString(password).strip();
            String guess = postgres.jdbcUrl().replace(secret, "guess");
            assertThatThrownBy(() -> DriverManager.getConnection(guess))
                    .hasMessageContaining("password authentication");
            assertThat(postgres.address().toString()).doesNotContain(secret);
        }
    }

    @Test
    void findsItsDataAndItsPortAgainAfterAnOrderlyStop() throws SQLException {
        String url;
        try (var postgres = EmbeddedPostgres.start(directory)) {
            execute(postgres, "CREATE TABLE kept AS SELECT 7 AS n");
            url = postgres.jdbcUrl();
        }
        assertThat(serversIn(directory)).isEmpty();
        try (var postgres = EmbeddedPostgres.start(directory)) {
            assertThat(query(postgres, "SELECT n FROM kept")).isEqualTo("7");
            assertThat(postgres.jdbcUrl()).isEqualTo(url);
        }
    }

    @Test
    void comesBackOnTheSamePortWhenTheServerIsKilled() throws SQLException {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            execute(postgres, "CREATE TABLE kept AS SELECT 7 AS n");
            for (int kill = 0; kill < 3; kill++) {
                long victim = postgres.pid();
                ProcessHandle.of(victim).orElseThrow().destroyForcibly();
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
                    assertThat(postgres.pid()).isNotEqualTo(victim);
                    assertThat(query(postgres, "SELECT n FROM kept")).isEqualTo("7");
                });
            }
        }
    }

    @Test
    void refusesASecondStartOnTheSameDirectory() {
        try (var _ = EmbeddedPostgres.start(directory)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory)).isInstanceOf(DataDirectoryInUseException.class);
            assertThat(EmbeddedPostgres.running(directory)).isPresent();
        }
        assertThat(EmbeddedPostgres.running(directory)).isEmpty();
    }

    private static List<ProcessHandle> serversIn(Path directory) {
        try {
            return new ServerProcesses(directory.resolve("cluster").toRealPath()).all();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
