package org.shiplog.projections.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.readmodel.BulkRows;

/** Writes what changed in repositories, in a handful of statements for all of them. */
final class RepositoryRows {
    private final Connection connection;

    RepositoryRows(Connection connection) {
        this.connection = connection;
    }

    void write(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        clear(deltas);
        create(deltas);
        Map<String, Long> counts = new HashMap<>();
        removeArtifacts(deltas, counts);
        addArtifacts(deltas, counts);
        removeTags(deltas);
        moveTags(deltas);
        touch(deltas, counts);
    }

    private void clear(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows cleared = new BulkRows("text");
        deltas.forEach((name, delta) -> {
            if (delta.isCleared()) {
                cleared.add(name.value());
            }
        });
        cleared.update(connection, "DELETE FROM catalog_tag WHERE repository = ANY (?)");
        cleared.update(connection, "DELETE FROM catalog_artifact WHERE repository = ANY (?)");
        cleared.update(connection, "DELETE FROM catalog_repository WHERE name = ANY (?)");
    }

    private void create(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows created = new BulkRows("text", "text", "int8", "timestamptz");
        deltas.forEach((name, delta) -> {
            RepositoryDelta.@Nullable Creation creation = delta.creation();
            if (creation != null) {
                String project = name.project().map(ProjectName::value).orElse("");
                created.add(
                        name.value(),
                        project,
                        creation.generation(),
                        creation.at().toString());
            }
        });
        created.update(connection, """
            INSERT INTO catalog_repository (name, project, generation, created_at, updated_at, artifact_count)
            SELECT name, project, generation, at, at, 0 FROM unnest(?, ?, ?, ?) AS new (name, project, generation, at)
            """);
    }

    private void removeArtifacts(Map<RepositoryName, RepositoryDelta> deltas, Map<String, Long> counts)
            throws SQLException {
        BulkRows gone = new BulkRows("text", "text");
        deltas.forEach(
                (name, delta) -> delta.goneArtifacts().forEach(digest -> gone.add(name.value(), digest.toString())));
        String delete = """
            DELETE FROM catalog_artifact AS artifact USING unnest(?, ?) AS gone (repository, digest)
            WHERE artifact.repository = gone.repository AND artifact.digest = gone.digest
            RETURNING artifact.repository
            """;
        gone.returning(connection, delete).forEach(repository -> counts.merge(repository, -1L, Long::sum));
    }

    private void addArtifacts(Map<RepositoryName, RepositoryDelta> deltas, Map<String, Long> counts)
            throws SQLException {
        BulkRows added = new BulkRows("text", "text", "text", "text", "int8", "text", "timestamptz");
        deltas.forEach((name, delta) -> delta.artifacts()
                .forEach((digest, artifact) -> added.add(
                        name.value(),
                        digest.toString(),
                        artifact.facts().mediaType().value(),
                        artifact.facts().artifactType(),
                        artifact.size(),
                        artifact.facts().subject().map(Digest::toString).orElse(null),
                        artifact.pushedAt().toString())));
        String insert = """
            INSERT INTO catalog_artifact
                (repository, digest, media_type, artifact_type, size, subject, pushed_at)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?)
            RETURNING repository
            """;
        added.returning(connection, insert).forEach(repository -> counts.merge(repository, 1L, Long::sum));
    }

    private void removeTags(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows gone = new BulkRows("text", "text");
        deltas.forEach((name, delta) -> delta.goneTags().forEach(tag -> gone.add(name.value(), tag.value())));
        gone.update(connection, """
            DELETE FROM catalog_tag AS tag USING unnest(?, ?) AS gone (repository, tag)
            WHERE tag.repository = gone.repository AND tag.tag = gone.tag
            """);
    }

    private void moveTags(Map<RepositoryName, RepositoryDelta> deltas) throws SQLException {
        BulkRows moved = new BulkRows("text", "text", "text", "timestamptz");
        deltas.forEach((name, delta) -> delta.tags()
                .forEach((tag, pointer) -> moved.add(
                        name.value(),
                        tag.value(),
                        pointer.digest().toString(),
                        pointer.pushedAt().toString())));
        moved.update(connection, """
            INSERT INTO catalog_tag (repository, tag, digest, pushed_at)
            SELECT * FROM unnest(?, ?, ?, ?)
            ON CONFLICT (repository, tag) DO UPDATE SET digest = excluded.digest, pushed_at = excluded.pushed_at
            """);
    }

    private void touch(Map<RepositoryName, RepositoryDelta> deltas, Map<String, Long> counts) throws SQLException {
        BulkRows touched = new BulkRows("text", "timestamptz", "int8");
        deltas.forEach((name, delta) -> {
            if (delta.touchedAt() != null) {
                touched.add(name.value(), delta.touchedAt().toString(), counts.getOrDefault(name.value(), 0L));
            }
        });
        touched.update(connection, """
            UPDATE catalog_repository AS repository
            SET updated_at = touched.at, artifact_count = repository.artifact_count + touched.change
            FROM unnest(?, ?, ?) AS touched (name, at, change)
            WHERE repository.name = touched.name
            """);
    }
}
