package org.shiplog.projections.catalog;

import static org.shiplog.projections.query.BlockingQueries.rows;
import static org.shiplog.projections.query.BlockingQueries.rowsPlannedAnew;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.projections.directory.DirectoryLabel;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.ColumnType;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.query.SqlColumns;
import org.shiplog.projections.query.SqlText;

/** What a repository holds, in pages that are read from whichever end is nearer, so that the last one costs no more than the first. */
public final class ArtifactQueries {
    /** The most tags of one artifact that are shown together with it; all of them are in pages of their own. */
    public static final int MAX_TAGS = 1_000;

    static final String SELECT =
            """
                    SELECT artifact.repository, artifact.digest, artifact.media_type, artifact.artifact_type, artifact.config_type, artifact.kind,
                           artifact.subject, artifact.pushed_at,
                           artifact.size + coalesce((SELECT sum(part.size) FROM catalog_child AS child
                                                     JOIN catalog_artifact AS part
                                                       ON part.repository = child.repository AND part.digest = child.child
                                                     WHERE child.repository = artifact.repository
                                                       AND child.parent = artifact.digest), 0) AS size,
                    """ + pulls("artifact", "artifact.repository", "artifact.digest") + " FROM catalog_artifact AS"
                    + " artifact";

    private static final String TAG =
            "tag.tag, tag.digest, tag.pushed_at, " + pulls("tag", "tag.repository", "tag.tag");

    private static String pulls(String kind, String repository, String name) {
        return "coalesce(" + Pulls.of("pulls", kind, repository, name) + ", 0) AS pulls, "
                + Pulls.of("pulled_at", kind, repository, name) + " AS pulled_at";
    }

    private static final String PUSHED = "artifact.pushed_at";
    private static final String DIGEST = "artifact.digest";
    private static final String TAG_PUSHED = "tag.pushed_at";
    private static final String TAG_NAME = "tag.tag";

    private static final SqlColumns TAG_COLUMNS = tagColumns(Pulls.of("pulled_at", "tag", "tag.repository", "tag.tag"));
    private static final SqlColumns JOINED_TAG_COLUMNS = tagColumns(Pulls.JOINED);

    private static SqlColumns tagColumns(String pulledAt) {
        return new SqlColumns("tag.tag DESC")
                .with("name", "tag.tag", ColumnType.TEXT)
                .with("push_time", "tag.pushed_at", ColumnType.TIME)
                .with(Pulls.KEY, pulledAt, ColumnType.TIME);
    }

    private final BlockingQueries queries;

    /** @param blocking where statements run; never Pekko's default dispatcher */
    public ArtifactQueries(DataSource database, Executor blocking) {
        this.queries = new BlockingQueries(database, blocking);
    }

