package org.shiplog.projections.history;

import static org.shiplog.projections.history.ProjectPast.time;
import static org.shiplog.projections.query.BlockingQueries.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlText;

/**
 * What tags stood for. Every question names the project by its id: what happened in an earlier project of the same name
 * is not found.
 */
public final class HistoryQueries {
    /** Of the row {@code found} with a repository and a digest: since when the repository has that manifest no more. */
    // Index: history_manifest_digest_idx backwards.
    static final String GONE = """
        LEFT JOIN LATERAL (
            SELECT CASE WHEN manifest.present THEN generation.retired_at ELSE manifest.at END AS gone_at
            FROM history_manifest AS manifest
            JOIN history_generation AS generation USING (repository, generation)
            WHERE manifest.repository = found.repository AND manifest.digest = found.digest
            ORDER BY manifest.sequence_number DESC
            LIMIT 1
        ) AS gone ON true
        """;

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public HistoryQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** Everything that the tag ever stood for, the latest first. */
    public CompletionStage<Listing.Page<TagPeriod>> periods(
            RepositoryName repository, long projectId, Tag tag, ListQuery page) {
        // Index: history_tag_name_idx.
        SqlText all = SqlText.of("""
            SELECT * FROM (
                SELECT tag.repository, tag.sequence_number, tag.digest, tag.at, tag.username, tag.event_id, tag.undoes,
                       coalesce(lead(tag.at) OVER later, generation.retired_at) AS until,
                       coalesce(lead(tag.username) OVER later, generation.retired_by) AS ended_by,
                       coalesce(lead(tag.event_id) OVER later, generation.retired_event) AS end_event
                FROM history_tag AS tag
                JOIN history_registration AS registration USING (repository, generation)
                JOIN history_generation AS generation USING (repository, generation)
                WHERE tag.repository = ? AND tag.tag = ? AND registration.project_id = ?
                WINDOW later AS (PARTITION BY tag.generation ORDER BY tag.sequence_number)
            ) AS found
            WHERE digest IS NOT NULL
            """, repository.value(), tag.value(), projectId);
        return queries.run(connection -> new Listing.Page<>(
                rows(
                        connection,
                        SqlText.of("SELECT found.*, gone.gone_at FROM (")
                                .then(all)
                                .then(
                                        "ORDER BY sequence_number DESC LIMIT ? OFFSET ?) AS found ",
                                        page.pageSize(),
                                        page.offset())
                                .then(GONE)
                                .then("ORDER BY found.sequence_number DESC"),
                        HistoryQueries::period),
                count(connection, all)));
    }

    static long count(Connection connection, SqlText all) throws SQLException {
        return rows(
                        connection,
                        SqlText.of("SELECT count(*) FROM (").then(all).then(") AS all_of_them"),
                        row -> row.getLong(1))
                .getFirst();
    }

    private static TagPeriod period(ResultSet row) throws SQLException {
        return new TagPeriod(
                Digest.of(row.getString("digest")),
                Pages.time(row, "at"),
                Pages.optionalTime(row, "until"),
                row.getString("username"),
                row.getLong("event_id"),
                Pages.optionalNumber(row, "undoes"),
                Optional.ofNullable(row.getString("ended_by")),
                Pages.optionalNumber(row, "end_event"),
                Pages.optionalTime(row, "gone_at"));
    }

