package org.shiplog.projections.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.shiplog.projections.fixture.TestDatabase;

@ExtendWith(TestDatabase.Provider.class)
class JournalSignalTest {
    private static final String LISTENERS = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN shiplog%' "
            + "AND datname = current_database() AND state = 'idle'";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final JournalBell near = new JournalBell();
    private final JournalBell far = new JournalBell();

    @Test
    void wakesTheReadersOfAnotherNode(TestDatabase database) {
        try (JournalSignal signal = new JournalSignal(database.unpooled(), "near", near);
                JournalListener _ = new JournalListener(database.unpooled(), "far", far)) {
            awaitListener(database);
            long heard = far.strokes();
            signal.advanced();
            await().atMost(PATIENCE).until(() -> far.strokes() > heard);
        }
    }

    @Test
    void wakesTheReadersOfItsOwnNodeAtOnce(TestDatabase database) {
        try (JournalSignal signal = new JournalSignal(database.unpooled(), "near", near)) {
            signal.advanced();
            assertThat(near.strokes()).isEqualTo(1);
        }
    }

    @Test
    void listensAgainAfterItsConnectionWasKilled(TestDatabase database) {
        try (JournalSignal signal = new JournalSignal(database.unpooled(), "near", near);
                JournalListener _ = new JournalListener(database.unpooled(), "far", far)) {
            String killed = awaitListener(database);
            long before = far.strokes();
            database.run("SELECT pg_terminate_backend(%s)".formatted(killed));
            await().atMost(PATIENCE)
                    .until(() -> !List.of(killed).equals(database.column(LISTENERS))
                            && !database.column(LISTENERS).isEmpty());
            // What was missed meanwhile is made up for by a ring of its own.
            await().atMost(PATIENCE).until(() -> far.strokes() > before);
            long heard = far.strokes();
            signal.advanced();
            await().atMost(PATIENCE).until(() -> far.strokes() > heard);
        }
    }

    @Test
    void notifiesAgainAfterItsConnectionWasKilled(TestDatabase database) {
        String senders = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_notify%' "
                + "AND datname = current_database()";
        try (JournalSignal signal = new JournalSignal(database.unpooled(), "near", near);
                JournalListener _ = new JournalListener(database.unpooled(), "far", far)) {
            awaitListener(database);
            signal.advanced();
            await().atMost(PATIENCE).until(() -> database.column(senders).size() == 1);
            database.run("SELECT pg_terminate_backend(%s)"
                    .formatted(database.column(senders).getFirst()));
            await().atMost(PATIENCE).until(() -> database.column(senders).isEmpty());
            long heard = far.strokes();
            signal.advanced();
            await().atMost(PATIENCE).until(() -> far.strokes() > heard);
        }
    }

    @Test
    void sendsOneNotificationForManyWrites(TestDatabase database) throws Exception {
        try (JournalSignal signal = new JournalSignal(database.unpooled(), "near", near);
                Connection listening = database.unpooled().getConnection()) {
            try (Statement statement = listening.createStatement()) {
                statement.execute("LISTEN " + JournalSignal.CHANNEL);
            }
            for (int write = 0; write < 10_000; write++) {
                signal.advanced();
            }
            PGNotification[] received = listening.unwrap(PGConnection.class).getNotifications(10_000);
            assertThat(received).isNotEmpty().hasSizeLessThan(100);
            assertThat(near.strokes()).isEqualTo(10_000);
        }
    }

    private static String awaitListener(TestDatabase database) {
        await().atMost(PATIENCE).until(() -> database.column(LISTENERS).size() == 1);
        return database.column(LISTENERS).getFirst();
    }
}
