package org.shiplog.projections.history;

import static org.shiplog.projections.query.BlockingQueries.rows;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;

/** What repositories held in one of their generations, and how it was marked, before it was deleted. */
public final class HeldQueries {
    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public HeldQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /**
     * What the repository held in that generation before its deletion, in the order in which it came.
     *
     * @param limit no more than that many
     */
    public CompletionStage<List<LastHeld>> lastHeld(RepositoryName repository, long generation, int limit) {
        // Index: history_manifest_digest_idx and history_tag_name_idx.
        SqlText query = SqlText.of("""
            SELECT held.digest, coalesce(tagged.tags, '{}') AS tags
            FROM (
                SELECT DISTINCT ON (digest) digest, present, sequence_number
                FROM history_manifest
                WHERE repository = ? AND generation = ?
                ORDER BY digest, sequence_number DESC
            ) AS held
            LEFT JOIN (
                SELECT digest, array_agg(tag ORDER BY tag) AS tags
                FROM (
                    SELECT DISTINCT ON (tag) tag, digest
                    FROM history_tag
                    WHERE repository = ? AND generation = ?
                    ORDER BY tag, sequence_number DESC
                ) AS latest
                GROUP BY digest
            ) AS tagged USING (digest)
            WHERE held.present
            ORDER BY held.sequence_number
            LIMIT ?
            """, repository.value(), generation, repository.value(), generation, limit);
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new LastHeld(
                        Digest.of(row.getString("digest")),
                        Stream.of((String[]) row.getArray("tags").getArray())
                                .map(Tag::new)
                                .toList())));
    }

    /** A manifest with the tags that stood for it. */
    public record LastHeld(Digest digest, List<Tag> tags) {
        public LastHeld {
            tags = List.copyOf(tags);
        }
    }

    /** The labels that a manifest of that generation had just before the repository's event of that number. */
    public CompletionStage<List<Long>> labels(
            RepositoryName repository, long generation, Digest digest, long sequenceNumber) {
        // Indexes: history_label_digest_idx, history_manifest_digest_idx. With a manifest its labels go.
        SqlText query = SqlText.of(
                """
                SELECT label_id FROM (
                    SELECT DISTINCT ON (label_id) label_id, attached
                    FROM history_label
                    WHERE repository = ? AND generation = ? AND digest = ? AND sequence_number < ?
                      AND sequence_number > coalesce((
                          SELECT max(manifest.sequence_number) FROM history_manifest AS manifest
                          WHERE manifest.repository = ? AND manifest.digest = ? AND manifest.sequence_number < ?
                            AND NOT manifest.present), 0)
                    ORDER BY label_id, sequence_number DESC
                ) AS latest
                WHERE attached ORDER BY label_id
                """,
                repository.value(),
                generation,
                digest.toString(),
                sequenceNumber,
                repository.value(),
                digest.toString(),
                sequenceNumber);
        return queries.run(connection -> rows(connection, query, row -> row.getLong(1)));
    }

    /** How the repository was described in that generation before its deletion; empty if it was not. */
    public CompletionStage<String> lastDescription(RepositoryName repository, long generation) {
        // Index: the primary key, backwards.
        SqlText query = SqlText.of("""
            SELECT description FROM history_description
            WHERE repository = ? AND generation = ? ORDER BY sequence_number DESC LIMIT 1
            """, repository.value(), generation);
        return queries.run(connection -> rows(connection, query, row -> row.getString(1)).stream()
                .findFirst()
                .orElse(""));
    }
}