    /** The manifest that the tag stood for at the time; empty when it stood for none. */
    public CompletionStage<Optional<PastManifest>> tagAt(
            RepositoryName repository, long projectId, Tag tag, Instant at) {
        // Index: history_tag_name_idx and history_manifest_digest_idx, each backwards.
        SqlText query = SqlText.of("""
            SELECT found.digest, pushed.media_type, pushed.size, pushed.sequence_number, gone.gone_at
            FROM (
                SELECT tag.repository, tag.digest, tag.generation
                FROM history_tag AS tag
                WHERE tag.repository = ? AND tag.tag = ? AND tag.at <= ?
                ORDER BY tag.sequence_number DESC
                LIMIT 1
            ) AS found
            JOIN history_generation AS generation USING (repository, generation)
            JOIN history_registration AS registration USING (repository, generation)
            CROSS JOIN LATERAL (
                SELECT manifest.media_type, manifest.size, manifest.sequence_number
                FROM history_manifest AS manifest
                WHERE manifest.repository = found.repository AND manifest.digest = found.digest
                  AND manifest.present AND manifest.at <= ?
                ORDER BY manifest.sequence_number DESC
                LIMIT 1
            ) AS pushed
            """, repository.value(), tag.value(), time(at), time(at))
                .then(GONE)
                .then(
                        "WHERE registration.project_id = ? AND (generation.retired_at IS NULL OR generation.retired_at"
                                + " > ?)",
                        projectId,
                        time(at));
        return first(query);
    }

    /** The latest of these manifests' pushes, of those that the repository ever had. */
    public CompletionStage<List<PastManifest>> pushes(RepositoryName repository, long projectId, List<Digest> digests) {
        // Index: history_manifest_digest_idx.
        SqlText query = SqlText.of(
                        """
                        SELECT found.*, gone.gone_at FROM (
                            SELECT DISTINCT ON (manifest.digest)
                                   manifest.repository, manifest.digest, manifest.media_type, manifest.size,
                                   manifest.sequence_number
                            FROM history_manifest AS manifest
                            JOIN history_registration AS registration USING (repository, generation)
                            WHERE manifest.repository = ? AND manifest.digest = ANY (?) AND manifest.present
                              AND registration.project_id = ?
                            ORDER BY manifest.digest, manifest.sequence_number DESC
                        ) AS found
                        """,
                        repository.value(),
                        digests.stream().map(Digest::toString).toArray(String[]::new),
                        projectId)
                .then(GONE);
        return queries.run(connection -> rows(connection, query, HistoryQueries::manifest));
    }

    private CompletionStage<Optional<PastManifest>> first(SqlText query) {
        return queries.run(connection ->
                rows(connection, query, HistoryQueries::manifest).stream().findFirst());
    }

    static PastManifest manifest(ResultSet row) throws SQLException {
        return new PastManifest(
                Digest.of(row.getString("digest")),
                new MediaType(row.getString("media_type")),
                row.getLong("size"),
                row.getLong("sequence_number"),
                Pages.optionalTime(row, "gone_at"));
    }

    /** Whether the repository's event of that number happened in the project, and is of the repository's latest generation. */
    public CompletionStage<Optional<PastGeneration>> generation(
            RepositoryName repository, long projectId, long sequenceNumber) {
        // Index: the primary key of history_generation.
        SqlText query = SqlText.of("""
            SELECT generation.generation, registration.project_id = ? AS of_project
            FROM history_generation AS generation
            JOIN history_registration AS registration USING (repository, generation)
            WHERE generation.repository = ? AND generation.created_sequence <= ?
            ORDER BY generation.generation DESC
            LIMIT 1
            """, projectId, repository.value(), sequenceNumber);
        return queries.run(connection ->
                rows(connection, query, row -> new PastGeneration(row.getLong(1), row.getBoolean(2))).stream()
                        .findFirst());
    }

    /** @param ofProject whether it belonged to the project that was asked for */
    public record PastGeneration(long number, boolean ofProject) {}

    /** The number of the project's first event among those of all projects of its name. */
    public CompletionStage<Optional<Long>> firstEvent(long projectId, String name) {
        // Index: the primary key.
        SqlText query = SqlText.of(
                "SELECT first_sequence FROM history_project WHERE name = ? AND project_id = ?", name, projectId);
        return queries.run(connection ->
                rows(connection, query, row -> row.getLong(1)).stream().findFirst());
    }
}
