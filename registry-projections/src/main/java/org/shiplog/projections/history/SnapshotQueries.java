package org.shiplog.projections.history;

import static org.shiplog.projections.history.ProjectPast.time;
import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlText;

/** Repositories and projects as they were at a time, and how two times differ. Costs as much as there was until then. */
public final class SnapshotQueries {
    /** The generations of repositories that were there at the time. */
    private static final String THERE = """
        SELECT generation.repository, generation.generation
        FROM history_generation AS generation
        JOIN history_registration AS registration USING (repository, generation)
        WHERE registration.project_id = ? AND generation.created_at <= ?
          AND (generation.retired_at IS NULL OR generation.retired_at > ?)
        """;

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public SnapshotQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** The repository's artifacts in order of their digests; empty when there was no such repository. */
    public CompletionStage<Optional<Listing.Page<PastArtifact>>> artifacts(
            RepositoryName repository, long projectId, Instant at, ListQuery page) {
        SqlText there = there(projectId, at).then(" AND generation.repository = ?", repository.value());
        // Index: history_manifest_digest_idx and history_tag_name_idx.
        SqlText all = SqlText.of("""
            SELECT * FROM (
                SELECT DISTINCT ON (manifest.digest) manifest.*
                FROM history_manifest AS manifest JOIN there USING (repository, generation)
                WHERE manifest.at <= ?
                ORDER BY manifest.digest, manifest.sequence_number DESC
            ) AS latest WHERE latest.present
            """, time(at));
        SqlText with = SqlText.of("WITH there AS (").then(there).then(") ");
        SqlText rows = with.then(", found AS (")
                .then(all)
                .then("ORDER BY digest LIMIT ? OFFSET ?) ", page.pageSize(), page.offset())
                .then("""
                    SELECT found.*, coalesce(tagged.tags, '{}') AS tags
                    FROM found
                    LEFT JOIN (
                        SELECT named.digest, array_agg(named.tag ORDER BY named.tag) AS tags
                        FROM (
                            SELECT DISTINCT ON (tag.tag) tag.tag, tag.digest
                            FROM history_tag AS tag JOIN there USING (repository, generation)
                            WHERE tag.at <= ?
                            ORDER BY tag.tag, tag.sequence_number DESC
                        ) AS named
                        WHERE named.digest IN (SELECT digest FROM found)
                        GROUP BY named.digest
                    ) AS tagged ON tagged.digest = found.digest
                    ORDER BY found.digest
                    """, time(at));
        return queries.run(connection -> {
            if (rows(connection, there, row -> row.getString(1)).isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Listing.Page<>(
                    rows(connection, rows, SnapshotQueries::artifact),
                    rows(
                                    connection,
                                    with.then("SELECT count(*) FROM (")
                                            .then(all)
                                            .then(") AS counted"),
                                    row -> row.getLong(1))
                            .getFirst()));
        });
    }

    private static SqlText there(long projectId, Instant at) {
        return SqlText.of(THERE, projectId, time(at), time(at));
    }

    private static PastArtifact artifact(ResultSet row) throws SQLException {
        return new PastArtifact(
                Digest.of(row.getString("digest")),
                row.getString("media_type"),
                row.getString("artifact_type"),
                row.getLong("size"),
                Pages.time(row, "at"),
                row.getString("username"),
                row.getLong("event_id"),
                List.of((String[]) row.getArray("tags").getArray()));
    }

