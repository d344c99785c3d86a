package org.shiplog.e2e.lostwrites;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.storage.postgres.DatabaseAddress;

/** Compares the journal with what one writer after the other leaves. */
final class JournalAudit {
    private static final String GAPS = """
        SELECT persistence_id, count(*) || ' events, the last one has number ' || max(sequence_number)
        FROM event_journal GROUP BY persistence_id HAVING count(*) <> max(sequence_number)
        """;

    /** A life of an entity writes under a name of its own, and never again after another one has written. */
    private static final String RETURNED_WRITERS = """
        SELECT persistence_id, count(*) || ' changes of the writer among ' || count(DISTINCT writer)
        FROM (SELECT persistence_id, writer, lag(writer) OVER (PARTITION BY persistence_id ORDER BY sequence_number) AS before
              FROM event_journal) AS written
        WHERE writer IS DISTINCT FROM before
        GROUP BY persistence_id HAVING count(*) <> count(DISTINCT writer)
        """;

    private JournalAudit() {}

    static List<String> findings(DatabaseAddress database) {
        List<String> findings = new ArrayList<>();
        try (var connection = DriverManager.getConnection(database.jdbcUrl());
                var statement = connection.createStatement()) {
            for (String question : List.of(GAPS, RETURNED_WRITERS)) {
                try (var rows = statement.executeQuery(question)) {
                    while (rows.next()) {
                        findings.add(rows.getString(1) + ": " + rows.getString(2));
                    }
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return findings;
    }
}
