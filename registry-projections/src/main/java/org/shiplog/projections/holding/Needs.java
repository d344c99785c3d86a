package org.shiplog.projections.holding;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;

/** Finds out who needs certain bytes. */
public final class Needs {
    // Goes through project_link once, and through the manifests of the repositories that it finds there. A manifest
    // needs a
    // blob when it has its digest in it, so that what is found does not depend on reading manifests, one of which may
    // be what is
    // damaged. From a manifest the way goes up through the indexes that list it.
    private static final String NEEDS = """
        WITH RECURSIVE wanted AS MATERIALIZED (
            SELECT link.repository, link.digest, link.is_manifest
            FROM project_link AS link
            JOIN unnest(?, ?) AS asked (digest, is_manifest)
              ON link.digest = asked.digest AND link.is_manifest = asked.is_manifest
        ), nearest AS MATERIALIZED (
            SELECT repository, digest, is_manifest, digest AS manifest FROM wanted WHERE is_manifest
            UNION
            SELECT wanted.repository, wanted.digest, wanted.is_manifest, artifact.digest
            FROM wanted
            JOIN catalog_artifact AS artifact ON artifact.repository = wanted.repository
            JOIN manifests AS content ON content.digest = artifact.digest
            WHERE NOT wanted.is_manifest
              AND position(convert_to(wanted.digest, 'UTF8') IN content.bytes) > 0
        ), needing AS (
            SELECT repository, digest, is_manifest, manifest FROM nearest
            UNION
            SELECT needing.repository, needing.digest, needing.is_manifest, child.parent
            FROM needing
            JOIN catalog_child AS child
              ON child.repository = needing.repository AND child.child = needing.manifest
        )
        SELECT wanted.digest, wanted.is_manifest, wanted.repository,
               count(DISTINCT tag.tag),
               (array_agg(DISTINCT tag.tag) FILTER (WHERE tag.tag IS NOT NULL))[1:?]
        FROM wanted
        LEFT JOIN needing ON needing.repository = wanted.repository AND needing.digest = wanted.digest
                         AND needing.is_manifest = wanted.is_manifest
        LEFT JOIN catalog_tag AS tag ON tag.repository = needing.repository AND tag.digest = needing.manifest
        GROUP BY wanted.digest, wanted.is_manifest, wanted.repository
        ORDER BY wanted.repository
        """;

    private final DataSource database;

    public Needs(DataSource database) {
        this.database = database;
    }

    /** What needs the bytes, whatever size they were recorded with. */
    public record Key(Digest digest, boolean manifest) {
        public static Key of(Holding holding) {
            return new Key(holding.digest(), holding.manifest());
        }
    }

    /** The repositories that need each of these now. What no repository needs any more is absent. Blocks. */
    public Map<Key, List<Need>> of(List<Key> keys) throws SQLException {
        Map<Key, List<Need>> needs = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEEDS)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            keys.stream().map(key -> key.digest().toString()).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bool", keys.stream().map(Key::manifest).toArray()));
            statement.setInt(3, Need.MAX_TAGS);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    needs.computeIfAbsent(
                                    new Key(Digest.of(rows.getString(1)), rows.getBoolean(2)), _ -> new ArrayList<>())
                            .add(need(rows));
                }
            }
        }
        return needs;
    }

    private static Need need(ResultSet row) throws SQLException {
        Array tags = row.getArray(5);
        return new Need(
                new RepositoryName(row.getString(3)),
                tags == null ? List.of() : List.of((String[]) tags.getArray()),
                row.getLong(4));
    }
}
