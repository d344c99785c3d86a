package org.shiplog.projections.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent.SettingChanged;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.forward.ForwardCursor.Taken;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;

@ExtendWith(TestDatabase.Provider.class)
class ForwardCursorTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final JournalOffset FIRST = new JournalOffset(7, 3);
    private static final JournalOffset SECOND = new JournalOffset(8, 4);

    private TestDatabase database;
    private TestJournal journal;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
    }

    private ForwardCursor cursor(String holder, Duration lease) {
        return new ForwardCursor(database.pool(), holder, lease);
    }

    private Optional<ForwardStatus> status() {
        return new ForwardQueries(database.pool(), Runnable::run, () -> Instant.EPOCH)
                .status()
                .toCompletableFuture()
                .join();
    }

    @Test
    void isOneNodesAtATime() throws SQLException {
        ForwardCursor one = cursor("one", LONG);
        ForwardCursor other = cursor("other", LONG);
        assertThat(one.take()).isEqualTo(new Taken.Missing());
        one.begin(FIRST);
        other.begin(SECOND);
        assertThat(one.take()).isEqualTo(new Taken.Held(FIRST));
        assertThat(one.take()).as("it keeps it").isEqualTo(new Taken.Held(FIRST));
        assertThat(other.take()).isEqualTo(new Taken.Elsewhere());
        assertThat(other.store(SECOND, 1)).isFalse();
        assertThat(one.store(SECOND, 1)).isTrue();
        one.release();
        assertThat(other.take()).isEqualTo(new Taken.Held(SECOND));
        assertThat(one.store(FIRST, 1)).as("it is another's").isFalse();
        assertThat(one.take()).isEqualTo(new Taken.Elsewhere());
    }

    @Test
    void isAnothersWhenTheLeaseIsOver() throws SQLException {
        ForwardCursor dead = cursor("dead", Duration.ofMillis(50));
        dead.begin(FIRST);
        dead.take();
        ForwardCursor next = cursor("next", LONG);
        await().untilAsserted(() -> assertThat(next.take()).isEqualTo(new Taken.Held(FIRST)));
        assertThat(dead.store(SECOND, 5)).isFalse();
        assertThat(next.take()).isEqualTo(new Taken.Held(FIRST));
    }

    @Test
    void saysHowItGoes() throws SQLException {
        assertThat(status()).isEmpty();
        ForwardCursor cursor = cursor("one", LONG);
        cursor.begin(JournalOffset.ORIGIN);
        cursor.take();
        journal.append("SystemSettings|system", change("read_only"), change("read_only"));
        cursor.fail("no connection");
        cursor.fail("too slow");
        ForwardStatus failing = status().orElseThrow();
        assertThat(failing.failures()).isEqualTo(2);
        assertThat(failing.failure()).contains("too slow");
        assertThat(failing.failingSince()).isPresent();
        assertThat(failing.backlog()).isEqualTo(2);
        assertThat(failing.deliveredAt()).isEmpty();

        cursor.store(end(), 2);
        ForwardStatus well = status().orElseThrow();
        assertThat(well.failingSince()).isEmpty();
        assertThat(well.failure()).isEmpty();
        assertThat(well.backlog()).isZero();
        assertThat(well.delivered()).isEqualTo(2);
        assertThat(well.deliveredAt()).isPresent();

        cursor.forget();
        assertThat(status()).isEmpty();
    }

    private JournalOffset end() throws SQLException {
        return new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END)
                .settled();
    }

    private static SettingChanged change(String key) {
        return new SettingChanged(key, Optional.empty(), Optional.of("x"));
    }

    @Test
    void beginsWithTheChangeThatAskedForIt() throws SQLException {
        ForwardStart start = new ForwardStart(database.pool(), journal);
        assertThat(start.beforeLastChange("endpoint")).isEqualTo(JournalOffset.ORIGIN);
        journal.append("SystemSettings|system", change("endpoint"));
        journal.append("SystemSettings|system", change("read_only"));
        journal.append("SystemSettings|system", change("endpoint"));
        journal.append("SystemSettings|system", change("read_only"));
        JournalReader reader = new JournalReader(database.pool(), journal);
        assertThat(reader.read(SliceRange.ALL, start.beforeLastChange("endpoint"), JournalOffset.END)
                        .records())
                .extracting(record -> record.sequenceNumber())
                .containsExactly(3L, 4L);
        assertThat(reader.read(SliceRange.ALL, start.beforeLastChange("other"), JournalOffset.END)
                        .records())
                .as("the end")
                .isEmpty();
    }

    @Test
    void staysWhereItIsInAJournalThatWasRestored() throws Exception {
        journal.append("SystemSettings|system", change("a"));
        journal.append("SystemSettings|system", change("b"));
        journal.append("SystemSettings|system", change("c"));
        database.run("UPDATE event_journal SET transaction_id = CAST(CAST(4000000000 + ordering AS text) AS xid8)");
        ForwardCursor cursor = cursor("one", LONG);
        cursor.begin(new JournalOffset(4_000_000_002L, 2));
        database.run("CALL adopt_restored_journal()");
        JournalOffset place = ((Taken.Held) cursor.take()).place();
        assertThat(new JournalReader(database.pool(), journal)
                        .read(SliceRange.ALL, place, JournalOffset.END)
                        .records())
                .extracting(record -> record.sequenceNumber())
                .containsExactly(3L);
    }
}
