package org.shiplog.storage.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.shiplog.storage.manifest.Manifests.bytes;
import static org.shiplog.storage.manifest.Manifests.digestOf;
import static org.shiplog.storage.manifest.Manifests.resultOf;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresManifestStoreTest {
    private EmbeddedPostgres postgres;
    private HikariDataSource pool;
    private ManifestStore store;

    @BeforeAll
    void start(@TempDir Path directory) {
        postgres = EmbeddedPostgres.start(directory);
        pool = Database.pool(postgres.address(), "manifests", 4);
        Database.migrate(pool);
        store = new PostgresManifestStore(pool);
    }

    @AfterAll
    void stop() {
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("TRUNCATE manifests");
    }

    @Test
    void hasNothingUnderADigestThatWasNotStored() {
        assertThat(resultOf(store.get(digestOf(bytes(1))))).isEmpty();
    }

    @Test
    void givesBackTheBytesExactly() {
        Stream.of(0, 1, 500, 5_000, ManifestStore.MAX_BYTES)
                .map(Manifests::bytes)
                .forEach(bytes -> {
                    resultOf(store.put(digestOf(bytes), bytes));

                    assertThat(resultOf(store.get(digestOf(bytes)))).contains(bytes);
                });
    }

    @Test
    void storesTheSameDigestAgainWithoutChange() {
        ByteString bytes = bytes(100);
        resultOf(store.put(digestOf(bytes), bytes));

        resultOf(store.put(digestOf(bytes), bytes));

        assertThat(resultOf(store.get(digestOf(bytes)))).contains(bytes);
    }

    @Test
    void storesTheSameDigestFromManySidesAtOnce() {
        ByteString bytes = bytes(3_000);

        List<CompletionStage<Void>> puts = IntStream.range(0, 50)
                .mapToObj(_ -> store.put(digestOf(bytes), bytes))
                .toList();

        puts.forEach(Manifests::resultOf);
        assertThat(resultOf(store.get(digestOf(bytes)))).contains(bytes);
    }

    @Test
    void rejectsTooLargeAManifest() {
        ByteString bytes = bytes(ManifestStore.MAX_BYTES + 1);

        assertThatThrownBy(() -> store.put(digestOf(bytes), bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failsWhenTheDatabaseDoes() throws SQLException {
        ByteString bytes = bytes(10);
        execute("ALTER TABLE manifests RENAME TO hidden");
        try {
            assertThatThrownBy(() -> resultOf(store.get(digestOf(bytes)))).isInstanceOf(ManifestStoreException.class);
            assertThatThrownBy(() -> resultOf(store.put(digestOf(bytes), bytes)))
                    .isInstanceOf(ManifestStoreException.class);
        } finally {
            execute("ALTER TABLE hidden RENAME TO manifests");
        }
    }

    @Test
    void servesNoDamagedRowThroughTheCache() throws SQLException {
        ByteString bytes = bytes(3_000);
        resultOf(store.put(digestOf(bytes), bytes));
        execute("UPDATE manifests SET bytes = set_byte(bytes, 1234, get_byte(bytes, 1234) # 1)");
        ManifestStore cached = new CachedManifestStore(store, 1 << 20);

        assertThatThrownBy(() -> resultOf(cached.get(digestOf(bytes))))
                .isInstanceOf(ManifestStoreException.class)
                .hasMessageContaining("damaged");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