    /** Those that stand for themselves, the last pushed first unless another order is asked for. */
    public CompletionStage<Listing<CatalogArtifact>> artifacts(RepositoryName repository, ListQuery list) {
        boolean byPulls = Pulls.asked(list);
        SqlColumns columns = byPulls ? ArtifactTerms.JOINED : ArtifactTerms.COLUMNS;
        return switch (ArtifactTerms.where(list, columns)) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new Listing.Misfit<>(message));
            case SqlColumns.Where.Condition(SqlText terms) -> {
                SqlText found = SqlText.of(" FROM catalog_artifact AS artifact")
                        .then(byPulls ? Pulls.joined("artifact", repository, "artifact.digest") : SqlText.of(""))
                        .then(" WHERE artifact.repository = ? AND ", repository.value())
                        .then(terms);
                // Indexes: catalog_artifact_listed_idx, by size catalog_artifact_size_idx. All are counted already.
                SqlText count = ArtifactTerms.none(list)
                        ? SqlText.of("""
                            SELECT coalesce((SELECT listed_count FROM catalog_repository WHERE name = ?), 0)
                            """, repository.value())
                        : SqlText.of("SELECT count(*)").then(found);
                yield queries.run(connection -> Slice.page(
                        list,
                        () -> count(connection, count),
                        slice -> page(connection, repository, slice.keys(found, columns, PUSHED, DIGEST), slice)));
            }
        };
    }

    /** The rows are looked up when it is known which ones they are: what is passed over costs no more than its place in the index. */
    private static List<CatalogArtifact> page(
            Connection connection, RepositoryName repository, SqlText keys, Slice slice) throws SQLException {
        SqlText page = SqlText.of(SELECT)
                .then(" JOIN (")
                .then(keys)
                .then(") AS page USING (digest) WHERE artifact.repository = ? ORDER BY ", repository.value())
                .then(slice.order(ArtifactTerms.COLUMNS, PUSHED, DIGEST));
        return slice.straight(rowsPlannedAnew(connection, page, ArtifactQueries::artifact));
    }

    public CompletionStage<Optional<CatalogArtifact>> artifact(RepositoryName repository, Digest digest) {
        // Index: the primary key.
        SqlText query = SqlText.of(SELECT)
                .then(" WHERE artifact.repository = ? AND artifact.digest = ?", repository.value(), digest.toString());
        return queries.run(connection ->
                rows(connection, query, ArtifactQueries::artifact).stream().findFirst());
    }

    /** The tags of one artifact, the last moved first unless another order is asked for. */
    public CompletionStage<Listing<CatalogTag>> tags(RepositoryName repository, Digest digest, ListQuery list) {
        boolean byPulls = Pulls.asked(list);
        SqlColumns columns = byPulls ? JOINED_TAG_COLUMNS : TAG_COLUMNS;
        return switch (columns.where(list.terms())) {
            case SqlColumns.Where.Misfit(String message) ->
                CompletableFuture.completedStage(new Listing.Misfit<>(message));
            case SqlColumns.Where.Condition(SqlText terms) -> {
                // Indexes: catalog_tag_pushed_idx, catalog_tag_name_idx.
                SqlText found = SqlText.of(" FROM catalog_tag AS tag")
                        .then(byPulls ? Pulls.joined("tag", repository, "tag.tag") : SqlText.of(""))
                        .then(
                                " WHERE tag.repository = ? AND tag.digest = ? AND ",
                                repository.value(),
                                digest.toString())
                        .then(terms);
                SqlText count = SqlText.of("SELECT count(*)").then(found);
                yield queries.run(connection -> Slice.page(
                        list,
                        () -> count(connection, count),
                        slice ->
                                tags(connection, repository, slice.keys(found, columns, TAG_PUSHED, TAG_NAME), slice)));
            }
        };
    }

    private static List<CatalogTag> tags(Connection connection, RepositoryName repository, SqlText keys, Slice slice)
            throws SQLException {
        SqlText page = SqlText.of("SELECT " + TAG + " FROM catalog_tag AS tag JOIN (")
                .then(keys)
                .then(") AS page USING (tag) WHERE tag.repository = ? ORDER BY ", repository.value())
                .then(slice.order(TAG_COLUMNS, TAG_PUSHED, TAG_NAME));
        return slice.straight(rowsPlannedAnew(connection, page, ArtifactQueries::tag));
    }

    /** Of each of the artifacts at most {@link #MAX_TAGS}, the last moved first. */
    public CompletionStage<List<CatalogTag>> tagsOf(RepositoryName repository, List<Digest> digests) {
        // Index: catalog_tag_pushed_idx.
        SqlText query = SqlText.of("""
            SELECT found.* FROM unnest(?) AS wanted (digest)
            CROSS JOIN LATERAL (SELECT %s FROM catalog_tag AS tag
                                WHERE tag.repository = ? AND tag.digest = wanted.digest
                                ORDER BY tag.pushed_at DESC, tag.tag DESC LIMIT ?) AS found
            """.formatted(TAG), texts(digests), repository.value(), MAX_TAGS);
        return queries.run(connection -> rows(connection, query, ArtifactQueries::tag));
    }

    /** Labels that were deleted since are on nothing any more. */
    public CompletionStage<List<MarkedArtifact>> labelsOf(RepositoryName repository, List<Digest> digests) {
        // Indexes: the primary keys of catalog_artifact_label and directory_label.
        SqlText query = SqlText.of("""
            SELECT marked.digest, label.label_id, label.project_id, label.name, label.description, label.color,
                   label.created_at, label.updated_at
            FROM catalog_artifact_label AS marked JOIN directory_label AS label USING (label_id)
            WHERE marked.repository = ? AND marked.digest = ANY (?) ORDER BY label.name, label.label_id
            """, repository.value(), texts(digests));
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new MarkedArtifact(
                        Digest.of(row.getString("digest")),
                        new DirectoryLabel(
                                new Label(
                                        row.getLong("label_id"),
                                        row.getString("name"),
                                        row.getString("description"),
                                        row.getString("color")),
                                new LabelScope(row.getLong("project_id")),
                                time(row, "created_at"),
                                time(row, "updated_at")))));
    }

    /** What belongs to the artifacts, by what its manifest says or, in cosign's way, by its tag; the oldest first. */
    public CompletionStage<List<CatalogAccessory>> accessoriesOf(RepositoryName repository, List<Digest> subjects) {
        // Indexes: catalog_artifact_subject_idx, catalog_tag_subject_idx, the primary key.
        SqlText query = SqlText.of(
                """
                SELECT link.subject, link.cosign, artifact.digest, artifact.artifact_type, artifact.size,
                       artifact.pushed_at, artifact.accelerator
                FROM (SELECT links.digest, links.subject, bool_or(links.cosign) AS cosign
                      FROM (SELECT digest, subject, false AS cosign FROM catalog_artifact
                            WHERE repository = ? AND subject = ANY (?)
                            UNION ALL
                            SELECT digest, subject, tag LIKE '%.sig' FROM catalog_tag
                            WHERE repository = ? AND subject = ANY (?) AND subject <> digest) AS links
                      GROUP BY links.digest, links.subject) AS link
                JOIN catalog_artifact AS artifact ON artifact.repository = ? AND artifact.digest = link.digest
                ORDER BY artifact.pushed_at, artifact.digest LIMIT 1000
                """, repository.value(), texts(subjects), repository.value(), texts(subjects), repository.value());
        return queries.run(connection -> rows(
                connection,
                query,
                row -> new CatalogAccessory(
                        Digest.of(row.getString("digest")),
                        Digest.of(row.getString("subject")),
                        AccessoryKind.of(
                                row.getString("artifact_type"),
                                row.getBoolean("cosign"),
                                row.getBoolean("accelerator")),
                        row.getLong("size"),
                        time(row, "pushed_at"))));
    }

    /** In bytes; empty when no repository that is found in lists holds the blob. */
    public CompletionStage<Optional<Long>> blobSize(Visible visible, Digest digest) {
        // Indexes: the primary keys of project_blob and project_link, catalog_repository_project_idx. Projects
        // are few enough to be gone through.
        SqlText query =
                SqlText.of("""
                    SELECT link.size FROM catalog_project AS holder
                    JOIN project_blob AS blob ON blob.project = holder.name AND blob.digest = ?
                    JOIN catalog_repository AS repository
                      ON repository.project = holder.name AND repository.artifact_count > 0
                    JOIN project_link AS link
                      ON link.repository = repository.name AND link.digest = blob.digest AND NOT link.is_manifest
                    WHERE NOT holder.deleted AND
                    """, digest.toString()).then(visible.ofRepository()).then(" LIMIT 1");
        return queries.run(connection ->
                rows(connection, query, row -> row.getLong("size")).stream().findFirst());
    }

    /** The parts of the index that the repository holds. */
    public CompletionStage<List<Digest>> parts(RepositoryName repository, Digest index) {
        // Indexes: the primary keys.
        return digests(SqlText.of("""
            SELECT child.child FROM catalog_child AS child
            JOIN catalog_artifact AS part ON part.repository = child.repository AND part.digest = child.child
            WHERE child.repository = ? AND child.parent = ?
            """, repository.value(), index.toString()));
    }

    /** The indexes that the artifact is a part of. */
    public CompletionStage<List<Digest>> wholes(RepositoryName repository, Digest part) {
        // Index: catalog_child_idx.
        return digests(SqlText.of(
                "SELECT parent FROM catalog_child WHERE repository = ? AND child = ?",
                repository.value(),
                part.toString()));
    }

    private CompletionStage<List<Digest>> digests(SqlText query) {
        return queries.run(connection -> rows(connection, query, row -> Digest.of(row.getString(1))));
    }

    private static long count(Connection connection, SqlText query) throws SQLException {
        return rowsPlannedAnew(connection, query, row -> row.getLong(1)).getFirst();
    }

    private static Object texts(List<Digest> digests) {
        return digests.stream().map(Digest::toString).toArray(String[]::new);
    }

    static CatalogArtifact artifact(ResultSet row) throws SQLException {
        return new CatalogArtifact(
                Digest.of(row.getString("digest")),
                row.getString("media_type"),
                row.getString("artifact_type"),
                row.getString("config_type"),
                row.getString("kind"),
                row.getLong("size"),
                Optional.ofNullable(row.getString("subject")).map(Digest::of),
                time(row, "pushed_at"),
                row.getLong("pulls"),
                pulledAt(row));
    }

    private static CatalogTag tag(ResultSet row) throws SQLException {
        return new CatalogTag(
                new Tag(row.getString("tag")),
                Digest.of(row.getString("digest")),
                time(row, "pushed_at"),
                row.getLong("pulls"),
                pulledAt(row));
    }

    private static Optional<Instant> pulledAt(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getObject("pulled_at", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
