package org.shiplog.projections.forward;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent.SettingChanged;
import org.shiplog.projections.journal.EventDecoder;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.query.SqlText;

/** Where forwarding begins: with the change of the setting that asked for it, so that nothing after the answer to it is missing. */
public final class ForwardStart {
    private static final String PERSISTENCE_ID = "SystemSettings|" + SystemSettings.ENTITY;

    // Index: the primary key, backwards. The change is among the last ones.
    private static final String CHANGES = """
        SELECT CAST(CAST(transaction_id AS text) AS bigint) AS transaction_id, ordering, sequence_number,
               event_ser_manifest, event_payload
        FROM event_journal WHERE persistence_id = ? ORDER BY sequence_number DESC LIMIT 500
        """;

    private final DataSource database;
    private final EventDecoder decoder;
    private final JournalReader reader;

    public ForwardStart(DataSource database, EventDecoder decoder) {
        this.database = database;
        this.decoder = decoder;
        this.reader = JournalReader.ofWhatIsLeft(database, decoder);
    }

    private record Change(JournalOffset offset, boolean isOfKey) {}

    /** Right before the last change of the setting; the journal's end when there is none to be found. Blocks. */
    public JournalOffset beforeLastChange(String setting) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Optional<JournalOffset> change = rows(
                            connection,
                            SqlText.of(CHANGES, PERSISTENCE_ID),
                            row -> new Change(
                                    new JournalOffset(row.getLong("transaction_id"), row.getLong("ordering") - 1),
                                    decoder.decode(
                                                                    PERSISTENCE_ID,
                                                                    row.getLong("sequence_number"),
                                                                    row.getString("event_ser_manifest"),
                                                                    row.getBytes("event_payload"))
                                                            .event()
                                                    instanceof SettingChanged(String key, var _, var _)
                                            && key.equals(setting)))
                    .stream()
                    .filter(Change::isOfKey)
                    .map(Change::offset)
                    .findFirst();
            if (change.isPresent()) {
                return change.get();
            }
        }
        return reader.bounds().end();
    }
}
