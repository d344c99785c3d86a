package org.shiplog.projections.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;

/** A reader that has read everything asks the journal again and again, which must not cost more the longer the journal is. */
@ExtendWith(TestDatabase.Provider.class)
class JournalReaderPlanTest {
    private static final String EVENTS = """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                                   event_ser_id, event_ser_manifest, event_payload)
        SELECT 'Repository|p/r' || n % 500, n / 500 + 1, 'test', 0, '', 1, 'Test/1', decode(md5('' || n), 'hex')
        FROM generate_series(0, 4999) AS n;
        ANALYZE event_journal
        """;

    @Test
    void looksUpWhatWaitsAtTheHeadForAllSlices(TestDatabase database) throws Exception {
        database.run(EVENTS);
        var head = new JournalReader(database.pool(), new TestJournal(database.pool()))
                .bounds()
                .end();
        assertThat(scans(plan(database, head))).contains("Index Scan").doesNotContain("Seq Scan");
    }

    private static JsonNode plan(TestDatabase database, JournalOffset head) throws Exception {
        try (Connection connection = database.unpooled().getConnection();
                PreparedStatement explain =
                        connection.prepareStatement("EXPLAIN (FORMAT JSON) " + JournalReader.READ)) {
            JournalReader.bind(explain, SliceRange.ALL, head, JournalOffset.END);
            try (ResultSet rows = explain.executeQuery()) {
                rows.next();
                return new ObjectMapper().readTree(rows.getString(1));
            }
        }
    }

    /** How the plan reads the journal's table, wherever in it. */
    private static List<String> scans(JsonNode plan) {
        return plan.findParents("Relation Name").stream()
                .filter(node -> node.path("Relation Name").asText().equals("event_journal"))
                .map(node -> node.path("Node Type").asText())
                .toList();
    }
}
