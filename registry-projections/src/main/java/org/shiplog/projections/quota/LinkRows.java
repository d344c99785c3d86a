package org.shiplog.projections.quota;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.readmodel.BulkRows;

/** Writes what repositories hold, and finds out by how many links each digest of a project came to more or fewer. */
final class LinkRows {
    private final Connection connection;

    LinkRows(Connection connection) {
        this.connection = connection;
    }

    /** One digest in one project, in the order in which rows are locked. */
    record Key(String project, String digest) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byProject = project.compareTo(other.project);
            return byProject != 0 ? byProject : digest.compareTo(other.digest);
        }
    }

    /** @param links how many more, or fewer */
    record Change(long size, long links) {}

    private record Touched(Key key, long size) {
        static Touched of(ResultSet row) throws SQLException {
            return new Touched(new Key(row.getString(1), row.getString(2)), row.getLong(3));
        }
    }

    TreeMap<Key, Change> write(Map<RepositoryName, LinkDelta> deltas) throws SQLException {
        TreeMap<Key, Change> changes = new TreeMap<>();
        add(changes, clear(deltas), -1);
        add(changes, remove(deltas), -1);
        add(changes, insert(deltas), 1);
        changes.values().removeIf(change -> change.links() == 0);
        return changes;
    }

    private static void add(Map<Key, Change> changes, List<Touched> rows, long links) {
        for (Touched row : rows) {
            changes.merge(
                    row.key(),
                    new Change(row.size(), links),
                    (before, more) -> new Change(before.size(), before.links() + more.links()));
        }
    }

    private List<Touched> clear(Map<RepositoryName, LinkDelta> deltas) throws SQLException {
        BulkRows cleared = new BulkRows("text");
        deltas.forEach((name, delta) -> {
            if (delta.isCleared()) {
                cleared.add(name.value());
            }
        });
        return cleared.returning(
                connection,
                "DELETE FROM project_link WHERE repository = ANY (?) RETURNING project, digest, size",
                Touched::of);
    }

    private List<Touched> remove(Map<RepositoryName, LinkDelta> deltas) throws SQLException {
        BulkRows gone = new BulkRows("text", "text", "bool");
        deltas.forEach((name, delta) -> delta.gone()
                .forEach(link -> gone.add(name.value(), link.digest().toString(), link.isManifest())));
        return gone.returning(connection, """
            DELETE FROM project_link AS link USING unnest(?, ?, ?) AS gone (repository, digest, is_manifest)
            WHERE link.repository = gone.repository AND link.digest = gone.digest
              AND link.is_manifest = gone.is_manifest
            RETURNING link.project, link.digest, link.size
            """, Touched::of);
    }

    /** A manifest that is pushed again with more of its layers is there already. */
    private List<Touched> insert(Map<RepositoryName, LinkDelta> deltas) throws SQLException {
        BulkRows added = new BulkRows("text", "text", "bool", "text", "int8");
        deltas.forEach((name, delta) -> delta.added()
                .forEach((link, size) -> added.add(
                        name.value(),
                        link.digest().toString(),
                        link.isManifest(),
                        name.project().map(ProjectName::value).orElse(""),
                        size)));
        return added.returning(connection, """
            INSERT INTO project_link (repository, digest, is_manifest, project, size)
            SELECT * FROM unnest(?, ?, ?, ?, ?)
            ON CONFLICT (repository, digest, is_manifest) DO NOTHING
            RETURNING project, digest, size
            """, Touched::of);
    }
}
