package org.shiplog.projections.pulls;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.shiplog.domain.oci.PastTag;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog.PullEvent.ArtifactsPulled;
import org.shiplog.projections.journal.Change.PullChange;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.readmodel.BulkRows;
import org.shiplog.projections.readmodel.ReadModel;

/**
 * Counts pulls of repositories, artifacts and tags. Many pulls of the same are one change of a row. What was read from the past
 * counts for nothing that is there now.
 */
public final class PullReadModel implements ReadModel {
    public static final String NAME = "pulls";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("pull_total");
    }

    private record Key(RepositoryName repository, long generation, String kind, String name) {
        static final Comparator<Key> ORDER = Comparator.comparing(
                        (Key key) -> key.repository().value())
                .thenComparing(Key::generation)
                .thenComparing(Key::kind)
                .thenComparing(Key::name);
    }

    private record Total(long pulls, Instant last) {
        static Total plus(Total one, Total other) {
            return new Total(one.pulls() + other.pulls(), one.last().isAfter(other.last()) ? one.last() : other.last());
        }
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        Map<Key, Total> totals = new TreeMap<>(Key.ORDER);
        for (JournalRecord record : events) {
            if (record.change() instanceof PullChange(ArtifactsPulled(List<Pull> pulls))) {
                pulls.stream()
                        .filter(pull -> pull.generation() != Pull.OF_THE_PAST)
                        .forEach(pull -> count(totals, pull));
            }
        }
        BulkRows rows = new BulkRows("text", "int8", "text", "text", "int8", "timestamptz");
        totals.forEach((key, total) -> rows.add(
                key.repository().value(),
                key.generation(),
                key.kind(),
                key.name(),
                total.pulls(),
                total.last().toString()));
        rows.update(connection, """
            INSERT INTO pull_total AS total (repository, generation, kind, name, pulls, pulled_at)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?)
            ON CONFLICT (repository, generation, kind, name) DO UPDATE
            SET pulls = total.pulls + excluded.pulls, pulled_at = greatest(total.pulled_at, excluded.pulled_at)
            """);
    }

    private static void count(Map<Key, Total> totals, Pull pull) {
        Total one = new Total(1, pull.at());
        totals.merge(new Key(pull.repository(), pull.generation(), "repository", ""), one, Total::plus);
        totals.merge(
                new Key(
                        pull.repository(),
                        pull.generation(),
                        "artifact",
                        pull.digest().toString()),
                one,
                Total::plus);
        pull.tag()
                .filter(tag -> !PastTag.isReserved(tag))
                .ifPresent(tag -> totals.merge(
                        new Key(pull.repository(), pull.generation(), "tag", tag.value()), one, Total::plus));
    }
}
