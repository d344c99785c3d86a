package org.shiplog.projections.history;

import static org.shiplog.projections.history.ProjectPast.time;
import static org.shiplog.projections.query.BlockingQueries.rows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;
import org.shiplog.projections.readmodel.BulkRows;

/** What was deleted and may be read by its digest for a while, because it is being pulled as it was at a time. */
public final class Openings {
    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public Openings(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** Opens manifests and blobs that the repository had, until then, and forgets what is over. */
    public CompletionStage<Void> open(
            RepositoryName repository,
            long projectId,
            List<PastManifest> manifests,
            List<BlobReference> blobs,
            Instant now,
            Instant until) {
        BulkRows opened = new BulkRows("text", "int8", "text", "bool", "int8", "text", "int8", "timestamptz");
        manifests.stream()
                .distinct()
                .forEach(manifest -> opened.add(
                        repository.value(),
                        projectId,
                        manifest.digest().toString(),
                        true,
                        manifest.sequenceNumber(),
                        manifest.mediaType().value(),
                        manifest.size(),
                        until.toString()));
        blobs.stream()
                .distinct()
                .forEach(blob -> opened.add(
                        repository.value(),
                        projectId,
                        blob.digest().toString(),
                        false,
                        0L,
                        "",
                        blob.size(),
                        until.toString()));
        return queries.run(connection -> {
                    // Index: history_opening_expiry_idx.
                    SqlText.of("DELETE FROM history_opening WHERE expires_at < ?", time(now))
                            .update(connection);
                    opened.update(connection, """
                        INSERT INTO history_opening
                            (repository, project_id, digest, is_manifest, sequence_number, media_type, size, expires_at)
                        SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (repository, project_id, digest, is_manifest) DO UPDATE
                        SET expires_at = greatest(history_opening.expires_at, excluded.expires_at)
                        """);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    public CompletionStage<Optional<PastManifest>> manifest(
            RepositoryName repository, long projectId, Digest digest, Instant now) {
        SqlText query = opening(
                "digest, media_type, size, sequence_number, NULL::timestamptz AS gone_at",
                repository,
                projectId,
                digest,
                true,
                now);
        return queries.run(connection ->
                rows(connection, query, HistoryQueries::manifest).stream().findFirst());
    }

    /** The blob's size in bytes. */
    public CompletionStage<Optional<Long>> blob(RepositoryName repository, long projectId, Digest digest, Instant now) {
        SqlText query = opening("size", repository, projectId, digest, false, now);
        return queries.run(connection ->
                rows(connection, query, row -> row.getLong(1)).stream().findFirst());
    }

    private static SqlText opening(
            String columns, RepositoryName repository, long projectId, Digest digest, boolean isManifest, Instant now) {
        // Index: the primary key.
        return SqlText.of("SELECT ")
                .then(columns)
                .then("""
                     FROM history_opening
                    WHERE repository = ? AND project_id = ? AND digest = ? AND is_manifest = ? AND expires_at > ?
                    """, repository.value(), projectId, digest.toString(), isManifest, time(now));
    }
}
