package org.shiplog.projections.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.readmodel.BulkRows;

/** Writes which labels artifacts got and lost. */
final class MarkingRows {
    private final Connection connection;

    MarkingRows(Connection connection) {
        this.connection = connection;
    }

    void write(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows deleted = new BulkRows("text", "text");
        BulkRows unmarked = new BulkRows("text", "text", "int8");
        BulkRows marked = new BulkRows("text", "text", "int8");
        deltas.forEach((name, delta) -> {
            delta.deleted().forEach(digest -> deleted.add(name.value(), digest.toString()));
            delta.unmarked()
                    .forEach(marking ->
                            unmarked.add(name.value(), marking.digest().toString(), marking.labelId()));
            delta.marked()
                    .forEach(
                            marking -> marked.add(name.value(), marking.digest().toString(), marking.labelId()));
        });
        deleted.update(connection, """
            DELETE FROM catalog_artifact_label AS label USING unnest(?, ?) AS gone (repository, digest)
            WHERE label.repository = gone.repository AND label.digest = gone.digest
            """);
        unmarked.update(connection, """
            DELETE FROM catalog_artifact_label AS label USING unnest(?, ?, ?) AS gone (repository, digest, label_id)
            WHERE label.repository = gone.repository AND label.digest = gone.digest AND label.label_id = gone.label_id
            """);
        marked.update(connection, """
            INSERT INTO catalog_artifact_label (repository, digest, label_id)
            SELECT * FROM unnest(?, ?, ?) ON CONFLICT DO NOTHING
            """);
    }
}
