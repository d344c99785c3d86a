package org.shiplog.projections.webhook;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.EventDecoder;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/**
 * What an entity's event stands between. The events of one command are committed together, but may come in two groups: what is not in the
 * group is looked up in the journal, so that groups make no difference.
 */
final class Neighbours {
    private final Connection connection;
    private final EventDecoder decoder;
    private final Map<String, Recorded<?>> group = new HashMap<>();

    Neighbours(Connection connection, EventDecoder decoder, List<JournalRecord> events) {
        this.connection = connection;
        this.decoder = decoder;
        for (JournalRecord record : events) {
            if (record.change() instanceof RepositoryChange(var _, RepositoryEvent event)) {
                group.put(
                        key(record.persistenceId(), record.sequenceNumber()),
                        new Recorded<>(event, record.provenance()));
            }
        }
    }

    Optional<Recorded<?>> before(JournalRecord record) throws SQLException {
        return at(record.persistenceId(), record.sequenceNumber() - 1);
    }

    Optional<Recorded<?>> after(JournalRecord record) throws SQLException {
        return at(record.persistenceId(), record.sequenceNumber() + 1);
    }

    private Optional<Recorded<?>> at(String persistenceId, long number) throws SQLException {
        @Nullable Recorded<?> known = group.get(key(persistenceId, number));
        if (known != null) {
            return Optional.of(known);
        }
        // Index: the journal's primary key. The journal is not of the schema that a rebuild writes to.
        SqlText query = SqlText.of("""
            SELECT event_ser_manifest, event_payload FROM public.event_journal
            WHERE persistence_id = ? AND sequence_number = ?
            """, persistenceId, number);
        List<Recorded<?>> found = BlockingQueries.<Recorded<?>>rows(
                connection,
                query,
                row -> decoder.decode(
                        persistenceId, number, row.getString("event_ser_manifest"), row.getBytes("event_payload")));
        return found.stream().findFirst();
    }

    private static String key(String persistenceId, long number) {
        return persistenceId + " " + number;
    }
}
