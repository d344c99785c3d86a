package org.shiplog.projections.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.shiplog.projections.journal.JournalOffset;

/**
 * How far a read model has come.
 *
 * @param position it has handled every event up to here, and perhaps later ones
 * @param complete whether that was the journal's end when this was asked
 */
public record Reach(JournalOffset position, boolean complete) {
    // Index: event_journal_commit_order_idx backwards.
    private static final String HEAD = """
        SELECT transaction_id, ordering FROM public.event_journal ORDER BY transaction_id DESC, ordering DESC LIMIT 1
        """;

    /** Waits until the read model has come to the journal's end as it is now, at most as long as the patience twice. Blocks. */
    public static Reach await(DataSource database, ReadModel model, Duration patience) throws SQLException {
        JournalOffset head = head(database);
        Freshness freshness = new Freshness(database, Runnable::run);
        boolean complete = isFresh(freshness, model, patience);
        if (complete) {
            // No transaction before the head's runs any more. This waits for the events of those that ended meanwhile.
            complete = isFresh(freshness, model, patience);
        }
        return complete
                ? new Reach(head, true)
                : new Reach(freshness.handled(model.name(), model.ranges()).orElse(head), false);
    }

    private static boolean isFresh(Freshness freshness, ReadModel model, Duration patience) throws SQLException {
        try {
            return freshness
                    .awaitHead(model.name(), model.ranges(), patience)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static JournalOffset head(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(HEAD);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? new JournalOffset(row.getLong(1), row.getLong(2)) : JournalOffset.ORIGIN;
        }
    }
}
