package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.shiplog.storage.blob.StorageContract.PATIENCE;
import static org.shiplog.storage.blob.StorageContract.resultOf;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.storage.blob.UploadLedger.Acquired;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresUploadLedgerContractTest extends UploadLedgerContract {
    private EmbeddedPostgres postgres;
    private HikariDataSource pool;

    @BeforeAll
    void start(@TempDir Path directory) {
        postgres = EmbeddedPostgres.start(directory);
        pool = Database.pool(postgres.address(), "uploads", 8);
        Database.migrate(pool);
    }

    @AfterAll
    void stop() {
        pool.close();
        postgres.close();
    }

    @Override
    UploadLedger ledger(Duration lease) {
        return new PostgresUploadLedger(pool, lease);
    }

    @Test
    void seesTheSegmentOfALateHolderThatItHadToWaitFor() throws SQLException {
        UploadLedger ledger = ledger(Duration.ZERO);
        UploadId id = begin(ledger);
        Segment late = new Segment(acquire(ledger, id).hold(), 10);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE upload_session SET fence = fence + 1, held_until = clock_timestamp() WHERE id = '"
                    + id + "'");
            statement.execute("INSERT INTO upload_segment VALUES ('" + id + "', "
                    + late.key().fence() + ", 10)");
            CompletionStage<Acquired> waiting = ledger.acquire(id, OWNER);
            await().atMost(PATIENCE).until(() -> number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 1);

            connection.commit();

            assertThat(resultOf(waiting))
                    .isInstanceOfSatisfying(
                            Acquired.Held.class,
                            held -> assertThat(held.segments()).containsExactly(late));
            connection.setAutoCommit(true);
        }
    }

    /** What makes it harmless that acquiring is not flushed. */
    @Test
    void givesAnotherFenceAfterACrashThatForgotOne() throws SQLException {
        UploadLedger ledger = ledger(Duration.ZERO);
        UploadId id = begin(ledger);
        Segment.Key forgotten = acquire(ledger, id).hold();
        execute("UPDATE upload_session SET fence = 0 WHERE id = '" + id + "'");

        Segment.Key next = acquire(ledger, id).hold();

        assertThat(next.fence()).isGreaterThan(forgotten.fence());
        assertThat(resultOf(ledger.release(forgotten, Optional.empty()))).isFalse();
    }

    @Test
    void leavesTheConnectionsAsTheyWere() throws SQLException {
        UploadLedger ledger = ledger(Duration.ZERO);
        for (int i = 0; i < 20; i++) {
            acquire(ledger, begin(ledger));
        }

        assertThat(number("SELECT CASE current_setting('synchronous_commit') WHEN 'on' THEN 1 ELSE 0 END"))
                .isEqualTo(1);
    }

    @Test
    void acquiresWithoutAFlushAndInOneTransaction() throws SQLException {
        UploadLedger ledger = ledger(Duration.ZERO);
        UploadId id = begin(ledger);
        append(ledger, acquire(ledger, id).hold(), 1);
        long before = number("SELECT pg_current_xact_id()::text::bigint");

        acquire(ledger, id);

        assertThat(number("SELECT pg_current_xact_id()::text::bigint")).isEqualTo(before + 2);
    }

    /** That an upload has begun, that bytes came, and that it is cancelled. */
    @Test
    void flushesOnlyWhatAClientIsToldOf() throws SQLException {
        execute("CREATE TABLE seen (number serial, what text)");
        execute("CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen (what)"
                + " VALUES (tg_op || ' ' || current_setting('synchronous_commit')); RETURN NULL; END $$");
        execute("CREATE TRIGGER see AFTER INSERT OR UPDATE OR DELETE ON upload_session EXECUTE FUNCTION see()");
        try {
            UploadLedger ledger = ledger(Duration.ZERO);
            UploadId id = begin(ledger);
            resultOf(ledger.release(acquire(ledger, id).hold(), Optional.empty()));
            Segment.Key hold = acquire(ledger, id).hold();
            append(ledger, hold, 1);
            resultOf(ledger.end(hold.released()));
            resultOf(ledger.cancel(begin(ledger), OWNER));

            assertThat(text("SELECT string_agg(what, ', ' ORDER BY number) FROM seen"))
                    .isEqualTo("INSERT on, UPDATE off, UPDATE off, UPDATE off, UPDATE on, DELETE off,"
                            + " INSERT on, DELETE on");
        } finally {
            execute("DROP FUNCTION see CASCADE");
            execute("DROP TABLE seen");
        }
    }

    @Test
    void removesTheSegmentsWithTheirSession() throws SQLException {
        UploadLedger ledger = ledger(Duration.ZERO);
        UploadId id = begin(ledger);
        append(ledger, acquire(ledger, id).hold(), 1);

        resultOf(ledger.cancel(id, OWNER));

        assertThat(number("SELECT count(*) FROM upload_segment WHERE upload = '" + id + "'"))
                .isZero();
    }

    @Test
    void expiresMoreThanOneBatch() throws SQLException {
        execute("INSERT INTO upload_session (id, owner, algorithm, held_until)"
                + " SELECT gen_random_uuid(), 'o', 'sha256', now() - interval '1 day' FROM generate_series(1, 2500)");

        List<UploadId> expired = resultOf(ledger(Duration.ZERO).expire(Duration.ofHours(1)));

        assertThat(expired).hasSize(2_500).doesNotHaveDuplicates();
    }

    @Test
    void failsWhenTheDatabaseDoes() throws SQLException {
        UploadLedger ledger = ledger(Duration.ZERO);
        UploadId id = begin(ledger);
        execute("ALTER TABLE upload_session RENAME TO hidden");
        try {
            assertThatThrownBy(() -> begin(ledger)).isInstanceOf(BlobStoreException.class);
            assertThatThrownBy(() -> acquire(ledger, id)).isInstanceOf(BlobStoreException.class);
        } finally {
            execute("ALTER TABLE hidden RENAME TO upload_session");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
