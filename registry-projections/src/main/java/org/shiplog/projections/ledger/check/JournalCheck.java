package org.shiplog.projections.ledger.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.ledger.LedgerReadModel;
import org.shiplog.projections.readmodel.ProjectionOffsets;

/** Looks for events that were put into the journal where the ledger had passed already. */
final class JournalCheck {
    private static final int FETCH = 500;

    private final Connection connection;
    private final Findings findings;

    JournalCheck(Connection connection, Findings findings) {
        this.connection = connection;
        this.findings = findings;
    }

    /** How many events are newer than the ledger. */
    long check() throws SQLException {
        JournalOffset stands = new ProjectionOffsets(LedgerReadModel.NAME)
                .read(connection)
                .getOrDefault(SliceRange.ALL.key(), JournalOffset.ORIGIN);
        String query = """
            SELECT event.persistence_id, event.sequence_number, event.ordering, event.transaction_id,
                   (event.transaction_id, event.ordering) <= (CAST(? AS xid8), ?) AS passed
            FROM event_journal AS event
            LEFT JOIN ledger_leaf AS leaf USING (persistence_id, sequence_number)
            WHERE leaf.leaf_index IS NULL
            """;
        long newer = 0;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(FETCH);
            statement.setString(1, Long.toString(stands.transactionId()));
            statement.setLong(2, stands.ordering());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!rows.getBoolean("passed")) {
                        newer++;
                        continue;
                    }
                    findings.add(
                            "event_journal",
                            rows.getString("persistence_id") + " " + rows.getLong("sequence_number"),
                            "not in the ledger, which has passed its place " + rows.getString("transaction_id") + "/"
                                    + rows.getLong("ordering") + ": the event was added, or its leaf was removed");
                }
            }
        }
        return newer;
    }
}
