package org.shiplog.projections.history;

import java.sql.Connection;
import java.sql.SQLException;
import org.shiplog.domain.oci.Digest;
import org.shiplog.projections.readmodel.BulkRows;

/** Writes which labels artifacts had, and how repositories were described. */
final class MarkingPast {
    private final BulkRows labels = new BulkRows("text", "int8", "int8", "text", "int8", "bool");
    private final BulkRows descriptions = new BulkRows("text", "int8", "int8", "text");

    void label(String repository, long sequenceNumber, long generation, Digest digest, long labelId, boolean attached) {
        labels.add(repository, sequenceNumber, generation, digest.toString(), labelId, attached);
    }

    void describe(String repository, long sequenceNumber, long generation, String description) {
        descriptions.add(repository, sequenceNumber, generation, description.replace('\0', '\uFFFD'));
    }

    void write(Connection connection) throws SQLException {
        labels.update(connection, """
            INSERT INTO history_label (repository, sequence_number, generation, digest, label_id, attached)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?)
            """);
        descriptions.update(connection, """
            INSERT INTO history_description (repository, sequence_number, generation, description)
            SELECT * FROM unnest(?, ?, ?, ?)
            """);
    }
}
