package org.shiplog.projections.quota;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.shiplog.projections.quota.LinkRows.Change;
import org.shiplog.projections.quota.LinkRows.Key;
import org.shiplog.projections.readmodel.BulkRows;

/** Counts the links of each digest in its project, and sums the sizes of those that have any. */
final class UsageRows {
    private final Connection connection;

    UsageRows(Connection connection) {
        this.connection = connection;
    }

    private record Counted(Key key, long links) {
        static Counted of(ResultSet row) throws SQLException {
            return new Counted(new Key(row.getString(1), row.getString(2)), row.getLong(3));
        }
    }

    private record Sums(long bytes, long blobs) {
        Sums plus(Sums more) {
            return new Sums(bytes + more.bytes, blobs + more.blobs);
        }
    }

    void count(TreeMap<Key, Change> changes) throws SQLException {
        BulkRows links = new BulkRows("text", "text", "int8", "int8");
        changes.forEach((key, change) -> links.add(key.project(), key.digest(), change.size(), change.links()));
        TreeMap<String, Sums> sums = new TreeMap<>();
        BulkRows gone = new BulkRows("text", "text");
        BulkRows come = new BulkRows("text", "text");
        for (Counted counted : links.returning(connection, """
            INSERT INTO project_blob AS held (project, digest, size, link_count)
            SELECT project, digest, size, links FROM unnest(?, ?, ?, ?) AS changed (project, digest, size, links)
            ORDER BY project COLLATE "C", digest COLLATE "C"
            ON CONFLICT (project, digest) DO UPDATE SET link_count = held.link_count + excluded.link_count
            RETURNING project, digest, link_count
            """, Counted::of)) {
            Key key = counted.key();
            Change change = changes.getOrDefault(key, new Change(0, 0));
            if (counted.links() == 0) {
                gone.add(key.project(), key.digest());
                sums.merge(key.project(), new Sums(-change.size(), -1), Sums::plus);
            } else if (counted.links() == change.links()) {
                come.add(key.project(), key.digest());
                sums.merge(key.project(), new Sums(change.size(), 1), Sums::plus);
            }
        }
        gone.update(connection, """
            DELETE FROM project_blob AS held USING unnest(?, ?) AS gone (project, digest)
            WHERE held.project = gone.project AND held.digest = gone.digest
            """);
        sum(sums);
        endReservations(come);
    }

    private void sum(Map<String, Sums> sums) throws SQLException {
        BulkRows rows = new BulkRows("text", "int8", "int8");
        sums.forEach((project, sum) -> rows.add(project, sum.bytes(), sum.blobs()));
        rows.update(connection, """
            INSERT INTO project_usage AS used (project, bytes, blob_count)
            SELECT project, bytes, blobs FROM unnest(?, ?, ?) AS changed (project, bytes, blobs)
            ORDER BY project COLLATE "C"
            ON CONFLICT (project) DO UPDATE
            SET bytes = used.bytes + excluded.bytes, blob_count = used.blob_count + excluded.blob_count
            """);
        BulkRows projects = new BulkRows("text");
        sums.keySet().forEach(projects::add);
        projects.update(connection, "DELETE FROM project_usage WHERE project = ANY (?) AND blob_count = 0");
    }

    /**
     * What is counted needs no reservation any more. The schema is named, because a rebuild has no reservations of its own: it ends
     * those, at most, which the live tables count already.
     */
    private void endReservations(BulkRows come) throws SQLException {
        come.update(connection, """
            DELETE FROM public.quota_reservation AS held USING unnest(?, ?) AS come (project, digest)
            WHERE held.project = come.project AND held.digest = come.digest
              AND EXISTS (SELECT FROM public.project_blob AS counted
                          WHERE counted.project = held.project AND counted.digest = held.digest)
            """);
    }
}
