package org.shiplog.projections.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.readmodel.BulkRows;

/**
 * Keeps which artifacts a list of the repository shows, and how many: those that stand for themselves. An accessory of another
 * artifact of the repository does not, nor does a part of an index that has no tag of its own.
 */
final class ListedRows {
    private final Connection connection;
    private final Map<String, Long> changes = new HashMap<>();
    private final Set<Artifact> concerned = new HashSet<>();

    private record Artifact(String repository, String digest) {}

    ListedRows(Connection connection, Map<RepositoryName, RepositoryDelta> deltas) {
        this.connection = connection;
        deltas.forEach((name, delta) -> delta.concerned().forEach(digest -> concern(name.value(), digest.toString())));
    }

    /** Something changed for the artifact, which may be shown or not shown by that, or its parts and accessories. */
    boolean concern(String repository, String digest) {
        return concerned.add(new Artifact(repository, digest));
    }

    void count(String repository, long change) {
        changes.merge(repository, change, Long::sum);
    }

    /** By how much the number of artifacts that are shown has changed. */
    long change(String repository) {
        return changes.getOrDefault(repository, 0L);
    }

    /** Looks at all that are concerned, once everything else is written. */
    void update() throws SQLException {
        BulkRows rows = new BulkRows("text", "text");
        concerned.forEach(artifact -> rows.add(artifact.repository(), artifact.digest()));
        // Indexes: the primary keys, catalog_child_idx, catalog_artifact_subject_idx, catalog_tag_subject_idx,
        // catalog_tag_name_idx.
        rows.returning(connection, """
            WITH concerned AS MATERIALIZED (SELECT * FROM unnest(?, ?) AS concerned (repository, digest)),
            affected AS MATERIALIZED (
                SELECT repository, digest FROM concerned
                UNION
                SELECT child.repository, child.child FROM concerned
                JOIN catalog_child AS child
                  ON child.repository = concerned.repository AND child.parent = concerned.digest
                UNION
                SELECT accessory.repository, accessory.digest FROM concerned
                JOIN catalog_artifact AS accessory
                  ON accessory.repository = concerned.repository AND accessory.subject = concerned.digest
                UNION
                SELECT tag.repository, tag.digest FROM concerned
                JOIN catalog_tag AS tag ON tag.repository = concerned.repository AND tag.subject = concerned.digest
            ),
            judged AS MATERIALIZED (
                SELECT artifact.repository, artifact.digest,
                       (EXISTS (SELECT 1 FROM catalog_tag AS tag
                                WHERE tag.repository = artifact.repository AND tag.digest = artifact.digest)
                        OR NOT EXISTS (SELECT 1 FROM catalog_child AS child
                                       WHERE child.repository = artifact.repository
                                         AND child.child = artifact.digest))
                       AND NOT EXISTS (SELECT 1 FROM catalog_artifact AS subject
                                       WHERE subject.repository = artifact.repository
                                         AND subject.digest = artifact.subject)
                       AND NOT EXISTS (SELECT 1 FROM catalog_tag AS tag
                                       JOIN catalog_artifact AS subject
                                         ON subject.repository = tag.repository AND subject.digest = tag.subject
                                       WHERE tag.repository = artifact.repository
                                         AND tag.digest = artifact.digest AND tag.subject <> tag.digest) AS listed
                FROM affected JOIN catalog_artifact AS artifact USING (repository, digest)
            )
            UPDATE catalog_artifact AS artifact SET listed = judged.listed FROM judged
            WHERE artifact.repository = judged.repository AND artifact.digest = judged.digest
              AND artifact.listed <> judged.listed
            RETURNING artifact.repository, artifact.listed
            """, row -> {
            count(row.getString(1), row.getBoolean(2) ? 1 : -1);
            return row.getString(1);
        });
    }
}