    /** The project's repositories that held artifacts, in order of their names. */
    public CompletionStage<Listing.Page<PastRepository>> repositories(long projectId, Instant at, ListQuery page) {
        // Index: history_registration_project_idx, and for the counts history_manifest_digest_idx and
        // history_tag_name_idx.
        SqlText all = SqlText.of("WITH there AS (").then(there(projectId, at)).then("""
            )
            SELECT there.repository, (
                SELECT count(*) FROM (
                    SELECT DISTINCT ON (manifest.digest) manifest.present
                    FROM history_manifest AS manifest
                    WHERE manifest.repository = there.repository
                      AND manifest.generation = there.generation AND manifest.at <= ?
                    ORDER BY manifest.digest, manifest.sequence_number DESC
                ) AS latest WHERE latest.present
            ) AS artifacts, (
                SELECT count(*) FROM (
                    SELECT DISTINCT ON (tag.tag) tag.digest
                    FROM history_tag AS tag
                    WHERE tag.repository = there.repository
                      AND tag.generation = there.generation AND tag.at <= ?
                    ORDER BY tag.tag, tag.sequence_number DESC
                ) AS latest WHERE latest.digest IS NOT NULL
            ) AS tags
            FROM there
            """, time(at), time(at));
        SqlText held = SqlText.of("SELECT * FROM (").then(all).then(") AS held WHERE artifacts > 0 ");
        return queries.run(connection -> new Listing.Page<>(
                rows(
                        connection,
                        held.then("ORDER BY repository LIMIT ? OFFSET ?", page.pageSize(), page.offset()),
                        row -> new PastRepository(
                                new RepositoryName(row.getString("repository")),
                                row.getLong("artifacts"),
                                row.getLong("tags"))),
                HistoryQueries.count(connection, held)));
    }

    /**
     * What is other at the second time than at the first, in order of repositories, artifacts before tags.
     *
     * @param repository empty for all of the project's
     */
    public CompletionStage<Listing.Page<Difference>> differences(
            long projectId, Optional<RepositoryName> repository, Instant from, Instant to, ListQuery page) {
        SqlText tags = changed("tag", "tag", "entry.digest", projectId, repository, from, to);
        SqlText artifacts = changed(
                "manifest", "digest", "CASE WHEN entry.present THEN entry.digest END", projectId, repository, from, to);
        SqlText all = SqlText.of("SELECT * FROM (SELECT *, 'ARTIFACT' AS kind FROM (")
                .then(artifacts)
                .then(") AS artifacts UNION ALL SELECT *, 'TAG' AS kind FROM (")
                .then(tags)
                .then(") AS tags) AS both_kinds WHERE before IS DISTINCT FROM after ");
        return queries.run(connection -> new Listing.Page<>(
                rows(
                        connection,
                        all.then("ORDER BY repository, kind, name LIMIT ? OFFSET ?", page.pageSize(), page.offset()),
                        row -> new Difference(
                                new RepositoryName(row.getString("repository")),
                                Difference.Kind.valueOf(row.getString("kind")),
                                row.getString("name"),
                                Pages.optionalDigest(row, "before"),
                                Pages.optionalDigest(row, "after"))),
                HistoryQueries.count(connection, all)));
    }

    /** Of whatever changed in between, what it was before and after. The parts of the statement are constants of this class. */
    private static SqlText changed(
            String table,
            String name,
            String value,
            long projectId,
            Optional<RepositoryName> repository,
            Instant from,
            Instant to) {
        // Index: history_registration_project_idx, then history_tag_time_idx or history_manifest_time_idx.
        SqlText touched = SqlText.of(
                """
                SELECT touched.repository, touched.name, (%3$s) AS before, (%4$s) AS after FROM (
                    SELECT DISTINCT entry.repository, entry.%2$s AS name
                    FROM history_%1$s AS entry
                    JOIN history_registration AS registration USING (repository, generation)
                    JOIN history_generation AS generation USING (repository, generation)
                    WHERE registration.project_id = ?
                      AND (entry.at > ? AND entry.at <= ?
                           OR entry.at <= ? AND generation.retired_at > ? AND generation.retired_at <= ?)
                """.formatted(table, name, latest(table, name, value), latest(table, name, value)),
                time(from),
                projectId,
                time(from),
                time(to),
                projectId,
                time(to),
                projectId,
                time(from),
                time(to),
                time(from),
                time(from),
                time(to));
        return (repository.isPresent()
                        ? touched.then(
                                " AND entry.repository = ?", repository.get().value())
                        : touched)
                .then(") AS touched");
    }

    private static String latest(String table, String name, String value) {
        return """
            SELECT CASE WHEN generation.retired_at <= ? THEN NULL ELSE %3$s END FROM history_%1$s AS entry
            JOIN history_registration AS registration USING (repository, generation)
            JOIN history_generation AS generation USING (repository, generation)
            WHERE entry.repository = touched.repository AND entry.%2$s = touched.name
              AND registration.project_id = ? AND entry.at <= ?
            ORDER BY entry.sequence_number DESC LIMIT 1
            """.formatted(table, name, value);
    }
}
